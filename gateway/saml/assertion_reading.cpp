#include <algorithm>

#include "saml/message_reading.h"
#include "saml/names.h"

namespace sluis::saml {

namespace {

void read_subject(const Element& element, Assertion& assertion, Reading& reading) {
  const auto subject = reading.child(element, ns::kAssertion, "Subject");
  if (!subject) return;
  assertion.name_id = read_name_id(*subject, reading);
  for (const Element& each : subject->children(ns::kAssertion, "SubjectConfirmation")) {
    SubjectConfirmation confirmation{.method = reading.required(each, "Method")};
    if (const auto terms = reading.child(each, ns::kAssertion, "SubjectConfirmationData")) {
      confirmation.recipient = terms->attribute("Recipient");
      confirmation.in_response_to = terms->attribute("InResponseTo");
      confirmation.not_before = reading.instant(*terms, "NotBefore");
      confirmation.not_on_or_after = reading.instant(*terms, "NotOnOrAfter");
    }
    assertion.confirmations.push_back(std::move(confirmation));
  }
}

void read_conditions(const Element& element, Assertion& assertion, Reading& reading) {
  const auto conditions = reading.child(element, ns::kAssertion, "Conditions");
  if (!conditions) return;
  assertion.not_before = reading.instant(*conditions, "NotBefore");
  assertion.not_on_or_after = reading.instant(*conditions, "NotOnOrAfter");
  for (const Element& condition : conditions->children()) {
    if (condition.is(ns::kAssertion, "AudienceRestriction")) {
      assertion.audience_restrictions.push_back(
          reading.child_texts(condition, ns::kAssertion, "Audience"));
    } else if (!condition.is(ns::kAssertion, "OneTimeUse") &&
               !condition.is(ns::kAssertion, "ProxyRestriction")) {
      // SAML Core 2.5.1.1: a condition that is not understood makes it invalid. Every assertion is
      // used once here, and none is passed on.
      reading.refuse();
    }
  }
}

AuthnStatement read_authn_statement(const Element& element, Reading& reading) {
  AuthnStatement statement{
      .authn_instant = reading.required_instant(element, "AuthnInstant"),
      .session_index = element.attribute("SessionIndex"),
      .session_not_on_or_after = reading.instant(element, "SessionNotOnOrAfter")};
  const auto context = reading.child(element, ns::kAssertion, "AuthnContext");
  if (!context) {
    reading.refuse();
    return statement;
  }
  statement.class_ref = reading.child_text(*context, ns::kAssertion, "AuthnContextClassRef");
  statement.authorities = reading.child_texts(*context, ns::kAssertion, "AuthenticatingAuthority");
  return statement;
}

// standards XSW-29: none at all for an attribute with anything but text in it.
std::optional<std::vector<std::string>> values_of(const Element& attribute) {
  std::vector<std::string> values;
  for (const Element& value : attribute.children(ns::kAssertion, "AttributeValue")) {
    auto text = value.text();
    if (!text) return std::nullopt;
    values.push_back(*std::move(text));
  }
  return values;
}

void read_attributes(const Element& statement, Assertion& assertion, Reading& reading) {
  for (const Element& element : statement.children(ns::kAssertion, "Attribute")) {
    Attribute attribute{.name = reading.required(element, "Name"),
                        .name_format = element.attribute("NameFormat")};
    if (auto values = values_of(element)) {
      attribute.values = *std::move(values);
      assertion.attributes.push_back(std::move(attribute));
    }
  }
}

}  // namespace

std::expected<Assertion, Refusal> read_assertion(const Element& element) {
  Reading reading;
  Assertion assertion{};
  if (!element.is(ns::kAssertion, "Assertion")) reading.refuse();
  reading.head(element, assertion);
  assertion.issuer = reading.child_text(element, ns::kAssertion, "Issuer").value_or("");
  if (assertion.issuer.empty()) reading.refuse();
  read_subject(element, assertion, reading);
  read_conditions(element, assertion, reading);
  for (const Element& statement : element.children(ns::kAssertion, "AuthnStatement")) {
    assertion.authn_statements.push_back(read_authn_statement(statement, reading));
  }
  for (const Element& statement : element.children(ns::kAssertion, "AttributeStatement")) {
    read_attributes(statement, assertion, reading);
  }
  return reading.outcome(std::move(assertion));
}

}  // namespace sluis::saml
