#include "saml/message_reading.h"

#include <algorithm>
#include <utility>

#include "saml/names.h"

namespace sluis::saml {

namespace {

// XML Schema 3.2.17: the white space around a URI is none of it. Rocket.Chat puts it on a line of
// its own.
std::string collapsed(std::string uri) {
  constexpr std::string_view kWhiteSpace = " \t\r\n";
  uri.erase(0, uri.find_first_not_of(kWhiteSpace));
  uri.erase(uri.find_last_not_of(kWhiteSpace) + 1);
  return uri;
}

// SAML Core 3.4.1.1, 3.4.1: what the service asks of the login.
void read_wishes(const Element& element, AuthnRequest& request, Reading& reading) {
  if (const auto policy = reading.child(element, ns::kProtocol, "NameIDPolicy")) {
    request.name_id_policy =
        NameIdPolicy{.format = policy->attribute("Format"),
                     .sp_name_qualifier = policy->attribute("SPNameQualifier"),
                     .allows_creation = reading.boolean(*policy, "AllowCreate")};
  }
  if (const auto context = reading.child(element, ns::kProtocol, "RequestedAuthnContext")) {
    request.requested_context = RequestedAuthnContext{
        .comparison = context->attribute("Comparison").value_or("exact"),
        .class_refs = reading.child_texts(*context, ns::kAssertion, "AuthnContextClassRef")};
    for (auto& each : request.requested_context->class_refs) each = collapsed(std::move(each));
    constexpr std::string_view kComparisons[] = {"exact", "minimum", "maximum", "better"};
    if (std::ranges::find(kComparisons, request.requested_context->comparison) ==
        std::end(kComparisons)) {
      reading.refuse();
    }
  }
}

void check_name(const Element& element, std::string_view name, Reading& reading) {
  if (!element.is(ns::kProtocol, name)) reading.refuse();
}

Status read_status(const Element& response, Reading& reading) {
  const auto element = reading.child(response, ns::kProtocol, "Status");
  const auto code = element ? reading.child(*element, ns::kProtocol, "StatusCode") : std::nullopt;
  if (!code) {
    reading.refuse();
    return {};
  }
  Status status{.code = reading.required(*code, "Value")};
  if (const auto second = reading.child(*code, ns::kProtocol, "StatusCode")) {
    status.second_code = reading.required(*second, "Value");
  }
  // Whatever it is, nobody is to be refused for it.
  if (const auto message = reading.child(*element, ns::kProtocol, "StatusMessage")) {
    status.message = message->text();
  }
  return status;
}

// SAML Core 3.2.2: what all answers have.
template <typename Message>
std::expected<Message, Refusal> read_status_response(const Element& element,
                                                     std::string_view name) {
  Reading reading;
  Message response{};
  check_name(element, name, reading);
  reading.head(element, response);
  response.issuer = reading.child_text(element, ns::kAssertion, "Issuer");
  response.destination = element.attribute("Destination");
  response.in_response_to = element.attribute("InResponseTo");
  response.status = read_status(element, reading);
  return reading.outcome(std::move(response));
}

}  // namespace

std::optional<NameId> read_name_id(const Element& parent, Reading& reading) {
  const auto element = reading.child(parent, ns::kAssertion, "NameID");
  if (!element) return std::nullopt;
  return NameId{.value = reading.text(*element),
                .format = element->attribute("Format"),
                .name_qualifier = element->attribute("NameQualifier"),
                .sp_name_qualifier = element->attribute("SPNameQualifier")};
}

std::expected<AuthnRequest, Refusal> read_authn_request(const Element& element) {
  Reading reading;
  AuthnRequest request{};
  check_name(element, "AuthnRequest", reading);
  reading.head(element, request);
  request.issuer = reading.child_text(element, ns::kAssertion, "Issuer").value_or("");
  if (request.issuer.empty()) reading.refuse();  // SAML Profiles 4.1.4.1
  request.destination = element.attribute("Destination");
  request.forces_authn = reading.boolean(element, "ForceAuthn");
  request.is_passive = reading.boolean(element, "IsPassive");
  request.consumer_url = element.attribute("AssertionConsumerServiceURL");
  request.consumer_index = reading.number(element, "AssertionConsumerServiceIndex");
  request.protocol_binding = element.attribute("ProtocolBinding");
  request.names_subject = reading.child(element, ns::kAssertion, "Subject").has_value();
  read_wishes(element, request, reading);
  return reading.outcome(std::move(request));
}

std::expected<LogoutRequest, Refusal> read_logout_request(const Element& element) {
  Reading reading;
  LogoutRequest request{};
  check_name(element, "LogoutRequest", reading);
  reading.head(element, request);
  request.issuer = reading.child_text(element, ns::kAssertion, "Issuer").value_or("");
  if (request.issuer.empty()) reading.refuse();  // SAML Profiles 4.4.4.1
  request.destination = element.attribute("Destination");
  request.not_on_or_after = reading.instant(element, "NotOnOrAfter");
  request.name_id = read_name_id(element, reading);
  request.session_indexes = reading.child_texts(element, ns::kProtocol, "SessionIndex");
  return reading.outcome(std::move(request));
}

std::expected<LogoutResponse, Refusal> read_logout_response(const Element& element) {
  return read_status_response<LogoutResponse>(element, "LogoutResponse");
}

std::expected<Response, Refusal> read_response(const Element& element) {
  return read_status_response<Response>(element, "Response");
}

}  // namespace sluis::saml
