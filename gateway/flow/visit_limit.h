#pragma once

// How many logins one client network may try in a minute (`limits.logins_per_ip`): a ministry sits
// behind one address, so the number is large, and a script that tries addresses meets it all the
// same.

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "store/store.h"

namespace sluis::flow {

class VisitLimit {
 public:
  /// `per_minute` of 0: no limit.
  VisitLimit(store::Store& store, const crypto::Keyring& keyring, const crypto::Clock& clock,
             unsigned per_minute);

  /// Counts one try, under a name that is a MAC (no address is in the store).
  boost::asio::awaitable<bool> allows(std::string client_address);

 private:
  std::string name_of(std::string_view network) const;

  store::Store& store_;
  const crypto::Keyring& keyring_;
  const crypto::Clock& clock_;
  unsigned per_minute_;
};

}  // namespace sluis::flow
