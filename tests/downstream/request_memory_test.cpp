#include "downstream/request_memory.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

RequestMemory example() {
  return {.redirect_uri = "https://chat.example/other?x=1",
          .state = "state",
          .nonce = "nonce",
          .challenge = std::string(32, '\1'),
          .wants_profile = true,
          .wants_auth_time = true};
}

Client chat() {
  return {.id = "chat",
          .name = "Chat",
          .sector = "chat",
          .redirect_uris = {"https://chat.example/_oauth/sluis", "https://chat.example/other?x=1"},
          .post_logout_redirect_uris = {}};
}

TEST(RequestMemory_Design3, ReadsBackWhatWasAsked) {
  const auto read = RequestMemory::parse(example().serialise(), chat());

  EXPECT_EQ(read->redirect_uri, "https://chat.example/other?x=1");
  EXPECT_EQ(read->state, "state");
  EXPECT_EQ(read->nonce, "nonce");
  EXPECT_EQ(read->challenge, std::string(32, '\1'));
  EXPECT_TRUE(read->wants_profile);
  EXPECT_TRUE(read->wants_auth_time);
}

TEST(RequestMemory_Design3, FindsTheAddressAfterAReloadThatMovedIt) {
  auto client = chat();
  client.redirect_uris.insert(client.redirect_uris.begin(), "https://chat.example/new");

  EXPECT_EQ(RequestMemory::parse(example().serialise(), client)->redirect_uri,
            "https://chat.example/other?x=1");
}

TEST(RequestMemory_OPX_06, RefusesAnAddressThatIsNoLongerRegistered) {
  auto client = chat();
  client.redirect_uris.pop_back();

  EXPECT_FALSE(RequestMemory::parse(example().serialise(), client));
}

TEST(RequestMemory_Design3, RefusesWhatIsNotOurs) {
  EXPECT_FALSE(RequestMemory::parse("nonsense", chat()));
}

// The flow cookie has room for 1.8 KB in all, as base64url.
TEST(RequestMemory_Design3, IsSmallAtItsLargest) {
  auto memory = example();
  memory.state = std::string(1024, 's');
  memory.nonce = std::string(64, 'n');

  EXPECT_LE(memory.serialise().size(), 1200U);
}

}  // namespace
}  // namespace sluis::downstream
