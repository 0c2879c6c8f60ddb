#pragma once

// A room is handed over by a link that works once: whoever is logged in and takes it becomes an
// owner beside the giver. The record is named and sealed by the secret in the link.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "crypto/random.h"
#include "identity/audience.h"
#include "identity/pseudonym.h"
#include "store/store.h"

namespace sluis::portal {

struct HandOver {
  identity::RoomPlace place;
  identity::Pseudonym giver;  // who has to be an owner still when it is taken
  std::string room_mark;      // identity::Room::mark: not of a later room under the same name
};

class HandOvers {
 public:
  static constexpr std::chrono::hours kLifetime{24};

  HandOvers(store::Store& store, crypto::Random& random) : store_(store), random_(random) {}

  /// The secret, as text for a link.
  boost::asio::awaitable<std::string> offer(HandOver offer) const;
  /// Nothing for one that was taken, is too old or never was.
  boost::asio::awaitable<std::optional<HandOver>> look(std::string secret) const;
  boost::asio::awaitable<std::optional<HandOver>> take(std::string secret) const;

 private:
  store::Store& store_;
  crypto::Random& random_;
};

}  // namespace sluis::portal
