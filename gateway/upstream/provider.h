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
#include "http/remote_keys.h"
#include "http/single_fetch.h"
#include "upstream/provider_metadata.h"

namespace sluis::upstream {

class Provider {
 public:
  using Parts = http::RemoteKeys::Parts;
  using Metadata = std::expected<ProviderMetadata, Refusal>;

  /// `algorithms`: what its signed metadata, if any, may be signed with.
  Provider(std::string issuer, std::vector<crypto::Algorithm> algorithms, Parts parts);

  /// Refuses with issuer_mismatch or provider_answer_malformed; a refusal is kept for a minute.
  boost::asio::awaitable<Metadata> metadata();

  /// To be asked at the metadata's jwks_uri.
  http::RemoteKeys& keys() { return keys_; }

 private:
  struct KeptMetadata {
    Metadata metadata;
    crypto::TimePoint until;
  };

  boost::asio::awaitable<void> fetch_metadata();
  bool has_metadata() const;

  std::string issuer_;
  std::vector<crypto::Algorithm> algorithms_;
  Parts parts_;
  std::optional<KeptMetadata> metadata_;
  http::SingleFetch fetching_metadata_;
  http::RemoteKeys keys_;
};

}  // namespace sluis::upstream
