#include "upstream/saml_provider.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <vector>

#include "fault/unavailable.h"
#include "tests/crypto/fake_clock.h"
#include "tests/upstream/saml_door.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;

/// A provider whose metadata are fetched; they last a day, and an hour by their cacheDuration.
struct World {
  explicit World(saml::MetadataSource source = fetched_settings().metadata)
      : provider(upstream::published_provider(
            "duo", std::move(source),
            {.client = there, .clock = clock, .journal = [this](const Event& event) {
               events.push_back(event);
             }})) {
    there.metadata.headers.set("Cache-Control", "max-age=86400");
    publish(provider_key());
  }

  void publish(const saml::PrivateKey& key, std::string_view entity_id = kProvider) {
    there.metadata.body = metadata_of({&key}, clock.now() + 30 * 24h, entity_id);
  }
  /// Whatever it set off in the background has ended with it.
  std::expected<upstream::SamlProvider::Content, Refusal> metadata() { return run(provider.get()); }
  std::string certificate() { return metadata().value()->entity.signing_keys.at(0).certificate(); }

  FakeClock clock;
  LyingSamlProvider there{clock, saml_keys()};
  std::vector<Event> events;
  upstream::SamlProvider provider;
};

TEST(SamlProvider_Sam04, ReadsAFileAndAsksNobody) {
  World world(saml_settings().metadata);

  EXPECT_EQ(world.certificate(), provider_key().certificate());
  EXPECT_EQ(world.there.asked, 0U);
}

TEST(SamlProvider_Sam05, AFileEndsWithItsValidUntil) {
  World world(saml_settings().metadata);
  ASSERT_TRUE(world.metadata());
  world.clock.advance(90 * 24h);

  EXPECT_EQ(world.metadata().error(), Refusal::saml_expired);
}

TEST(SamlProvider_Sam04, FetchesOnceUntilTheCacheDurationHasPassed) {
  World world;
  ASSERT_TRUE(world.metadata());
  world.clock.advance(59min);
  ASSERT_TRUE(world.metadata());
  EXPECT_EQ(world.there.asked, 1U);
  world.clock.advance(1min);
  ASSERT_TRUE(world.metadata());

  EXPECT_EQ(world.there.asked, 2U);
}

TEST(SamlProvider_Sam04, RefreshesBehindTheBackOfALogin) {
  World world;
  ASSERT_TRUE(world.metadata());
  world.publish(elliptic_key());
  world.clock.advance(1h);

  EXPECT_EQ(world.certificate(), provider_key().certificate());
  EXPECT_EQ(world.certificate(), elliptic_key().certificate());
}

TEST(SamlProvider_Design9, FetchesOnceForAllThatWait) {
  World world;
  boost::asio::io_context loop(1);
  std::vector<std::future<std::expected<upstream::SamlProvider::Content, Refusal>>> logins;
  for (int login = 0; login < 10; ++login) {
    logins.push_back(boost::asio::co_spawn(loop, world.provider.get(), boost::asio::use_future));
  }
  loop.run();

  for (auto& login : logins) EXPECT_TRUE(login.get());
  EXPECT_EQ(world.there.asked, 1U);
}

TEST(SamlProvider_Design9, AGoodCopySurvivesSilence) {
  World world;
  ASSERT_TRUE(world.metadata());
  world.there.is_silent = true;
  world.clock.advance(1h);

  EXPECT_TRUE(world.metadata());
  EXPECT_TRUE(world.metadata());
  ASSERT_EQ(world.events.size(), 1U);
  EXPECT_EQ(world.events[0].kind, Event::Kind::reload_failed);
  EXPECT_EQ(world.events[0].connector, "duo");
  EXPECT_EQ(world.events[0].refusal, std::nullopt);
}

TEST(SamlProvider_Design9, AGoodCopySurvivesABadOne) {
  World world;
  ASSERT_TRUE(world.metadata());
  world.there.metadata.body = "no metadata";
  world.clock.advance(1h);

  EXPECT_TRUE(world.metadata());
  EXPECT_TRUE(world.metadata());
  ASSERT_EQ(world.events.size(), 1U);
  EXPECT_EQ(world.events[0].kind, Event::Kind::reload_failed);
  EXPECT_EQ(world.events[0].refusal, Refusal::saml_malformed);
}

