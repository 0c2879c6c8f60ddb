#include "downstream/saml_services.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "downstream/saml_examination.h"
#include "fault/unavailable.h"
#include "tests/downstream/saml_world.h"

namespace sluis::downstream {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

constexpr const char* kAddress = "https://wiki.example/metadata";

/// What a service publishes.
struct Said {
  std::string entity_id = std::string(tests::kWikiEntity);
  const saml::PrivateKey* key = &tests::service_key();
  std::string consumer = std::string(tests::kWikiConsumer);
  std::string attributes = R"(cacheDuration="PT1H" validUntil="2026-12-31T00:00:00Z")";
  std::string promises = R"(AuthnRequestsSigned="true")";
};

std::string text_of(const Said& said) {
  return R"(<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID=")" +
         said.entity_id + "\" " + said.attributes +
         R"(><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" )" +
         said.promises +
         R"(><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">)"
         "<X509Data><X509Certificate>" +
         said.key->certificate() +
         "</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
         R"(<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" )"
         R"(Location=")" +
         said.consumer + R"(" index="0"/></SPSSODescriptor></EntityDescriptor>)";
}

std::vector<SamlClient> wiki_that_publishes() {
  SamlClient wiki = tests::wiki_client();
  wiki.metadata = {};
  wiki.metadata.entity.entity_id = tests::kWikiEntity;
  wiki.published =
      saml::MetadataSource{.entity_id = std::string(tests::kWikiEntity), .url = kAddress};
  std::vector<SamlClient> all;
  all.push_back(std::move(wiki));
  return all;
}

class SamlServices_Sam04 : public ::testing::Test {
 protected:
  SamlServices_Sam04() { publish({}); }

  void publish(const Said& said) {
    http::Response answer{.status = 200, .headers = {}, .body = text_of(said)};
    answer.headers.add("Cache-Control", "max-age=86400");
    world.outbound.answers[kAddress] = std::move(answer);
  }
  void go_silent() { world.outbound.answers.clear(); }
  /// A login that the service asks for, signed with that key.
  downstream::Front::Accepted ask(const saml::PrivateKey& key = tests::service_key()) {
    return world.redirect(tests::wiki_question(), &key);
  }
  bool is_accepted(const saml::PrivateKey& key = tests::service_key()) {
    return std::holds_alternative<flow::LoginRequest>(ask(key));
  }
  std::size_t asked() const { return world.outbound.asked.size(); }

  tests::SamlWorld world{wiki_that_publishes()};
};

TEST_F(SamlServices_Sam04, AreFetchedAtTheFirstRequestAndThenKept) {
  EXPECT_EQ(asked(), 0U);
  EXPECT_TRUE(is_accepted());
  EXPECT_TRUE(is_accepted());

  EXPECT_EQ(asked(), 1U);
}

TEST_F(SamlServices_Sam04, AreFetchedAgainBehindTheBackOfARequest) {
  ASSERT_TRUE(is_accepted());
  world.clock.advance(1h);
  ASSERT_TRUE(is_accepted());

  EXPECT_EQ(asked(), 2U);
}

TEST_F(SamlServices_Sam04, AnswerWhereTheyLedWhenSheLeft) {
  const auto question = std::get<flow::LoginRequest>(ask());

  const auto page = tests::run(world.idp.deliver(question, world.grant()));

  EXPECT_EQ(tests::action_of(page), tests::kWikiConsumer);
}

TEST_F(SamlServices_Sam04, AnAddressThatIsGoneGetsNoAnswer) {
  const auto question = std::get<flow::LoginRequest>(ask());
  publish({.consumer = "https://wiki.example/other"});
  world.clock.advance(1h);
  ASSERT_FALSE(is_accepted() && is_accepted());

  const auto page = tests::run(world.idp.deliver(question, world.grant()));

  EXPECT_TRUE(tests::form_of(page).empty());
}

TEST_F(SamlServices_Sam04, ANewKeyIsFetchedWhenASignatureIsByNone) {
  ASSERT_TRUE(is_accepted());
  publish({.key = &tests::stranger_key()});
  world.clock.advance(1min);

  EXPECT_TRUE(is_accepted(tests::stranger_key()));
  EXPECT_FALSE(is_accepted(tests::service_key()));
}

TEST_F(SamlServices_Sam04, StrangersMakeUsAskOnceAMinute) {
  ASSERT_TRUE(is_accepted());
  world.clock.advance(1min);
  for (int i = 0; i < 5; ++i) ASSERT_FALSE(is_accepted(tests::stranger_key()));

  EXPECT_EQ(asked(), 2U);
}

TEST_F(SamlServices_Sam04, ABadCopyLeavesTheGoodOneAndIsTold) {
  ASSERT_TRUE(is_accepted());
  world.outbound.answers[kAddress].body = "<html/>";
  world.clock.advance(1h);

  EXPECT_TRUE(is_accepted());
  EXPECT_TRUE(is_accepted());
  ASSERT_EQ(world.events.size(), 1U);
  EXPECT_EQ(world.events[0].kind, Event::Kind::reload_failed);
  EXPECT_EQ(world.events[0].client, "wiki");
  EXPECT_EQ(world.events[0].refusal, Refusal::saml_malformed);
}

