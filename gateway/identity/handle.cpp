#include "identity/handle.h"

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "crypto/seal.h"

namespace sluis::identity {

namespace {

constexpr std::string_view kKind = "id";
constexpr std::size_t kLinkBytes = 32;

}  // namespace

Handle Handle::of(const crypto::Secret& pseudonym_key, const Subject& subject) {
  const auto for_name =
      crypto::Secret::take(crypto::length_prefixed({"sluis/handle/1", subject.expose()}));
  const auto for_lock =
      crypto::Secret::take(crypto::length_prefixed({"sluis/lock/1", subject.expose()}));
  return Handle{.name = "id:" + crypto::hmac_name(pseudonym_key, for_name.expose()),
                .lock = crypto::hmac_sha256(pseudonym_key, for_lock.expose())};
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
