#pragma once

// The door to an organisation with an OpenID Connect provider: the gateway as a relying party, in
// the authorization code flow with PKCE (OpenID Connect Core 3.1, OIDC-NL client profile: standards
// NLR-01 to NLR-13).
//
// The state parameter is "<flow id>.<random>": whoever gets GET /login/callback/{connector} finds
// the flow by what stands before the dot, opens its cookie and calls `finish`, which compares the
// whole. Departure.location is absolute; the browser leaves by a page.
//
// Only "openid email" is asked for, and no login_hint goes along. Nothing that a provider says
// before its signature was verified is believed, and no text of its own is kept or shown.
//
// `begin` refuses with issuer_mismatch and provider_answer_malformed (discovery). `finish` refuses
// with each line of docs/lying-provider.md. Both throw Unavailable (provider, store). One per
// worker thread.

#include <chrono>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/jwk.h"
#include "crypto/key_lifetimes.h"
#include "crypto/keyring.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "http/client.h"
#include "http/form.h"
#include "store/store.h"
#include "upstream/acr_map.h"
#include "upstream/connector.h"
#include "upstream/id_token.h"
#include "upstream/oidc_memory.h"
#include "upstream/provider.h"
#include "upstream/token_request.h"

namespace sluis::upstream {

struct OidcSettings {
  enum class Identity { subject, address };

  ConnectorDescription description;
  std::string issuer;  // the provider's, to the letter
  std::string client_id;
  /// client_secret_basic with the one, private_key_jwt (ES256) with the other.
  std::variant<crypto::Secret, crypto::SigningKey> credentials;
  Identity identity = Identity::subject;
  std::string email_claim = "email";
  bool authoritative = false;                // its word on addresses counts without email_verified
  std::map<std::string, std::string> acr{};  // the provider's → ours
  std::string default_acr;                   // ours: for a login whose acr is absent or not mapped
  std::vector<std::string> acr_weakest_first;  // ours, all of them
  std::vector<crypto::Algorithm> algorithms = {crypto::Algorithm::rs256, crypto::Algorithm::ps256,
                                               crypto::Algorithm::es256};
  std::string redirect_uri;  // <our issuer>/login/callback/<id>: another one for each provider
};

class Oidc final : public Connector {
 public:
  struct Parts {
    http::Client& client;
    store::Store& store;
    const crypto::Keyring& keyring;
    const crypto::Clock& clock;
    crypto::Random& random;
  };

  /// How long a callback that was used is remembered: as long as the flow's cookie lives.
  static constexpr std::chrono::minutes kFlowLifetime = crypto::kFlowLifetime;

  /// Throws std::invalid_argument: no algorithms, a key that is not for ES256, or an acr of ours
  /// that is not on the list.
  Oidc(OidcSettings settings, Parts parts);

  const WayBack* way_back() const override { return &kByRedirect; }
  boost::asio::awaitable<std::expected<Departure, Refusal>> begin(
      const flow::Requirements& requirements, std::optional<identity::EmailAddress> address,
      Step step) override;
  boost::asio::awaitable<std::expected<Finish, Refusal>> finish(Arrival arrival) override;
  boost::asio::awaitable<Findings> examine() override;

 private:
  OidcMemory fresh_memory(const flow::Requirements& requirements, std::string_view flow_id) const;
  std::string authorization_url(const ProviderMetadata& metadata, const OidcMemory& memory,
                                const flow::Requirements& requirements) const;
  /// The code, if this answer belongs to this login and is no error.
  std::expected<std::string, Refusal> code_of(const http::Form& answer, const OidcMemory& memory,
                                              const ProviderMetadata& metadata) const;
  boost::asio::awaitable<std::expected<void, Refusal>> mark_used(const OidcMemory& memory) const;
  boost::asio::awaitable<std::expected<TokenAnswer, Refusal>> exchange(
      const ProviderMetadata& metadata, std::string code, const OidcMemory& memory) const;
  boost::asio::awaitable<std::expected<crypto::VerifiedJws, Refusal>> verify(
      const ProviderMetadata& metadata, const std::string& id_token);
  boost::asio::awaitable<std::expected<Finish, Refusal>> welcome(
      const ProviderMetadata& metadata, IdTokenClaims claims,
      const crypto::Secret& access_token) const;
  ClientProof proof() const;

  OidcSettings settings_;
  AcrMap acr_;
  Parts parts_;
  Provider provider_;
};

}  // namespace sluis::upstream