TEST(SamlProvider_Design9, AfterABadCopyItAsksAgainInAMinute) {
  World world;
  ASSERT_TRUE(world.metadata());
  world.there.metadata.body = "no metadata";
  world.clock.advance(1h);
  ASSERT_TRUE(world.metadata());
  world.publish(elliptic_key());
  world.clock.advance(59s);
  ASSERT_TRUE(world.metadata());
  EXPECT_EQ(world.there.asked, 2U);
  world.clock.advance(1s);
  ASSERT_TRUE(world.metadata());

  EXPECT_EQ(world.certificate(), elliptic_key().certificate());
}

TEST(SamlProvider_Sam05, AGoodCopyLivesAWeekAtMost) {
  World world;
  ASSERT_TRUE(world.metadata());
  world.there.is_silent = true;
  world.clock.advance(7 * 24h - 1s);
  EXPECT_TRUE(world.metadata());
  world.clock.advance(1s);

  EXPECT_THROW(world.metadata(), Unavailable);
}

TEST(SamlProvider_Sam05, AGoodCopyEndsWithItsValidUntil) {
  World world;
  world.there.metadata.body = metadata_of({&provider_key()}, world.clock.now() + 24h);
  ASSERT_TRUE(world.metadata());
  world.there.is_silent = true;
  world.clock.advance(24h);

  EXPECT_THROW(world.metadata(), Unavailable);
}

TEST(SamlProvider_Sam05, TheyMayHoldNoLongerThanIsAllowed) {
  auto source = saml_settings().metadata;
  source.longest_validity = std::chrono::days(90);
  World just_right(source);
  source.longest_validity = std::chrono::days(89);
  World too_long(source);

  EXPECT_TRUE(just_right.metadata());
  EXPECT_EQ(too_long.metadata().error(), Refusal::saml_not_yet_valid);
}

TEST(SamlProvider_Sam05, TheyMustSayWhenTheyEndWhereThatIsDemanded) {
  auto source = saml_settings().metadata;
  const auto at = source.text.find(" validUntil=\"");
  source.text.erase(at, source.text.find('"', at + 13) + 1 - at);  // of a file no signature counts
  World undated(source);
  source.longest_validity = std::chrono::days(90);
  World refused(source);

  EXPECT_TRUE(undated.metadata());
  EXPECT_EQ(refused.metadata().error(), Refusal::saml_expired);
}

TEST(SamlProvider_Xsw26, MetadataOfAnotherAreRefused) {
  World world;
  world.publish(provider_key(), "https://evil.example");

  EXPECT_EQ(world.metadata().error(), Refusal::saml_issuer);
}

TEST(SamlProvider_Xsw26, ARefusalIsKeptForAMinute) {
  World world;
  world.publish(provider_key(), "https://evil.example");
  ASSERT_FALSE(world.metadata());
  world.publish(provider_key());
  ASSERT_FALSE(world.metadata());
  world.clock.advance(1min);

  EXPECT_TRUE(world.metadata());
  EXPECT_EQ(world.there.asked, 2U);
}

TEST(SamlProvider_Sam05, APinnedKeyMustHaveSignedThem) {
  auto source = fetched_settings().metadata;
  source.signers = {provider_key().public_key()};
  World world(std::move(source));
  EXPECT_TRUE(world.metadata());

  world.publish(attacker_key());
  world.clock.advance(7 * 24h);

  EXPECT_EQ(world.metadata().error(), Refusal::saml_signature);
}

TEST(SamlProvider_Sam16, WithoutASignOnByRedirectTheyAreRefused) {
  World world;
  world.there.metadata.body = with(without_outer_signature(world.there.metadata.body),
                                   R"(HTTP-Redirect" Location="https://idp.example/saml/sso)",
                                   R"(HTTP-Artifact" Location="https://idp.example/saml/sso)");

  EXPECT_EQ(world.metadata().error(), Refusal::saml_malformed);
}

TEST(SamlProvider_Sam16, ASignOnWithoutTlsIsNone) {
  World world;
  auto text = without_outer_signature(world.there.metadata.body);
  while (text.contains("\"https://idp.example/saml/sso")) {
    text = with(text, "\"https://idp.example/saml/sso", "\"http://idp.example/saml/sso");
  }
  world.there.metadata.body = text;

  EXPECT_EQ(world.metadata().error(), Refusal::saml_malformed);
}

TEST(SamlProvider_Design9, AnotherStatusIsSilence) {
  World world;
  world.there.metadata.status = 302;

  EXPECT_THROW(world.metadata(), Unavailable);
}

}  // namespace

}  // namespace sluis::tests
