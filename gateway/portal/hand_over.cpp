#include "portal/hand_over.h"

#include <string_view>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "crypto/mac.h"
#include "crypto/seal.h"

namespace sluis::portal {

namespace {

using boost::asio::awaitable;

constexpr std::string_view kKind = "ho";
constexpr std::string_view kVersion = "hand-over/2";
constexpr std::size_t kSecretBytes = 32;

std::string name_of(const crypto::Secret& secret) {
  return "ho:" + crypto::hmac_name(secret, "sluis/hand-over/1");
}

crypto::Secret lock_of(const crypto::Secret& secret) {
  return crypto::hmac_sha256(secret, "sluis/hand-over-lock/1");
}

std::optional<crypto::Secret> secret_of(std::string_view text) {
  auto octets = crypto::base64url_decode(text);
  if (!octets || octets->size() != kSecretBytes) return std::nullopt;
  return crypto::Secret::take(std::move(*octets));
}

std::optional<HandOver> open(const crypto::Secret& secret, const store::Value& sealed) {
  if (!sealed) return std::nullopt;
  const auto octets =
      crypto::open(lock_of(secret), {kKind, name_of(secret)}, *sealed, crypto::Padding::to_steps);
  if (!octets) return std::nullopt;
  crypto::FieldReader reader(octets->expose());
  const auto version = reader.next();
  const auto deployment = reader.next();
  const auto tenant = reader.next();
  const auto name = reader.next();
  const auto giver = reader.next();
  const auto room_mark = reader.next();
  if (!reader.is_done() || version != kVersion) return std::nullopt;
  return HandOver{.place = {.deployment = std::string(*deployment),
                            .tenant = std::string(*tenant),
                            .name = std::string(*name)},
                  .giver = identity::Pseudonym::kept(std::string(*giver)),
                  .room_mark = std::string(*room_mark)};
}

}  // namespace

awaitable<std::string> HandOvers::offer(HandOver offer) const {
  const crypto::Secret secret = random_.secret(kSecretBytes);
  const auto octets = crypto::Secret::take(
      crypto::length_prefixed({kVersion, offer.place.deployment, offer.place.tenant,
                               offer.place.name, offer.giver.text(), offer.room_mark}));
  std::string name = name_of(secret);
  std::string sealed = crypto::seal(lock_of(secret), {kKind, name}, octets.expose(),
                                    crypto::Padding::to_steps, random_);
  store::Put record{.name = std::move(name), .value = std::move(sealed), .time_to_live = kLifetime};
  co_await store_.put(std::move(record));
  co_return crypto::base64url_encode(secret.expose());
}

awaitable<std::optional<HandOver>> HandOvers::look(std::string text) const {
  const auto secret = secret_of(text);
  if (!secret) co_return std::nullopt;
  co_return open(*secret, co_await store_.get(name_of(*secret)));
}

awaitable<std::optional<HandOver>> HandOvers::take(std::string text) const {
  const auto secret = secret_of(text);
  if (!secret) co_return std::nullopt;
  co_return open(*secret, co_await store_.take(name_of(*secret)));
}

}  // namespace sluis::portal
