#include "saml/writing.h"

#include "saml/instant.h"
#include "saml/message_writing.h"
#include "saml/names.h"
#include "saml/xml_writer.h"

namespace sluis::saml {

namespace {

void write_wishes(XmlWriter& xml, const AuthnRequest& request) {
  if (request.name_id_policy) {
    xml.open("samlp:NameIDPolicy").optional_attribute("Format", request.name_id_policy->format);
    xml.optional_attribute("SPNameQualifier", request.name_id_policy->sp_name_qualifier);
    if (request.name_id_policy->allows_creation) xml.attribute("AllowCreate", "true");
    xml.close();
  }
  if (request.requested_context) {
    xml.open("samlp:RequestedAuthnContext");
    xml.attribute("Comparison", request.requested_context->comparison);
    for (const std::string& reference : request.requested_context->class_refs) {
      xml.leaf("saml:AuthnContextClassRef", reference);
    }
    xml.close();
  }
}

template <typename Message>
void open_message(XmlWriter& xml, std::string_view name, const Message& message) {
  xml.open(name).attribute("xmlns:samlp", ns::kProtocol).attribute("xmlns:saml", ns::kAssertion);
  xml.attribute("ID", message.id).attribute("Version", "2.0");
  xml.attribute("IssueInstant", format_instant(message.issue_instant));
  xml.optional_attribute("Destination", message.destination);
}

void write_status(XmlWriter& xml, const Status& status) {
  xml.open("samlp:Status").open("samlp:StatusCode").attribute("Value", status.code);
  if (status.second_code) {
    xml.open("samlp:StatusCode").attribute("Value", *status.second_code).close();
  }
  xml.close().optional_leaf("samlp:StatusMessage", status.message).close();
}

}  // namespace

void write_issuer(XmlWriter& xml, const std::optional<std::string>& issuer) {
  xml.optional_leaf("saml:Issuer", issuer);
}

void write_name_id(XmlWriter& xml, const NameId& name_id) {
  xml.open("saml:NameID").optional_attribute("Format", name_id.format);
  xml.optional_attribute("NameQualifier", name_id.name_qualifier);
  xml.optional_attribute("SPNameQualifier", name_id.sp_name_qualifier);
  xml.text(name_id.value).close();
}

template <typename Message>
void open_answer(XmlWriter& xml, std::string_view name, const Message& message) {
  open_message(xml, name, message);
  xml.optional_attribute("InResponseTo", message.in_response_to);
  write_issuer(xml, message.issuer);
  write_status(xml, message.status);
}

template void open_answer(XmlWriter&, std::string_view, const Response&);

std::string to_xml(const AuthnRequest& request) {
  XmlWriter xml;
  open_message(xml, "samlp:AuthnRequest", request);
  if (request.forces_authn) xml.attribute("ForceAuthn", "true");
  if (request.is_passive) xml.attribute("IsPassive", "true");
  xml.optional_attribute("ProtocolBinding", request.protocol_binding);
  xml.optional_attribute("AssertionConsumerServiceURL", request.consumer_url);
  if (request.consumer_index) {
    xml.attribute("AssertionConsumerServiceIndex", std::to_string(*request.consumer_index));
  }
  write_issuer(xml, request.issuer);
  write_wishes(xml, request);
  return xml.close().take();
}

std::string to_xml(const LogoutRequest& request) {
  XmlWriter xml;
  open_message(xml, "samlp:LogoutRequest", request);
  if (request.not_on_or_after) {
    xml.attribute("NotOnOrAfter", format_instant(*request.not_on_or_after));
  }
  write_issuer(xml, request.issuer);
  if (request.name_id) write_name_id(xml, *request.name_id);
  for (const std::string& index : request.session_indexes) xml.leaf("samlp:SessionIndex", index);
  return xml.close().take();
}

std::string to_xml(const LogoutResponse& response) {
  XmlWriter xml;
  open_answer(xml, "samlp:LogoutResponse", response);
  return xml.close().take();
}

}  // namespace sluis::saml
