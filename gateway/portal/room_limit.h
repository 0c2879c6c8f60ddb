#pragma once

// How many rooms one person may make in a quarter of an hour, and how many offer to others: more
// than anybody needs, and few enough that a script fills no store and guesses no names that others
// chose.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "identity/person.h"
#include "store/store.h"

namespace sluis::portal {

class RoomLimit {
 public:
  static constexpr std::chrono::minutes kWindow{15};
  static constexpr std::int64_t kTimes = 12;

  RoomLimit(store::Store& store, const crypto::Keyring& keyring, const crypto::Clock& clock);

  enum class Act { make, offer };
  /// Counts one, under a MAC of what stays hers when she has herself forgotten.
  boost::asio::awaitable<bool> allows(Act act, const identity::Person& person) const;

 private:
  store::Store& store_;
  const crypto::Keyring& keyring_;
  const crypto::Clock& clock_;
};

}  // namespace sluis::portal
