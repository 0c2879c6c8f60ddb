#include "downstream/access_token.h"

#include "crypto/encoding.h"
#include "crypto/fields.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kLabel = "access-token/1";

}  // namespace

crypto::Secret AccessTokenContents::serialise() const {
  return crypto::Secret::take(
      crypto::length_prefixed({kLabel, client, sub, person_name, wants_profile ? "profile" : "",
                               crypto::time_field(expires_at)}));
}

std::optional<AccessTokenContents> AccessTokenContents::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto label = reader.next();
  const auto client = reader.next();
  const auto sub = reader.next();
  const auto person_name = reader.next();
  const auto profile = reader.next();
  const auto expires_at = reader.next_time();
  if (!reader.is_done() || label != kLabel) return std::nullopt;
  return AccessTokenContents{.client = std::string(*client),
                             .sub = std::string(*sub),
                             .person_name = std::string(*person_name),
                             .wants_profile = *profile == "profile",
                             .expires_at = *expires_at};
}

}  // namespace sluis::downstream
