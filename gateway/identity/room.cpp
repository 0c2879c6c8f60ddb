#include "identity/room.h"

#include <algorithm>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "fault/unavailable.h"
#include "identity/room_handle.h"
#include "identity/standing.h"

namespace sluis::identity {

namespace {

using boost::asio::awaitable;
using How = store::Found::How;

constexpr std::string_view kVersion = "room/2";
// A try is lost only to another change of the same room at the same moment.
constexpr int kTries = 8;
constexpr std::size_t kMarkBytes = 16;

[[noreturn]] void give_up() {
  throw Unavailable(Unavailable::What::store, "a room's record changes too fast");
}

store::Replace removal_of(std::string name, std::string seen) {
  return {.name = std::move(name),
          .expected = std::move(seen),
          .replacement = std::nullopt,
          .time_to_live = std::nullopt};
}

}  // namespace

bool Room::is_owned_by(const Pseudonym& somebody) const {
  return std::ranges::find(owners, somebody.text()) != owners.end();
}

crypto::Secret Room::serialise() const {
  std::string octets = crypto::length_prefixed({kVersion, title, mark});
  for (const std::string& owner : owners) octets += crypto::length_prefixed({owner});
  return crypto::Secret::take(std::move(octets));
}

std::optional<Room> Room::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto version = reader.next();
  const auto title = reader.next();
  const auto mark = reader.next();
  if (!mark || version != kVersion) return std::nullopt;
  Room room{.title = std::string(*title), .owners = {}, .mark = std::string(*mark)};
  while (!reader.is_done()) {
    const auto owner = reader.next();
    if (!owner || room.owners.size() == kLimitOwners) return std::nullopt;
    room.owners.emplace_back(*owner);
  }
  if (room.owners.empty()) return std::nullopt;
  return room;
}

// One room, for as long as something is done with it: where it may stand, under the primary key
// first and then under the older ones.
class Rooms::Visit {
 public:
  /// What stands under the primary's name, and what it says.
  struct Standing {
    std::string sealed;
    Room room;
  };

  Visit(store::Store& store, const crypto::PseudonymMac& pseudonym_mac, crypto::Random& random,
        crypto::TimePoint now, store::TimeToLive retention, RoomPlace place)
      : store_(store),
        pseudonym_mac_(pseudonym_mac),
        random_(random),
        now_(now),
        retention_(retention),
        place_(std::move(place)) {}

  awaitable<std::optional<Room>> look() {
    const store::Found found = co_await find();
    if (found.how != How::present) co_return std::nullopt;
    co_return opened(newest_first_.at(found.index), found.value);
  }

  /// Under the primary's name, renewed: a room found under an older key is moved first, because
  /// what is moved may not change meanwhile.
  awaitable<std::optional<Standing>> stand() {
    for (int attempt = 0; attempt < kTries; ++attempt) {
      store::Found found = co_await find();
      if (found.how != How::present) co_return std::nullopt;
      Room room = opened(newest_first_.at(found.index), found.value);
      if (found.index == 0) {
        if (!co_await store_.renew(primary().name, retention_)) continue;
        co_return Standing{.sealed = std::move(found.value), .room = std::move(room)};
      }
      auto sealed = co_await move(room, std::move(found));
      if (sealed) co_return Standing{.sealed = std::move(*sealed), .room = std::move(room)};
    }
    give_up();
  }

  awaitable<bool> make(const Room& room) {
    co_await take_keys_of(now_);
    store::Found found = co_await add(primary().seal(room.serialise(), random_), names());
    if (found.how == How::stale && co_await take_next_keys()) {
      found = co_await add(primary().seal(room.serialise(), random_), names());
    }
    require_standing(found);
    co_return found.how == How::added;
  }

  awaitable<bool> write(std::string seen, const Room& room) {
    store::Replace update{.name = primary().name,
                          .expected = std::move(seen),
                          .replacement = primary().seal(room.serialise(), random_),
                          .time_to_live = retention_};
    co_return co_await store_.replace(std::move(update));
  }

  /// From under the older names first: nobody who still reads there may bring it back.
  awaitable<bool> remove(std::string seen) {
    std::vector<store::Operation> operations;
    for (std::size_t index = 1; index < newest_first_.size(); ++index) {
      operations.emplace_back(store::Take{newest_first_[index].name});
    }
    operations.emplace_back(removal_of(primary().name, std::move(seen)));
    const std::vector<store::Outcome> outcomes = co_await store_.run(std::move(operations));
    co_return std::get<bool>(outcomes.back());
  }