TEST_F(SamlServices_Sam04, SilenceLeavesTheGoodCopyAWeekAtMost) {
  ASSERT_TRUE(is_accepted());
  go_silent();
  world.clock.advance(7 * 24h - 1s);
  EXPECT_TRUE(is_accepted());
  world.clock.advance(1s);

  EXPECT_THROW(ask(), Unavailable);
}

TEST_F(SamlServices_Sam04, NeverFetchedMeansThatNobodyIsSentAnywhere) {
  go_silent();

  try {
    ask();
    FAIL() << "accepted";
  } catch (const Unavailable& unavailable) {
    EXPECT_EQ(unavailable.what_is(), Unavailable::What::service);
  }
  ASSERT_EQ(world.events.size(), 1U);
  EXPECT_EQ(world.events[0].client, "wiki");
  EXPECT_EQ(world.events[0].refusal, std::nullopt);
}

TEST_F(SamlServices_Sam04, SilenceIsNotAskedAgainAtOnce) {
  go_silent();
  EXPECT_THROW(ask(), Unavailable);
  EXPECT_THROW(ask(), Unavailable);
  EXPECT_EQ(asked(), 1U);
  publish({});
  world.clock.advance(10s);

  EXPECT_TRUE(is_accepted());
}

TEST_F(SamlServices_Sam04, OurOwnCrowdIsNotTheirSilence) {
  go_silent();
  world.outbound.missing = Unavailable::What::busy;

  try {
    ask();
    FAIL() << "accepted";
  } catch (const Unavailable& unavailable) {
    EXPECT_EQ(unavailable.what_is(), Unavailable::What::busy);
  }
  EXPECT_TRUE(world.events.empty());
  publish({});
  EXPECT_TRUE(is_accepted());
}

TEST_F(SamlServices_Sam04, EndWithTheirValidUntil) {
  publish({.attributes = R"(validUntil="2026-12-01T00:00:00Z")"});
  world.clock.set(crypto::TimePoint(std::chrono::sys_days(std::chrono::year(2026) / 11 / 30)));
  ASSERT_TRUE(is_accepted());
  world.clock.advance(24h);

  EXPECT_EQ(tests::not_proven(ask()), Refusal::saml_expired);
}

TEST_F(SamlServices_Sam04, ThoseOfAnotherServiceAreRefused) {
  publish({.entity_id = "https://evil.example"});

  EXPECT_EQ(tests::not_proven(ask()), Refusal::saml_issuer);
}

TEST_F(SamlServices_Sam04, AnAddressThatAnybodyCanReadIsRefused) {
  publish({.consumer = "http://wiki.example/acs"});

  EXPECT_EQ(tests::not_proven(ask()), Refusal::saml_malformed);
}

TEST(SamlServices_Sam05, APinnedKeyMustHaveSignedThem) {
  auto all = wiki_that_publishes();
  all.at(0).published->signers = {tests::service_key().public_key()};
  tests::SamlWorld world(std::move(all));
  world.outbound.answers[kAddress] = {.status = 200, .headers = {}, .body = text_of({})};

  const auto accepted = world.redirect(tests::wiki_question(), &tests::service_key());

  EXPECT_EQ(tests::not_proven(accepted), Refusal::saml_signature);
}

std::vector<std::string> lines_of(std::optional<std::string> body) {
  const auto wiki = wiki_that_publishes().at(0);
  tests::KeyHouse outbound;
  if (body) outbound.answers[kAddress] = {.status = 200, .headers = {}, .body = *body};
  const tests::FakeClock clock;
  std::vector<std::string> lines;
  for (const auto& one : tests::run(examine_saml_client(wiki, outbound, clock.now()))) {
    lines.push_back(std::string(name_of(one.level)) + " " + one.text);
  }
  return lines;
}

TEST(SamlServices_Doctor, ReadsWhatIsPublished) {
  const auto lines = lines_of(text_of({}));

  EXPECT_THAT(lines, Contains("good the address of their metadata is reached"));
  EXPECT_THAT(lines, Contains(HasSubstr("metadata_certificate would pin")));
  EXPECT_THAT(lines, Contains(HasSubstr("good answers may go to 'https://wiki.example/acs'")));
}

TEST(SamlServices_Doctor, SaysWhatIsWrongWithThem) {
  EXPECT_THAT(lines_of(std::nullopt), Contains(HasSubstr("bad ")));
  EXPECT_THAT(lines_of("<html/>"), Contains(HasSubstr("bad this is not the metadata")));
  EXPECT_THAT(lines_of(text_of({.entity_id = "https://evil.example"})),
              Contains("bad these are not the metadata of 'https://wiki.example/saml'"));
  EXPECT_THAT(lines_of(text_of({.consumer = "http://wiki.example/acs"})),
              Contains(HasSubstr("bad their metadata have an address")));
}

using SamlServices_Sam18 = SamlServices_Sam04;

TEST_F(SamlServices_Sam18, AKeyThatIsNewSignsLogoutsToo) {
  publish({.promises = ""});
  const auto assertion = world.opened(world.delivered(tests::wiki_question())).assertion.value();
  publish({.key = &tests::stranger_key(), .promises = ""});
  world.clock.advance(61s);
  world.line.live_sids = {"sid-of-this-service"};

  world.log_out(tests::wiki_logout(assertion), tests::stranger_key());

  EXPECT_TRUE(world.line.live_sids.empty());
}

}  // namespace
}  // namespace sluis::downstream
