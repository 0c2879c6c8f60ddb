#include "downstream/client_keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "crypto/encoding.h"
#include "fault/unavailable.h"
#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using namespace std::chrono_literals;
using tests::World;

constexpr const char* kAddress = "https://portal.example/jwks";

crypto::SigningKey key_named(std::string kid) {
  return crypto::SigningKey::generate(crypto::Algorithm::es256, std::move(kid));
}
const crypto::SigningKey& first() {
  static const auto key = key_named("first");
  return key;
}
const crypto::SigningKey& second() {
  static const auto key = key_named("second");
  return key;
}

std::vector<Client> clients_that_publish() {
  auto all = tests::example_clients();
  all.front().keys.clear();
  all.front().jwks_uri = kAddress;
  return all;
}

/// The client "portal" publishes its keys, and asks at the token endpoint with an assertion.
struct Portal {
  Portal() { publish({&first()}); }

  void publish(const std::vector<const crypto::SigningKey*>& keys) {
    world.outbound.publish(kAddress, keys);
  }
  void go_silent() { world.outbound.answers.clear(); }
  std::size_t asked() const { return world.outbound.asked.size(); }
  /// What the operator was told of its silence; that each request is refused is another event.
  std::vector<Event> unavailable() const {
    std::vector<Event> found;
    std::ranges::copy_if(world.events, std::back_inserter(found),
                         [](const Event& event) { return event.kind == Event::Kind::unavailable; });
    return found;
  }

  std::string signed_by(const crypto::SigningKey& key) {
    const auto now = crypto::unix_seconds(world.clock.now());
    const boost::json::object claims{
        {"iss", "portal"}, {"sub", "portal"}, {"aud", tests::kIssuer},
        {"iat", now},      {"exp", now + 60}, {"jti", "jti-" + std::to_string(++assertions)}};
    return crypto::sign_jws(key, "JWT", boost::json::serialize(claims));
  }

  /// invalid_grant: it was believed, and asks for a code that is not there.
  std::string error_for(const std::string& assertion) {
    return tests::error_of(world.token(
        {{"grant_type", "authorization_code"},
         {"code", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
         {"redirect_uri", "https://portal.example/cb"},
         {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
         {"client_assertion", assertion}}));
  }
  std::string asks_with(const crypto::SigningKey& key) { return error_for(signed_by(key)); }
  bool believes(const crypto::SigningKey& key) { return asks_with(key) == "invalid_grant"; }

  World world{tests::light_ring(tests::FakeClock().now()), clients_that_publish()};
  int assertions = 0;
};

TEST(ClientKeys_OAU_09, AreFetchedOnceFromWhereTheClientPublishesThem) {
  Portal portal;

  EXPECT_TRUE(portal.believes(first()));
  EXPECT_TRUE(portal.believes(first()));

  EXPECT_EQ(portal.asked(), 1U);
}

TEST(ClientKeys_OAU_09, AreNotAskedForWhereTheConfigurationHasThem) {
  World world;

  const auto assertion = crypto::sign_jws(tests::portal_key(), "JWT", R"({"sub":"portal"})");
  (void)world.token(
      {{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
       {"client_assertion", assertion}});

  EXPECT_EQ(world.outbound.asked.size(), 0U);
}

TEST(ClientKeys_Rotation, ANewKidIsTakenUpAtOnce) {
  Portal portal;
  portal.believes(first());

  portal.publish({&second()});

  EXPECT_TRUE(portal.believes(second()));
  EXPECT_FALSE(portal.believes(first())) << "it was withdrawn";
}

TEST(ClientKeys_Rotation, AWithdrawnKeyIsGoneWhenTheHeadersSaySo) {
  Portal portal;
  portal.believes(first());
  portal.publish({});

  portal.world.clock.advance(599s);
  EXPECT_TRUE(portal.believes(first()));
  portal.world.clock.advance(1s);

  EXPECT_FALSE(portal.believes(first()));
}

TEST(ClientKeys_Strangers, MakeUsAskForAnUnknownKidOnceAMinute) {
  Portal portal;
  portal.believes(first());
  const auto stranger = key_named("strange");

  for (int number = 0; number < 100; ++number) EXPECT_FALSE(portal.believes(stranger));
  EXPECT_EQ(portal.asked(), 2U);
  portal.world.clock.advance(60s);
  EXPECT_FALSE(portal.believes(stranger));

  EXPECT_EQ(portal.asked(), 3U);
}

TEST(ClientKeys_Strangers, MakeNobodyAskWithWhatNoKeyCouldMakeRight) {
  Portal portal;
  auto with_jku = portal.signed_by(first());
  with_jku.replace(0, with_jku.find('.'),
                   crypto::base64url_encode(R"({"alg":"ES256","jku":"https://evil.example"})"));
  auto unsigned_one = portal.signed_by(first());
  unsigned_one.replace(0, unsigned_one.find('.'), crypto::base64url_encode(R"({"alg":"none"})"));

  for (const auto& assertion : {with_jku, unsigned_one, std::string("a.b.c"),
                                portal.signed_by(first()) + std::string(9000, 'A')}) {
    EXPECT_EQ(portal.error_for(assertion), "invalid_client");
  }

  EXPECT_EQ(portal.asked(), 0U);
}

TEST(ClientKeys_Silence, IsInvalidClientAndAnEvent) {
  Portal portal;
  portal.go_silent();

  const auto error = portal.asks_with(first());

  EXPECT_EQ(error, "invalid_client");
  ASSERT_EQ(portal.unavailable().size(), 1U);
  EXPECT_EQ(portal.unavailable().front().client, "portal");
}

TEST(ClientKeys_Silence, IsNotAskedAgainForTenSeconds) {
  Portal portal;
  portal.go_silent();
  for (int number = 0; number < 100; ++number) EXPECT_FALSE(portal.believes(first()));
  EXPECT_EQ(portal.asked(), 1U);
  EXPECT_EQ(portal.unavailable().size(), 1U);

  portal.publish({&first()});
  portal.world.clock.advance(9s);
  EXPECT_FALSE(portal.believes(first()));
  portal.world.clock.advance(1s);

  EXPECT_TRUE(portal.believes(first()));
  EXPECT_EQ(portal.asked(), 2U);
}

TEST(ClientKeys_Silence, LeavesTheLastKeysForADay) {
  Portal portal;
  portal.believes(first());
  portal.go_silent();

  portal.world.clock.advance(24h - 1s);
  EXPECT_TRUE(portal.believes(first())) << "also while it is asked";
  EXPECT_TRUE(portal.believes(first())) << "and while it is not";
  portal.world.clock.advance(1s);

  EXPECT_FALSE(portal.believes(first()));
}

TEST(ClientKeys_Silence, TakesNothingFromKeysThatAreFresh) {
  Portal portal;
  portal.believes(first());
  portal.go_silent();

  EXPECT_FALSE(portal.believes(second()));

  EXPECT_TRUE(portal.believes(first()));
  EXPECT_EQ(portal.asked(), 2U);
}

TEST(ClientKeys_Design9, IsBusyWhereWeAreAndNotTheClient) {
  Portal portal;
  portal.go_silent();
  portal.world.outbound.missing = Unavailable::What::busy;

  EXPECT_THROW(portal.asks_with(first()), Unavailable);
}

}  // namespace
}  // namespace sluis::downstream
