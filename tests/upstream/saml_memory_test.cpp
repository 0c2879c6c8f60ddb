#include "upstream/saml_memory.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace sluis::tests {

namespace {

using upstream::SamlMemory;

SamlMemory example() {
  return {.relay_state = "flow.random",
          .request_id = "_question",
          .provider = "https://idp.example/saml",
          .key_id = "seal-1",
          .logged_in_since = crypto::TimePoint{std::chrono::seconds(1'800'000'000)}};
}

TEST(SamlMemory_Design3, ComesBackAsItWent) {
  const auto memory = SamlMemory::parse(example().serialise());

  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->relay_state, "flow.random");
  EXPECT_EQ(memory->request_id, "_question");
  EXPECT_EQ(memory->provider, "https://idp.example/saml");
  EXPECT_EQ(memory->key_id, "seal-1");
  EXPECT_EQ(memory->logged_in_since, example().logged_in_since);
}

TEST(SamlMemory_Design3, OfAnotherConnectorIsNone) {
  auto octets = example().serialise();
  octets.replace(octets.find("saml/1"), 6, "oidc/1");

  EXPECT_FALSE(SamlMemory::parse(octets));
}

TEST(SamlMemory_Design3, WithoutAQuestionIsNone) {
  auto memory = example();
  memory.request_id.clear();

  EXPECT_FALSE(SamlMemory::parse(memory.serialise()));
}

TEST(SamlMemory_Design3, ThatIsCutOffOrGoesOnIsNone) {
  const auto octets = example().serialise();

  EXPECT_FALSE(SamlMemory::parse(octets.substr(0, octets.size() - 1)));
  EXPECT_FALSE(SamlMemory::parse(octets + "x"));
  EXPECT_FALSE(SamlMemory::parse(""));
}

}  // namespace

}  // namespace sluis::tests
