#include "downstream/jitsi_memory.h"

#include "crypto/encoding.h"
#include "crypto/fields.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kLabel = "jitsi/2";

}  // namespace

std::string JitsiMemory::serialise() const {
  return crypto::length_prefixed({kLabel, room, flags, name, made_for, nonce, challenge});
}

std::optional<JitsiMemory> JitsiMemory::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto label = reader.next();
  const auto room = reader.next();
  const auto flags = reader.next();
  const auto name = reader.next();
  const auto made_for = reader.next();
  const auto nonce = reader.next();
  const auto challenge = reader.next();
  if (!reader.is_done() || label != kLabel) return std::nullopt;
  return JitsiMemory{.room = std::string(*room),
                     .flags = std::string(*flags),
                     .name = std::string(*name),
                     .made_for = std::string(*made_for),
                     .nonce = std::string(*nonce),
                     .challenge = std::string(*challenge)};
}

}  // namespace sluis::downstream