 private:
  const RoomHandle& primary() const { return newest_first_.front(); }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const RoomHandle& handle : newest_first_) all.push_back(handle.name);
    return all;
  }

  awaitable<void> take_keys_of(crypto::TimePoint moment) {
    auto messages = RoomHandle::messages(place_);
    crypto::MacsByVersion macs =
        co_await pseudonym_mac_.under_every_version(std::move(messages), moment);
    primary_serial_ = macs.primary_serial;
    ring_keys_ = std::move(macs.ring_keys);
    newest_first_.clear();
    for (auto& of_version : macs.newest_first) {
      newest_first_.push_back(RoomHandle::of(std::move(of_version)));
    }
  }

  /// Other nodes may use the key already that is next here (Register does the same). False if the
  /// ring has none: then it is the ring that is old.
  awaitable<bool> take_next_keys() {
    const std::uint64_t before = primary_serial_;
    co_await take_keys_of(now_ + crypto::kNodesMayDiffer);
    co_return primary_serial_ != before;
  }

  awaitable<store::Found> find() {
    if (newest_first_.empty()) co_await take_keys_of(now_);
    store::Found found = co_await add(std::nullopt, names());
    if (found.how == How::stale && co_await take_next_keys()) {
      found = co_await add(std::nullopt, names());
    }
    require_standing(found);
    co_return found;
  }

  awaitable<store::Found> add(std::optional<std::string> value, std::vector<std::string> names) {
    store::FindOrAdd search{.names = std::move(names),
                            .value = std::move(value),
                            .time_to_live = retention_,
                            .ring_serial = primary_serial_,
                            .now = now_,
                            .ring_keys = ring_keys_};
    return store_.find_or_add(std::move(search));
  }

  /// What cannot be read is somebody's all the same: taken for nobody's it would be open to all.
  static Room opened(const RoomHandle& handle, std::string_view sealed) {
    const std::optional<crypto::Secret> octets = handle.open(sealed);
    auto room = octets ? Room::parse(octets->expose()) : std::nullopt;
    if (!room) throw Unavailable(Unavailable::What::store, "a room's record cannot be read");
    return *std::move(room);
  }

  // Forward only: the new name first, then the old one goes. Nothing: somebody else was first. If
  // the old one was gone when we came to remove it, the room was deleted while we moved it, and
  // what we made is taken away again.
  awaitable<std::optional<std::string>> move(const Room& room, store::Found found) {
    std::string sealed = primary().seal(room.serialise(), random_);
    const store::Found moved = co_await add(sealed, {primary().name});
    require_standing(moved);
    if (moved.how != How::added) co_return std::nullopt;
    store::Replace old = removal_of(newest_first_.at(found.index).name, std::move(found.value));
    if (co_await store_.replace(std::move(old))) co_return sealed;
    co_await store_.replace(removal_of(primary().name, std::move(sealed)));
    co_return std::nullopt;
  }

  store::Store& store_;
  const crypto::PseudonymMac& pseudonym_mac_;
  crypto::Random& random_;
  crypto::TimePoint now_;
  store::TimeToLive retention_;
  RoomPlace place_;
  std::uint64_t primary_serial_ = 0;
  std::vector<std::string> ring_keys_{};
  std::vector<RoomHandle> newest_first_{};  // empty until the store is asked for the first time
};

Rooms::Rooms(store::Store& store, const crypto::PseudonymMac& pseudonym_mac,
             const crypto::Clock& clock, crypto::Random& random, store::TimeToLive retention)
    : store_(store),
      pseudonym_mac_(pseudonym_mac),
      clock_(clock),
      random_(random),
      retention_(retention) {}

Rooms::Visit Rooms::visit(RoomPlace place) const {
  return {store_, pseudonym_mac_, random_, clock_.now(), retention_, std::move(place)};
}

awaitable<std::optional<Room>> Rooms::open(RoomPlace place) {
  Visit here = visit(std::move(place));
  co_return co_await here.look();
}

awaitable<std::optional<Room>> Rooms::use(RoomPlace place) {
  Visit here = visit(std::move(place));
  auto standing = co_await here.stand();
  if (!standing) co_return std::nullopt;
  co_return std::move(standing->room);
}

awaitable<bool> Rooms::create(RoomPlace place, std::string title, Pseudonym owner) {
  Visit here = visit(std::move(place));
  const Room room{
      .title = std::move(title), .owners = {owner.text()}, .mark = random_.octets(kMarkBytes)};
  co_return co_await here.make(room);
}

awaitable<RoomChange> Rooms::change(RoomPlace place, Pseudonym owner, Edit edit) {
  Visit here = visit(std::move(place));
  for (int attempt = 0; attempt < kTries; ++attempt) {
    auto standing = co_await here.stand();
    if (!standing || !standing->room.is_owned_by(owner)) co_return RoomChange::not_yours;
    const RoomChange outcome = edit(standing->room);
    if (outcome != RoomChange::done) co_return outcome;
    const bool is_written = standing->room.owners.empty()
                                ? co_await here.remove(std::move(standing->sealed))
                                : co_await here.write(std::move(standing->sealed), standing->room);
    if (is_written) co_return outcome;
  }
  give_up();
}

awaitable<RoomChange> Rooms::rename(RoomPlace place, Pseudonym owner, std::string title) {
  Edit edit = [title = std::move(title)](Room& room) {
    room.title = title;
    return RoomChange::done;
  };
  return change(std::move(place), std::move(owner), std::move(edit));
}

awaitable<RoomChange> Rooms::add_owner(RoomPlace place, Pseudonym owner, Pseudonym another) {
  Edit edit = [another = std::move(another)](Room& room) {
    if (room.is_owned_by(another)) return RoomChange::done;
    if (room.owners.size() == Room::kLimitOwners) return RoomChange::owners_full;
    room.owners.push_back(another.text());
    return RoomChange::done;
  };
  return change(std::move(place), std::move(owner), std::move(edit));
}

awaitable<RoomChange> Rooms::leave(RoomPlace place, Pseudonym owner) {
  Edit edit = [owner](Room& room) {
    std::erase(room.owners, owner.text());
    return RoomChange::done;
  };
  return change(std::move(place), std::move(owner), std::move(edit));
}

awaitable<RoomChange> Rooms::remove(RoomPlace place, Pseudonym owner) {
  Edit edit = [](Room& room) {
    room.owners.clear();
    return RoomChange::done;
  };
  return change(std::move(place), std::move(owner), std::move(edit));
}

}  // namespace sluis::identity
