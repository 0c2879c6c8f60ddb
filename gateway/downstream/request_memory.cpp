#include "downstream/request_memory.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "crypto/mac.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kLabel = "oidc/2";
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
  return crypto::length_prefixed({kLabel, index_of(redirect_uri), state, nonce, challenge, flags});
}

std::optional<RequestMemory> RequestMemory::parse(std::string_view octets, const Client& client) {
  crypto::FieldReader reader(octets);
  const auto label = reader.next();
  const auto index = reader.next();
  const auto state = reader.next();
  const auto nonce = reader.next();
  const auto challenge = reader.next();
  const auto flags = reader.next();
  if (!reader.is_done() || label != kLabel) return std::nullopt;
  const auto registered = std::ranges::find(client.redirect_uris, *index, index_of);
  if (registered == client.redirect_uris.end()) return std::nullopt;
  return RequestMemory{.redirect_uri = *registered,
                       .state = std::string(*state),
                       .nonce = std::string(*nonce),
                       .challenge = std::string(*challenge),
                       .wants_profile = flags->contains('p'),
                       .wants_auth_time = flags->contains('t')};
}

}  // namespace sluis::downstream
