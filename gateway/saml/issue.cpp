#include "saml/issue.h"

#include "saml/instant.h"
#include "saml/message_writing.h"
#include "saml/names.h"
#include "saml/signing.h"
#include "saml/xml_writer.h"

namespace sluis::saml {

namespace {

void write_instant(XmlWriter& xml, std::string_view name,
                   const std::optional<crypto::TimePoint>& instant) {
  if (instant) xml.attribute(name, format_instant(*instant));
}

void write_subject(XmlWriter& xml, const Assertion& assertion) {
  xml.open("saml:Subject");
  if (assertion.name_id) write_name_id(xml, *assertion.name_id);
  for (const SubjectConfirmation& confirmation : assertion.confirmations) {
    xml.open("saml:SubjectConfirmation").attribute("Method", confirmation.method);
    xml.open("saml:SubjectConfirmationData");
    write_instant(xml, "NotBefore", confirmation.not_before);
    write_instant(xml, "NotOnOrAfter", confirmation.not_on_or_after);
    xml.optional_attribute("Recipient", confirmation.recipient);
    xml.optional_attribute("InResponseTo", confirmation.in_response_to);
    xml.close().close();
  }
  xml.close();
}

void write_conditions(XmlWriter& xml, const Assertion& assertion) {
  xml.open("saml:Conditions");
  write_instant(xml, "NotBefore", assertion.not_before);
  write_instant(xml, "NotOnOrAfter", assertion.not_on_or_after);
  for (const auto& audiences : assertion.audience_restrictions) {
    xml.open("saml:AudienceRestriction");
    for (const std::string& audience : audiences) xml.leaf("saml:Audience", audience);
    xml.close();
  }
  xml.close();
}

void write_authn_statement(XmlWriter& xml, const AuthnStatement& statement) {
  xml.open("saml:AuthnStatement");
  xml.attribute("AuthnInstant", format_instant(statement.authn_instant));
  xml.optional_attribute("SessionIndex", statement.session_index);
  write_instant(xml, "SessionNotOnOrAfter", statement.session_not_on_or_after);
  xml.open("saml:AuthnContext");
  xml.optional_leaf("saml:AuthnContextClassRef", statement.class_ref);
  for (const std::string& authority : statement.authorities) {
    xml.leaf("saml:AuthenticatingAuthority", authority);
  }
  xml.close().close();
}

void write_attributes(XmlWriter& xml, const std::vector<Attribute>& attributes) {
  if (attributes.empty()) return;  // SAML Core 2.7.3: an empty statement does not exist
  xml.open("saml:AttributeStatement");
  for (const Attribute& attribute : attributes) {
    xml.open("saml:Attribute").attribute("Name", attribute.name);
    xml.optional_attribute("NameFormat", attribute.name_format);
    for (const std::string& value : attribute.values) xml.leaf("saml:AttributeValue", value);
    xml.close();
  }
  xml.close();
}

std::string to_xml(const Assertion& assertion) {
  XmlWriter xml;
  xml.open("saml:Assertion").attribute("xmlns:saml", ns::kAssertion);
  xml.attribute("ID", assertion.id).attribute("Version", "2.0");
  xml.attribute("IssueInstant", format_instant(assertion.issue_instant));
  write_issuer(xml, assertion.issuer);
  write_subject(xml, assertion);
  write_conditions(xml, assertion);
  for (const AuthnStatement& statement : assertion.authn_statements) {
    write_authn_statement(xml, statement);
  }
  write_attributes(xml, assertion.attributes);
  return xml.close().take();
}

std::string to_xml(const Response& response, std::string_view carried) {
  XmlWriter xml;
  open_answer(xml, "samlp:Response", response);
  return xml.element(carried).close().take();
}

}  // namespace

std::string issue(const Response& response, const Assertion& assertion,
                  const Protection& protection, crypto::Random& random) {
  std::string carried = sign(to_xml(assertion), protection.key);
  if (protection.recipient != nullptr) carried = protection.recipient->encrypt(carried, random);
  return sign(to_xml(response, carried), protection.key);
}

std::string issue(const Response& response, const PrivateKey& key) {
  return sign(to_xml(response, ""), key);
}

}  // namespace sluis::saml
