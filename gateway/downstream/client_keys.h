#pragma once

// Who signed a client's assertion: its keys as they stand in the configuration, or as it publishes
// them at its jwks_uri (OpenID Connect Registration 2, standards OAU-09, decision 22). One per
// worker thread.
//
// Whoever calls himself that client makes us ask its address at most once in ten seconds while it
// does not answer, and for an unknown `kid` once a minute. Meanwhile its last keys hold, for a day
// after they were fetched.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/jws.h"
#include "downstream/oidc_parts.h"
#include "http/remote_keys.h"

namespace sluis::downstream {

class ClientKeys {
 public:
  using Verified = std::expected<crypto::VerifiedJws, crypto::JwsFault>;

  static constexpr std::chrono::seconds kAfterAFailure{10};

  explicit ClientKeys(const OidcParts& parts);

  /// An address that does not answer is no fault of ours (key_unknown, and an event for the
  /// operator). Throws Unavailable (busy) when too much is being asked outside already.
  boost::asio::awaitable<Verified> verify(const Client& client, std::string_view token,
                                          const crypto::JwsRules& rules);

 private:
  using Keys = http::RemoteKeys::Keys;

  struct Published {
    explicit Published(http::RemoteKeys::Parts parts) : keys(parts) {}
    http::RemoteKeys keys;
    std::optional<crypto::TimePoint> failed_at{};
  };

  boost::asio::awaitable<Keys> known(const Client& client, Published& published);
  boost::asio::awaitable<Keys> newer(const Client& client, Published& published);
  bool has_just_failed(const Published& published) const;
  void note_failure(const Client& client, Published& published);

  const OidcParts& parts_;
  std::map<std::string, Published, std::less<>> published_;  // by the client's id
};

}  // namespace sluis::downstream
