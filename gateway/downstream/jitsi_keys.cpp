#include "downstream/jitsi_keys.h"

#include <vector>

#include "crypto/encoding.h"
#include "crypto/key_lifetimes.h"
#include "crypto/mac.h"
#include "crypto/public_pem.h"

namespace sluis::downstream {

namespace {

using crypto::Purpose;

// As long as a next key is published before its first signature.
const std::string kCaching =
    "public, max-age=" + std::to_string(std::chrono::seconds(crypto::kJitsiKeysCache).count());

http::Response cacheable(http::Response response) {
  response.headers.set("Cache-Control", kCaching);
  return response;
}

http::Response not_there() { return http::plain_text(404, "There is no such key.\n"); }

}  // namespace

http::Response JitsiKeys::set(const http::Request& request) const {
  if (!parts_.clients.of_path(request.path)) return not_there();
  std::vector<const crypto::SigningKey*> keys;
  for (const auto* key : parts_.keyring.published(Purpose::jitsi_sign, parts_.clock.now())) {
    keys.push_back(&key->signing());
  }
  return cacheable(http::json_text(200, crypto::jwks_of(keys)));
}

http::Response JitsiKeys::pem(const http::Request& request) const {
  const auto named = http::segments_of("/jitsi/{client}/keys/{sha256}.pem", request.path);
  if (!named || !parts_.clients.of_path(request.path)) return not_there();
  for (const auto* key : parts_.keyring.published(Purpose::jitsi_sign, parts_.clock.now())) {
    if (crypto::hex_encode(crypto::sha256(key->id)) != named->at(1)) continue;
    auto response = cacheable(http::plain_text(200, crypto::public_pem(key->signing())));
    response.headers.set("Content-Type", "application/x-pem-file");
    return response;
  }
  return not_there();
}

}  // namespace sluis::downstream
