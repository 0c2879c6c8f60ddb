#include "downstream/jitsi_keys.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "crypto/key_lifetimes.h"
#include "crypto/mac.h"
#include "tests/downstream/jitsi_world.h"

namespace sluis::downstream {
namespace {

using tests::JitsiWorld;

std::string address_of(const std::string& kid) {
  return "/jitsi/meet/keys/" + crypto::hex_encode(crypto::sha256(kid)) + ".pem";
}

TEST(JitsiKeys_Prosody, AreASetOfRsaKeysAlone) {
  JitsiWorld world;

  const auto response = world.get("/jitsi/meet/jwks.json");

  const auto keys = tests::json_of(response).at("keys").as_array();
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(keys[0].at("kty"), "RSA");
  EXPECT_EQ(keys[0].at("kid"), "jitsi-1");
  EXPECT_FALSE(keys[0].as_object().contains("d"));
}

TEST(JitsiKeys_Prosody, MayBeKeptAsLongAsARotationWaits) {
  JitsiWorld world;
  const auto ahead =
      crypto::terms_of(crypto::Purpose::jitsi_sign, {.identifier = {}, .access_log = {}})
          .published_ahead;

  for (const auto& path : {std::string("/jitsi/meet/jwks.json"), address_of("jitsi-1")}) {
    EXPECT_EQ(world.get(path).headers.get("Cache-Control"), "public, max-age=21600") << path;
  }
  EXPECT_GE(ahead, std::chrono::seconds(21600) + crypto::kEveryNodeHasIt);
}

TEST(JitsiKeys_Prosody, AreThereByTheDigestOfTheirId) {
  JitsiWorld world;

  const auto response = world.get(address_of("jitsi-1"));

  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body.starts_with("-----BEGIN PUBLIC KEY-----\n"));
}

TEST(JitsiKeys_Prosody, OfNobodyElse) {
  JitsiWorld world;

  EXPECT_EQ(world.get(address_of("seal-1")).status, 404);
  EXPECT_EQ(world.get(address_of("jitsi-2")).status, 404);
  EXPECT_EQ(world.get("/jitsi/nobody/jwks.json").status, 404);
}

TEST(JitsiKeys_Design3, ATokenLivesNoLongerThanItsKey) {
  const auto kept =
      crypto::terms_of(crypto::Purpose::jitsi_sign, {.identifier = {}, .access_log = {}})
          .kept_after;

  EXPECT_GT(kept, crypto::kLongestJitsiToken);
  EXPECT_GT(kept, crypto::kLongestSession);
}

}  // namespace
}  // namespace sluis::downstream
