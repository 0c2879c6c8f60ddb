#include "downstream/saml_memory.h"

#include <gtest/gtest.h>

#include "tests/downstream/saml_world.h"

namespace sluis::downstream {
namespace {

SamlMemory example() {
  return {.consumer = "https://wiki.example/acs/2",
          .request_id = "_question1",
          .relay_state = std::string("odd\0one", 7),
          .class_refs = "urn:a urn:b"};
}

TEST(SamlMemory_Design3, ComesBack) {
  const auto back = SamlMemory::parse(example().serialise(), tests::wiki_client());

  ASSERT_TRUE(back);
  EXPECT_EQ(back->consumer, example().consumer);
  EXPECT_EQ(back->request_id, example().request_id);
  EXPECT_EQ(back->relay_state, example().relay_state);
  EXPECT_EQ(back->class_refs, example().class_refs);
}

TEST(SamlMemory_Sam11, IsNothingOnceTheAddressIsGone) {
  auto wiki = tests::wiki_client();
  wiki.metadata.consumers.pop_back();

  EXPECT_FALSE(SamlMemory::parse(example().serialise(), wiki));
}

TEST(SamlMemory_Design3, IsNothingIfItIsNotOurs) {
  const auto octets = example().serialise();

  EXPECT_FALSE(SamlMemory::parse("", tests::wiki_client()));
  EXPECT_FALSE(SamlMemory::parse(octets.substr(1), tests::wiki_client()));
  EXPECT_FALSE(SamlMemory::parse(octets + "x", tests::wiki_client()));
}

}  // namespace
}  // namespace sluis::downstream
