#include "upstream/oidc_memory.h"

#include "crypto/encoding.h"
#include "crypto/fields.h"

namespace sluis::upstream {

namespace {

constexpr std::string_view kVersion = "oidc/1";

}  // namespace

std::optional<crypto::TimePoint> OidcMemory::logged_in_since() const {
  if (freshness == Freshness::any) return std::nullopt;
  return freshness == Freshness::since_now ? started : started - max_age;
}

std::string OidcMemory::serialise() const {
  return crypto::length_prefixed(
      {kVersion, state, nonce, verifier, issuer, key_id, crypto::time_field(started),
       crypto::number_field(static_cast<int>(freshness)), crypto::number_field(max_age.count())});
}

std::optional<OidcMemory> OidcMemory::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  if (reader.next() != kVersion) return std::nullopt;
  const auto text = [&] { return std::string(reader.next().value_or("")); };
  OidcMemory memory{.state = text(),
                    .nonce = text(),
                    .verifier = text(),
                    .issuer = text(),
                    .key_id = text(),
                    .started = {}};
  const auto started = reader.next_time();
  const auto freshness = reader.next_number();
  const auto max_age = reader.next_seconds();
  if (!reader.is_done() || memory.state.empty() || !started || !max_age || !freshness ||
      *freshness < 0 || *freshness > 2) {
    return std::nullopt;
  }
  memory.started = *started;
  memory.freshness = static_cast<Freshness>(*freshness);
  memory.max_age = *max_age;
  return memory;
}

}  // namespace sluis::upstream
