#include "identity/room_handle.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/seal.h"

namespace sluis::identity {

namespace {

constexpr std::string_view kKind = "ro";

}  // namespace

std::vector<crypto::Secret> RoomHandle::messages(const RoomPlace& place) {
  std::vector<crypto::Secret> messages;
  for (const std::string_view label : {"sluis/room-handle/1", "sluis/room-lock/1"}) {
    messages.push_back(crypto::Secret::take(
        crypto::length_prefixed({label, place.deployment, place.tenant, place.name})));
  }
  return messages;
}

RoomHandle RoomHandle::of(std::vector<crypto::Secret> macs) {
  return RoomHandle{.name = "ro:" + crypto::base64url_encode(macs.at(0).expose()),
                    .lock = std::move(macs.at(1))};
}

std::string RoomHandle::seal(const crypto::Secret& record, crypto::Random& random) const {
  return crypto::seal(lock, {kKind, name}, record.expose(), crypto::Padding::to_steps, random);
}

std::optional<crypto::Secret> RoomHandle::open(std::string_view sealed) const {
  return crypto::open(lock, {kKind, name}, sealed, crypto::Padding::to_steps);
}

}  // namespace sluis::identity
