#include "identity/handle.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/seal.h"

namespace sluis::identity {

namespace {

constexpr std::string_view kKind = "id";
constexpr std::size_t kLinkBytes = 32;

}  // namespace

std::vector<crypto::Secret> Handle::messages(const Subject& subject) {
  std::vector<crypto::Secret> messages;
  for (const std::string_view label : {"sluis/handle/1", "sluis/lock/1"}) {
    messages.push_back(crypto::Secret::take(crypto::length_prefixed({label, subject.expose()})));
  }
  return messages;
}

Handle Handle::of(std::vector<crypto::Secret> macs) {
  return Handle{.name = "id:" + crypto::base64url_encode(macs.at(0).expose()),
                .lock = std::move(macs.at(1))};
}

std::string Handle::seal_link(const crypto::Secret& link, crypto::Random& random) const {
  return crypto::seal(lock, {kKind, name}, link.expose(), crypto::Padding::to_steps, random);
}

std::optional<crypto::Secret> Handle::open_link(std::string_view sealed) const {
  std::optional<crypto::Secret> link =
      crypto::open(lock, {kKind, name}, sealed, crypto::Padding::to_steps);
  if (!link || link->size() != kLinkBytes) return std::nullopt;
  return link;
}

}  // namespace sluis::identity
