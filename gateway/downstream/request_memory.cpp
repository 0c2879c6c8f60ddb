#include "downstream/request_memory.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "downstream/fields.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kLabel = "oidc/1";
constexpr std::size_t kFields = 7;
constexpr std::size_t kIndexBytes = 8;  // tells a client's few addresses apart; it proves nothing

/// A position in the list would point elsewhere after a reload that inserts one.
std::string index_of(std::string_view redirect_uri) {
  return crypto::sha256(redirect_uri).substr(0, kIndexBytes);
}

}  // namespace

std::string RequestMemory::serialise() const {
  std::string flags;
  if (wants_profile) flags += 'p';
  if (wants_auth_time) flags += 't';
  return crypto::length_prefixed(
      {kLabel, index_of(redirect_uri), state, nonce, challenge, hinted_sub, flags});
}

std::optional<RequestMemory> RequestMemory::parse(std::string_view octets, const Client& client) {
  auto fields = labelled_fields(octets, kLabel, kFields);
  if (!fields) return std::nullopt;
  auto& all = *fields;
  const auto registered = std::ranges::find(client.redirect_uris, all[1], index_of);
  if (registered == client.redirect_uris.end()) return std::nullopt;
  return RequestMemory{.redirect_uri = *registered,
                       .state = std::move(all[2]),
                       .nonce = std::move(all[3]),
                       .challenge = std::move(all[4]),
                       .hinted_sub = std::move(all[5]),
                       .wants_profile = all[6].contains('p'),
                       .wants_auth_time = all[6].contains('t')};
}

}  // namespace sluis::downstream
