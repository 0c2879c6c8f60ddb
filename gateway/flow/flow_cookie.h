#pragma once

// The memory of a login in progress. It travels in the browser, one sealed cookie per flow, and
// nothing of it is in the store (DESIGN §3): at most 4 flows a browser, the oldest dropped; 15
// minutes; at most 3 KB each.

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/key_lifetimes.h"
#include "crypto/keyring.h"
#include "crypto/random.h"
#include "fault/refusal.h"
#include "flow/login_request.h"
#include "http/cookie.h"
#include "http/message.h"

namespace sluis::flow {

struct Flow {
  std::string id;  // 16 random octets as base64url; stands in our URLs
  LoginRequest request;
  std::string form_token;  // against cross-site posts: every form of this flow carries it
  std::string connector;   // empty until the address page was answered
  std::string memory;      // the connector's own
  crypto::TimePoint started_at;
  /// None: another site's form brings her back (SAML Bindings 3.5), and this cookie must come with
  /// it. Holds until it is saved again.
  http::SameSite same_site = http::SameSite::lax;
  /// Name of the session that she left with, where the browser will not show its cookie when she
  /// comes back.
  std::string session{};
};

class FlowCookies {
 public:
  FlowCookies(const crypto::Keyring& keyring, const crypto::Clock& clock, crypto::Random& random,
              http::CookieStyle style);

  static constexpr std::chrono::minutes kLifetime = crypto::kFlowLifetime;
  /// A `state` of 1,024 octets and a connector's memory of 900 fit, and four flows in a request's
  /// header of 16 KB.
  static constexpr std::size_t kLimitBytes = 3000;
  static constexpr std::size_t kLimitFlows = 4;

  /// A new flow for this request. Nothing is sent yet: `save` does that.
  Flow begin(LoginRequest request);

  /// Set-Cookie headers for the flow, and for the removal of the oldest where there are too many.
  /// Refuses with request_malformed what does not fit.
  std::expected<void, Refusal> save(const Flow& flow, const http::Request& request,
                                    http::Response& response) const;

  /// A request that came by POST, for the address of the GET that follows it. No cookie is written
  /// before the browser has shown those that it has: else another site could write more than a
  /// header may hold.
  std::string seal_posted(const LoginRequest& request) const;
  /// Refuses with flow_unknown: forged, or older than kLifetime.
  std::expected<LoginRequest, Refusal> open_posted(std::string_view text) const;

  /// The flow of that id, if this browser holds it. Refuses with flow_unknown: absent, forged, or
  /// too old.
  std::expected<Flow, Refusal> open(const http::Request& request, std::string_view id) const;

  void remove(const Flow& flow, http::Response& response) const;

 private:
  const crypto::Keyring& keyring_;
  const crypto::Clock& clock_;
  crypto::Random& random_;
  http::CookieStyle style_;
};

}  // namespace sluis::flow
