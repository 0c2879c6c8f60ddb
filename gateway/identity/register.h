#pragma once

// Subject → Person: finds her under every usable version of the pseudonym key, moves her to the
// newest, or makes her (DESIGN §3). All that can race is atomic in the store.

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "crypto/clock.h"
#include "crypto/pseudonym_mac.h"
#include "crypto/random.h"
#include "identity/audience.h"
#include "identity/person.h"
#include "identity/subject.h"
#include "store/store.h"

namespace sluis::identity {

/// What a login notes of her, in the write that renews her.
struct Visit {
  std::string session_name;          // of the session that is about to begin
  std::optional<Audience> audience;  // of the service that is about to get her pseudonym
  std::string only_about{};  // where that service asks about one pseudonym: if hers, it gets it
};

class Register {
 public:
  Register(store::Store& store, const crypto::PseudonymMac& pseudonym_mac,
           const crypto::Clock& clock, crypto::Random& random, store::TimeToLive retention);

  /// Always somebody, renewed for a full retention period and with the visit noted. Where other
  /// nodes' clocks have reached a key that this one's has not, it is used here too. Throws
  /// Unavailable: the store does not answer, or this node's ring is older than the fence,
  /// or never had its key (stale_ring), or the token that the key is in does not answer.
  boost::asio::awaitable<Person> recognise(Subject subject, Visit visit);

 private:
  store::Store& store_;
  const crypto::PseudonymMac& pseudonym_mac_;
  const crypto::Clock& clock_;
  crypto::Random& random_;
  store::TimeToLive retention_;
};

}  // namespace sluis::identity
