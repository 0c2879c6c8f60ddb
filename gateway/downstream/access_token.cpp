#include "downstream/access_token.h"

#include <charconv>

#include "crypto/encoding.h"
#include "downstream/fields.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kLabel = "access-token/1";
constexpr std::size_t kFields = 6;

}  // namespace

crypto::Secret AccessTokenContents::serialise() const {
  const std::string end = std::to_string(expires_at.time_since_epoch().count());
  return crypto::Secret::take(crypto::length_prefixed(
      {kLabel, client, sub, person_name, wants_profile ? "profile" : "", end}));
}

std::optional<AccessTokenContents> AccessTokenContents::parse(std::string_view octets) {
  auto fields = labelled_fields(octets, kLabel, kFields);
  if (!fields) return std::nullopt;
  auto& all = *fields;
  std::int64_t end = 0;
  const auto read = std::from_chars(all[5].data(), all[5].data() + all[5].size(), end);
  if (read.ec != std::errc() || read.ptr != all[5].data() + all[5].size()) return std::nullopt;
  return AccessTokenContents{.client = std::move(all[1]),
                             .sub = std::move(all[2]),
                             .person_name = std::move(all[3]),
                             .wants_profile = all[4] == "profile",
                             .expires_at = crypto::TimePoint(std::chrono::milliseconds(end))};
}

}  // namespace sluis::downstream
