#pragma once

// A SAML identity provider without a network, which says what a test wants it to say. What is not
// changed is right, so that each test tells one lie. Its keys are those of tests/saml/parties.h.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "http/client.h"
#include "saml/encryption.h"
#include "saml/own_keys.h"
#include "tests/crypto/fixed_random.h"
#include "tests/saml/parties.h"

namespace sluis::tests {

inline constexpr std::string_view kSignOn = "https://idp.example/saml/sso";
inline constexpr std::string_view kLogout = "https://idp.example/saml/slo";
inline constexpr std::string_view kSamlMetadata = "https://idp.example/saml/metadata";
inline constexpr std::string_view kMailAttribute = "urn:oid:0.9.2342.19200300.100.1.3";
inline constexpr std::string_view kMfaClass = "urn:example:ac:mfa";

/// What it is at this moment, as the provider publishes it: signed by the first of the keys.
std::string metadata_of(const std::vector<const saml::PrivateKey*>& keys,
                        crypto::TimePoint valid_until, std::string_view entity_id = kProvider);

class LyingSamlProvider final : public http::Client {
 public:
  /// `service`: the keys by which it knows us.
  LyingSamlProvider(const crypto::Clock& clock, const saml::OwnKeys& service)
      : clock_(clock), service_(service) {}

  // What it says. `lie` changes what is right, before it is signed; `tamper` the document after.
  std::function<void(saml::Response&, saml::Assertion&)> lie{};
  std::function<std::string(std::string)> tamper{};
  const saml::PrivateKey* key = &provider_key();
  bool leaves_out_assertion = false;
  const saml::Recipient* recipient = nullptr;  // encrypted for
  // At its metadata's address.
  http::Response metadata{.status = 200, .headers = {}, .body = {}};
  bool is_silent = false;

  /// Reads the question and takes her in; gives the form that her browser posts to us. The question
  /// must be signed by a key that we publish.
  std::string authorize(const std::string& location);
  /// What was asked last.
  const saml::AuthnRequest& request() const { return request_.value(); }

  // Single logout. What goes to us is a path and query, signed by `key`.
  std::string name_at_logout = "k7x";
  saml::LogoutRequest told(const std::string& location) const;
  saml::LogoutResponse answer_to(const saml::LogoutRequest& request) const;
  std::string sent(const saml::LogoutResponse& answer) const;
  std::string obey(const saml::LogoutRequest& request) const { return sent(answer_to(request)); }
  /// She logs out there, after a login by `authorize`.
  saml::LogoutRequest logout() const;
  std::string sent(const saml::LogoutRequest& request) const;
  std::string log_out() const { return sent(logout()); }
  saml::LogoutResponse outcome(const std::string& location) const;

  boost::asio::awaitable<http::Response> send(http::ClientRequest request) override;
  std::size_t asked = 0;

 private:
  std::string document();
  std::string logout_url_of_service() const;

  const crypto::Clock& clock_;
  const saml::OwnKeys& service_;
  FixedRandom random_{"provider"};
  std::optional<saml::AuthnRequest> request_;
};

/// Takes the signature of the Response, or the Assertion's, out of it again.
std::string without_outer_signature(std::string document);
std::string without_any_signature(std::string document);
/// A form as a browser sends it.
std::string saml_form(std::string_view document, std::string_view relay_state);

}  // namespace sluis::tests
