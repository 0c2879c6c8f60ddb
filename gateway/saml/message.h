#pragma once

// What SAML messages say, as plain values (SAML Core 2 and 3): no rule of a flow is checked here.
// What was read comes out of a `Verified` (verified.h); what we send is written by writing.h and
// issue.h. An optional that is empty was not there.

#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"

namespace sluis::saml {

struct NameId {
  std::string value;
  std::optional<std::string> format{};
  std::optional<std::string> name_qualifier{};
  std::optional<std::string> sp_name_qualifier{};
};

struct Status {
  std::string code;  // names.h, status
  std::optional<std::string> second_code{};
  std::optional<std::string> message{};  // foreign text: never for a page, a log or an answer
};

struct SubjectConfirmation {
  std::string method;  // names.h, kBearer
  std::optional<std::string> recipient{};
  std::optional<std::string> in_response_to{};
  std::optional<crypto::TimePoint> not_before{};
  std::optional<crypto::TimePoint> not_on_or_after{};
};

struct AuthnStatement {
  crypto::TimePoint authn_instant;
  std::optional<std::string> session_index{};
  std::optional<crypto::TimePoint> session_not_on_or_after{};
  std::optional<std::string> class_ref{};
  std::vector<std::string> authorities{};  // AuthenticatingAuthority
};

/// Only attributes whose values are all plain text are here: one with an element inside is passed
/// over whole (standards XSW-29), and so are the FriendlyName (SAM-21) and the xsi:type.
struct Attribute {
  std::string name;
  std::optional<std::string> name_format{};
  std::vector<std::string> values{};
};

struct Assertion {
  std::string id;
  crypto::TimePoint issue_instant;
  std::string issuer;
  std::optional<NameId> name_id{};  // none: no Subject, or one without a plain NameID
  std::vector<SubjectConfirmation> confirmations{};
  std::optional<crypto::TimePoint> not_before{};       // Conditions
  std::optional<crypto::TimePoint> not_on_or_after{};  // Conditions
  /// Each restriction must hold; one holds if it names the audience (SAML Core 2.5.1.4).
  std::vector<std::vector<std::string>> audience_restrictions{};
  std::vector<AuthnStatement> authn_statements{};
  std::vector<Attribute> attributes{};  // two of one name are two entries
};

struct Response {
  std::string id;
  crypto::TimePoint issue_instant;
  std::optional<std::string> issuer{};
  std::optional<std::string> destination{};
  std::optional<std::string> in_response_to{};
  Status status;
};

struct NameIdPolicy {
  std::optional<std::string> format{};
  std::optional<std::string> sp_name_qualifier{};
  bool allows_creation = false;
};

struct RequestedAuthnContext {
  std::string comparison = "exact";
  std::vector<std::string> class_refs{};
};

struct AuthnRequest {
  std::string id;
  crypto::TimePoint issue_instant;
  std::string issuer;
  std::optional<std::string> destination{};
  bool forces_authn = false;
  bool is_passive = false;
  std::optional<std::string> consumer_url{};      // AssertionConsumerServiceURL
  std::optional<unsigned> consumer_index{};       // AssertionConsumerServiceIndex
  std::optional<std::string> protocol_binding{};  // URI
  std::optional<NameIdPolicy> name_id_policy{};
  std::optional<RequestedAuthnContext> requested_context{};
  bool names_subject = false;  // it asks for one person: only read, never written
};

struct LogoutRequest {
  std::string id;
  crypto::TimePoint issue_instant;
  std::string issuer;
  std::optional<std::string> destination{};
  std::optional<crypto::TimePoint> not_on_or_after{};
  std::optional<NameId> name_id{};  // none: an EncryptedID or BaseID
  std::vector<std::string> session_indexes{};
};

struct LogoutResponse {
  std::string id;
  crypto::TimePoint issue_instant;
  std::optional<std::string> issuer{};
  std::optional<std::string> destination{};
  std::optional<std::string> in_response_to{};  // Rocket.Chat sends none
  Status status;
};

}  // namespace sluis::saml
