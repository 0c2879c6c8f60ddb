#pragma once

// A set of public keys at an address of somebody else (RFC 7517 §5): fetched by one for all that
// wait, kept as long as its headers allow (standards NLR-07), asked for again once a minute for a
// `kid` that it does not have. It holds the keys of one address at a time. One thread.
//
// Throws Unavailable (provider) when the address does not answer with a set of keys. That is not
// remembered: the next who asks fetches again.

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/jwk.h"
#include "http/client.h"
#include "http/single_fetch.h"

namespace sluis::http {

class RemoteKeys {
 public:
  struct Parts {
    Client& client;
    const crypto::Clock& clock;
  };
  using Keys = std::vector<crypto::VerificationKey>;

  /// How often an unknown `kid` makes us ask for the keys again.
  static constexpr std::chrono::seconds kBetweenRefetches{60};
  /// What `last` gives: no older than what headers can ask for (http/cache_lifetime.h).
  static constexpr std::chrono::seconds kLongestKept{24 * 3600};

  explicit RemoteKeys(Parts parts) : parts_(parts) {}

  boost::asio::awaitable<Keys> get(std::string address);

  /// For a token with a `kid` that the keys do not have. Nothing if that was tried less than a
  /// minute ago: no token makes us hammer the address.
  boost::asio::awaitable<std::optional<Keys>> get_newer(std::string address);

  /// What the address said last, whether or not its headers still allow it; nothing once that is a
  /// day ago. Never fetches.
  std::optional<Keys> last(const std::string& address) const;

 private:
  struct Kept {
    std::string address;
    Keys keys;
    crypto::TimePoint fetched_at;
    crypto::TimePoint until;
  };

  boost::asio::awaitable<void> fetch(std::string address);
  bool has_fresh(const std::string& address) const;

  Parts parts_;
  std::optional<Kept> kept_;
  std::optional<crypto::TimePoint> asked_again_at_;
  SingleFetch fetching_;
};

}  // namespace sluis::http
