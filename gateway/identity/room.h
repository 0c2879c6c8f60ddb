#pragma once

// A room as far as the gateway keeps one (DESIGN §4, `ro:`): its title, and its owners by the
// pseudonyms that they have in this room alone. Named and sealed by the room and the pseudonym key,
// so that a dump of the store says neither which rooms there are nor whose. Nobody is in it who did
// not make it or was not given it.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "crypto/pseudonym_mac.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "identity/audience.h"
#include "identity/pseudonym.h"
#include "store/store.h"

namespace sluis::identity {

struct Room {
  std::string title;
  std::vector<std::string> owners;  // texts of their pseudonyms here, 1 to kLimitOwners
  std::string mark;  // 16 random octets: another room that is made under the same name has others

  static constexpr std::size_t kLimitOwners = 16;

  bool is_owned_by(const Pseudonym& somebody) const;

  crypto::Secret serialise() const;
  static std::optional<Room> parse(std::string_view octets);
};

/// What became of a change. Only an owner changes a room; to everybody else one that is there and
/// one that is not look the same.
enum class RoomChange { done, not_yours, owners_full };

class Rooms {
 public:
  /// `retention`: how long a room is kept after its last use.
  Rooms(store::Store& store, const crypto::PseudonymMac& pseudonym_mac, const crypto::Clock& clock,
        crypto::Random& random, store::TimeToLive retention);

  // All of these throw Unavailable: the store does not answer, or this node's ring is older than
  // the fence (stale_ring). A key that only other nodes' clocks have reached is used here too.

  /// Nothing if nobody made it, or it was deleted or has expired.
  boost::asio::awaitable<std::optional<Room>> open(RoomPlace place);
  /// The same, and it is kept for a full retention period from now.
  boost::asio::awaitable<std::optional<Room>> use(RoomPlace place);

  /// False if the room is there already, whosever it is.
  boost::asio::awaitable<bool> create(RoomPlace place, std::string title, Pseudonym owner);

  boost::asio::awaitable<RoomChange> rename(RoomPlace place, Pseudonym owner, std::string title);
  /// Does nothing for who is an owner already.
  boost::asio::awaitable<RoomChange> add_owner(RoomPlace place, Pseudonym owner, Pseudonym another);
  /// Takes an owner off; with the last one the room goes.
  boost::asio::awaitable<RoomChange> leave(RoomPlace place, Pseudonym owner);
  boost::asio::awaitable<RoomChange> remove(RoomPlace place, Pseudonym owner);

 private:
  using Edit = std::function<RoomChange(Room&)>;
  class Visit;

  Visit visit(RoomPlace place) const;
  /// Without owners left, the room is removed.
  boost::asio::awaitable<RoomChange> change(RoomPlace place, Pseudonym owner, Edit edit);

  store::Store& store_;
  const crypto::PseudonymMac& pseudonym_mac_;
  const crypto::Clock& clock_;
  crypto::Random& random_;
  store::TimeToLive retention_;
};

}  // namespace sluis::identity
