#pragma once

// What is done with a Person afterwards. "No person, no use": whatever acts for her asks `is_there`
// first. None of this renews her records; only a login does (Register).

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/random.h"
#include "identity/audience.h"
#include "identity/person.h"
#include "store/store.h"

namespace sluis::identity {

class People {
 public:
  People(store::Store& store, const crypto::Clock& clock, crypto::Random& random);

  /// Nothing once she is forgotten or expired.
  boost::asio::awaitable<std::optional<Person>> open(crypto::Secret link);
  /// The same for a service that is about to get her pseudonym, which is noted; once a day this
  /// writes. (A login has noted it already: Register.) A service that asks about another pseudonym
  /// alone gets nothing of her, and is not noted.
  boost::asio::awaitable<std::optional<Person>> open_for(Audience audience, crypto::Secret link,
                                                         std::string only_about = {});
  boost::asio::awaitable<bool> is_there(std::string person_name);

  enum class RoomKept { yes, list_is_full, nobody_there };
  /// Puts a room on her list.
  boost::asio::awaitable<RoomKept> keep_room(crypto::Secret link, OwnRoom room);
  /// Takes rooms off it, as far as they are on it.
  boost::asio::awaitable<void> drop_rooms(crypto::Secret link, std::vector<OwnRoom> rooms);

  /// Removes `id:`, `pe:` and her sessions; everything else that acted for her is dead with them.
  /// Says whether a replica has forgotten her too.
  boost::asio::awaitable<store::Copied> forget(Person person);

 private:
  /// What becomes of her record: nothing where the edit says so.
  enum class Edited { write, leave };
  using Edit = std::function<Edited(Person&)>;
  /// Her as she is afterwards; nothing once she is forgotten or expired.
  boost::asio::awaitable<std::optional<Person>> change(crypto::Secret link, Edit edit);

  store::Store& store_;
  const crypto::Clock& clock_;
  crypto::Random& random_;
};

}  // namespace sluis::identity
