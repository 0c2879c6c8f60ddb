#include "portal/room_limit.h"

#include <string>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::portal {

RoomLimit::RoomLimit(store::Store& store, const crypto::Keyring& keyring,
                     const crypto::Clock& clock)
    : store_(store), keyring_(keyring), clock_(clock) {}

boost::asio::awaitable<bool> RoomLimit::allows(Act act, const identity::Person& person) const {
  const auto& key = keyring_.primary(crypto::Purpose::seal, clock_.now()).secret();
  const auto* label = act == Act::make ? "sluis/rooms-made/1" : "sluis/rooms-offered/1";
  std::string name =
      "rl:" + crypto::hmac_name(key, crypto::length_prefixed({label, person.handle}));
  co_return co_await store_.count(std::move(name), kWindow) <= kTimes;
}

}  // namespace sluis::portal
