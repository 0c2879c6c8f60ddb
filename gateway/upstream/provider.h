#pragma once

// One provider as it shows itself on the network: its metadata and its keys, kept as long as their
// headers allow (standards NLR-07), fetched by one login for all that wait. One per connector and
// worker thread; one thread.
//
// Throws Unavailable (provider) when it does not answer, or answers with something that is no JSON.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/jwk.h"
#include "fault/refusal.h"
#include "http/client.h"
#include "upstream/provider_metadata.h"
#include "upstream/single_fetch.h"

namespace sluis::upstream {

class Provider {
 public:
  struct Parts {
    http::Client& client;
    const crypto::Clock& clock;
  };
  using Metadata = std::expected<ProviderMetadata, Refusal>;
  using Keys = std::vector<crypto::VerificationKey>;

  /// How often an unknown `kid` makes us ask for the keys again.
  static constexpr std::chrono::seconds kBetweenRefetches{60};

  /// `algorithms`: what its signed metadata, if any, may be signed with.
  Provider(std::string issuer, std::vector<crypto::Algorithm> algorithms, Parts parts);

  /// Refuses with issuer_mismatch or provider_answer_malformed; a refusal is kept for a minute.
  boost::asio::awaitable<Metadata> metadata();

  boost::asio::awaitable<Keys> keys(std::string jwks_uri);

  /// For a token with a `kid` that the keys do not have. Nothing if that was tried less than a
  /// minute ago: no token makes us hammer the provider.
  boost::asio::awaitable<std::optional<Keys>> newer_keys(std::string jwks_uri);

 private:
  struct KeptMetadata {
    Metadata metadata;
    crypto::TimePoint until;
  };
  struct KeptKeys {
    std::string uri;
    Keys keys;
    crypto::TimePoint until;
  };

  boost::asio::awaitable<void> fetch_metadata();
  boost::asio::awaitable<void> fetch_keys(std::string jwks_uri);
  bool has_metadata() const;
  bool has_keys(const std::string& jwks_uri) const;

  std::string issuer_;
  std::vector<crypto::Algorithm> algorithms_;
  Parts parts_;
  std::optional<KeptMetadata> metadata_;
  std::optional<KeptKeys> keys_;
  std::optional<crypto::TimePoint> asked_again_at_;
  SingleFetch fetching_metadata_;
  SingleFetch fetching_keys_;
};

}  // namespace sluis::upstream
