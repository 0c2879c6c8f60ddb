#include "downstream/bearer_secret.h"

#include <stdexcept>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "crypto/seal.h"

namespace sluis::downstream {

namespace {

constexpr std::size_t kSecretBytes = 32;

struct Labels {
  std::string_view record;  // before the colon of the name, and the kind of the seal
  std::string_view name;
  std::string_view lock;
};

Labels labels_of(BearerSecret::Kind kind) {
  switch (kind) {
    case BearerSecret::Kind::authorization_code:
      return {.record = "co", .name = "sluis/code/1", .lock = "sluis/code-lock/1"};
    case BearerSecret::Kind::access_token:
      return {.record = "at", .name = "sluis/access-token/1", .lock = "sluis/access-token-lock/1"};
    case BearerSecret::Kind::refresh_token:
      return {
          .record = "rt", .name = "sluis/refresh-token/1", .lock = "sluis/refresh-token-lock/1"};
  }
  throw std::invalid_argument("no such kind of secret");
}

}  // namespace

BearerSecret::BearerSecret(Kind kind, crypto::Secret secret)
    : kind_(kind), secret_(std::move(secret)) {
  const Labels labels = labels_of(kind_);
  name_ = std::string(labels.record) + ":" + crypto::hmac_name(secret_, labels.name);
}

BearerSecret BearerSecret::fresh(Kind kind, crypto::Random& random) {
  return BearerSecret(kind, random.secret(kSecretBytes));
}

std::optional<BearerSecret> BearerSecret::parse(Kind kind, std::string_view text) {
  auto octets = crypto::base64url_decode(text);
  if (!octets || octets->size() != kSecretBytes) return std::nullopt;
  return BearerSecret(kind, crypto::Secret::take(*std::move(octets)));
}

std::string BearerSecret::text() const { return crypto::base64url_encode(secret_.expose()); }

std::string BearerSecret::seal(std::string_view plain_text, crypto::Random& random) const {
  const Labels labels = labels_of(kind_);
  const crypto::Secret lock = crypto::hmac_sha256(secret_, labels.lock);
  return crypto::seal(lock, {.kind = labels.record, .name = name_}, plain_text,
                      crypto::Padding::to_steps, random);
}

std::optional<crypto::Secret> BearerSecret::open(std::string_view sealed) const {
  const Labels labels = labels_of(kind_);
  const crypto::Secret lock = crypto::hmac_sha256(secret_, labels.lock);
  return crypto::open(lock, {.kind = labels.record, .name = name_}, sealed,
                      crypto::Padding::to_steps);
}

}  // namespace sluis::downstream
