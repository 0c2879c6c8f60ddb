#pragma once

// The door to an organisation with a SAML 2.0 identity provider: the gateway as a service provider
// in the Web Browser SSO profile (SAML Profiles 4.1; standards SAM-16, SAM-17, SAM-22). The
// question goes by HTTP-Redirect and is signed, the answer comes by HTTP-POST.
//
// RelayState is "<flow id>.<random>", as OpenID Connect's `state`: ours alone, and compared whole.
// No NameID format and no more than the level of assurance that is demanded is asked for. SAML has
// no email_verified: who is asked must be authoritative for its addresses, which the configuration
// says and the allowlist bounds (SAM-19).
//
// `begin` refuses as read_provider does. `finish` refuses with each line of
// docs/lying-provider.md. Both throw Unavailable (provider, store, busy). One per worker thread.

#include <chrono>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/key_lifetimes.h"
#include "crypto/keyring.h"
#include "crypto/pool.h"
#include "crypto/random.h"
#include "saml/own_keys.h"
#include "saml/own_metadata.h"
#include "saml/received.h"
#include "saml/verified.h"
#include "store/store.h"
#include "upstream/acr_map.h"
#include "upstream/connector.h"
#include "upstream/saml_answer.h"
#include "upstream/saml_attributes.h"
#include "upstream/saml_memory.h"
#include "upstream/saml_provider.h"

namespace sluis::upstream {

struct SamlSettings {
  ConnectorDescription description;
  saml::MetadataSource metadata;
  std::string email_attribute;  // its Name
  SamlIdentity identity;
  saml::ResponseSignature response_signature = saml::ResponseSignature::optional;
  AcrMap::Settings acr;  // its classes (AuthnContextClassRef) and our words
  std::string origin;    // ours: <origin>/saml/acs/<id> and <origin>/saml/sp/<id>/metadata
  // How we introduce ourselves to it.
  std::string gateway_name{};
  std::string contact_email{};

  /// Our name with this provider, which is also where our metadata are.
  std::string entity_id() const { return origin + "/saml/sp/" + description.id + "/metadata"; }
  std::string consumer_url() const { return origin + "/saml/acs/" + description.id; }
  std::string logout_url() const { return origin + "/saml/sp/" + description.id + "/slo"; }
};

class Saml final : public Connector {
 public:
  struct Parts {
    http::Client& client;
    store::Store& store;
    const crypto::Keyring& keyring;
    const saml::OwnKeys& keys;
    const crypto::Clock& clock;
    crypto::Random& random;
    crypto::Pool& pool;
    Journal journal;
  };

  /// How long an answer that was used is remembered at least: as long as the flow's cookie lives.
  static constexpr std::chrono::minutes kFlowLifetime = crypto::kFlowLifetime;
  /// And at most, whatever the provider says of its assertion: its question is long forgotten.
  static constexpr std::chrono::hours kLongestRemembered = crypto::kLongestReplayMark;

  /// Throws std::invalid_argument: an acr of ours that is not on the list.
  Saml(SamlSettings settings, Parts parts);

  const WayBack* way_back() const override { return &kByPost; }
  boost::asio::awaitable<std::expected<Departure, Refusal>> begin(
      const flow::Requirements& requirements, std::optional<identity::EmailAddress> address,
      Step step) override;
  boost::asio::awaitable<std::expected<Finish, Refusal>> finish(Arrival arrival) override;
  boost::asio::awaitable<Findings> examine() override;

  /// What the provider must know of us, signed; the same text for an hour.
  boost::asio::awaitable<std::string> service_metadata();

  // For provider_logout.h.
  const SamlSettings& settings() const { return settings_; }
  SamlProvider& provider() { return provider_; }

 private:
  using VerifiedAnswer = std::expected<saml::Verified<saml::Answer>, Refusal>;
  struct Verification;
  struct OurMetadata {
    std::string text;
    crypto::TimePoint until;
  };

  SamlMemory fresh_memory(const flow::Requirements& requirements, std::string_view flow_id) const;
  std::string authn_request(const SamlMemory& memory, const flow::Requirements& requirements,
                            const saml::Endpoint& sign_on) const;
  boost::asio::awaitable<VerifiedAnswer> verify(saml::Received received);
  boost::asio::awaitable<void> verify(std::shared_ptr<Verification> work) const;
  boost::asio::awaitable<std::expected<void, Refusal>> mark_used(const SamlMemory& memory,
                                                                 CheckedAssertion checked) const;
  boost::asio::awaitable<std::expected<Finish, Refusal>> welcome(const SamlMemory& memory,
                                                                 CheckedAssertion checked);
  /// What the provider must be told at the end; empty where it cannot be.
  boost::asio::awaitable<std::string> farewell_for(const CheckedAssertion& checked);
  saml::OwnSp own_service() const;

  SamlSettings settings_;
  AcrMap acr_;
  Parts parts_;
  SamlProvider provider_;
  std::optional<OurMetadata> our_metadata_;
};

/// GET /saml/sp/{connector}/metadata, whatever is configured. The connectors outlive it.
http::Route service_metadata_route(std::map<std::string, Saml*, std::less<>> connectors);

}  // namespace sluis::upstream
