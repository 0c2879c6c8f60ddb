#include "downstream/jitsi_auth.h"

#include <gtest/gtest.h>

#include "tests/downstream/jitsi_world.h"

namespace sluis::downstream {
namespace {

using tests::JitsiWorld;
using tests::link;
using tests::window_link;
using tests::with;
using tests::without;

std::string outcome(JitsiWorld& world, const tests::Parameters& parameters,
                    const std::string& client = "meet") {
  const auto accepted = world.accept(parameters, client);
  if (const auto* refused = std::get_if<NotProven>(&accepted)) {
    return std::string(name_of(refused->refusal));
  }
  return std::holds_alternative<flow::LoginRequest>(accepted) ? "accepted" : "answered";
}

TEST(JitsiAuth_Jitsi_1_4, TakesALinkAndSpellsTheRoom) {
  JitsiWorld world;

  const auto asked = world.accepted({{"room", "Straße 1"}});

  EXPECT_EQ(asked.front, "jitsi");
  EXPECT_EQ(asked.client, "meet");
  EXPECT_EQ(asked.audience,
            identity::Audience::room(
                "meet", {.deployment = "meet", .tenant = "", .name = "stra%c3%9fe%201"}));
  EXPECT_EQ(asked.received_at, world.clock.now());
}

TEST(JitsiAuth_Jitsi_1_4, TakesTheRoomOfTheState) {
  JitsiWorld world;

  const auto asked = world.accepted({{"state", R"({"room":"Overleg","roomSafe":"overleg"})"}});

  EXPECT_EQ(asked.audience, world.clients.find("meet")->audience("overleg"));
}

TEST(JitsiAuth_Jitsi_1_4, RefusesARoomSafeThatIsNotOurs) {
  JitsiWorld world;

  EXPECT_EQ(outcome(world, with(link(), "state", R"({"roomSafe":"Overleg"})")),
            "request_malformed");
  EXPECT_EQ(outcome(world, with(link(), "state", R"({"roomSafe":"other"})")), "request_malformed");
}

TEST(JitsiAuth_Jitsi_1_4, RefusesAStateOfAnotherRoom) {
  JitsiWorld world;

  EXPECT_EQ(outcome(world, with(link(), "state", R"({"room":"other"})")), "request_malformed");
}

TEST(JitsiAuth_Jitsi_1_4, RefusesNoRoom) {
  JitsiWorld world;

  EXPECT_EQ(outcome(world, {}), "request_malformed");
  EXPECT_EQ(outcome(world, {{"room", ".."}}), "request_malformed");
}

TEST(JitsiAuth_Jitsi_1_4, RefusesAnotherTenant) {
  JitsiWorld world;
  const auto with_tenant = with(link(), "state", R"({"roomSafe":"overleg","tenant":"gemeente"})");
  const auto without_tenant = with(link(), "state", R"({"roomSafe":"overleg"})");

  EXPECT_EQ(outcome(world, with_tenant, "meet"), "request_malformed");
  EXPECT_EQ(outcome(world, without_tenant, "town"), "request_malformed");
  EXPECT_EQ(outcome(world, with_tenant, "town"), "accepted");
}

TEST(JitsiAuth_Jitsi_1_4, RefusesAnUnknownDeployment) {
  JitsiWorld world;

  EXPECT_EQ(outcome(world, link(), "nobody"), "client_unknown");
}

TEST(JitsiAuth_Jitsi_1_4, RefusesARepeatedParameter) {
  JitsiWorld world;
  auto twice = link();
  twice.emplace_back("room", "other");

  EXPECT_EQ(outcome(world, twice), "request_malformed");
}

TEST(JitsiAuth_Jitsi_1_4, AsksTheStoreNothingOfAStranger) {
  JitsiWorld world;
  world.have_room("overleg", tests::kSub);
  world.store.set_available(false);

  EXPECT_EQ(outcome(world, link()), "accepted");
  EXPECT_EQ(outcome(world, {{"room", "geheim"}}), "accepted");
}

TEST(JitsiAuthWindow_Rfc7636, NeedsAChallenge) {
  JitsiWorld world;

  EXPECT_EQ(outcome(world, window_link()), "accepted");
  EXPECT_EQ(outcome(world, without(window_link(), "code_challenge")), "pkce_required");
  EXPECT_EQ(outcome(world, with(window_link(), "code_challenge", "short")), "pkce_malformed");
}

TEST(JitsiAuthWindow_Rfc7636, RefusesANonceThatIsNone) {
  JitsiWorld world;

  EXPECT_EQ(outcome(world, with(window_link(), "nonce", "a b")), "request_malformed");
  EXPECT_EQ(outcome(world, with(window_link(), "nonce", std::string(129, 'n'))),
            "request_malformed");
}

class JitsiAuthForm_Design10 : public testing::Test {
 protected:
  Front::Accepted post(const tests::Parameters& fields, const tests::Parameters& headers = {}) {
    const auto request = tests::request_of("POST", "/jitsi/meet/auth", fields, headers);
    return tests::run(world_.jitsi.accept(request));
  }
  std::string name_for(const std::string& typed) {
    const auto accepted =
        post({{"room", "overleg"}, {"name", typed}, {"made_for", std::string(43, 'm')}});
    return JitsiMemory::parse(std::get<flow::LoginRequest>(accepted).memory).value().name;
  }
  JitsiWorld world_;
};

TEST_F(JitsiAuthForm_Design10, KeepsTheNameInTheMemoryOfTheLogin) {
  EXPECT_EQ(name_for("Anna de Vries"), "Anna de Vries");
}

TEST_F(JitsiAuthForm_Design10, ShowsNothingThatCannotBeSeen) {
  EXPECT_EQ(name_for("  Anna\t\r\n \xE2\x80\xAE Bea\xE2\x80\x8B  "), "Anna Bea");
  EXPECT_EQ(name_for(" \xE2\x80\x8B "), "");
}

TEST_F(JitsiAuthForm_Design10, BoundsTheName) {
  EXPECT_EQ(name_for(std::string(4000, 'x')).size(), kLimitDisplayName);
}

TEST_F(JitsiAuthForm_Design10, KeepsNoNameOfAPageThatIsNotOurs) {
  for (const std::string& mark : {std::string(), std::string(42, 'm'), std::string(4000, 'm')}) {
    const auto accepted = post({{"room", "overleg"}, {"name", "Anna"}, {"made_for", mark}});
    const auto memory = JitsiMemory::parse(std::get<flow::LoginRequest>(accepted).memory).value();

    EXPECT_EQ(memory.name, "");
    EXPECT_EQ(memory.made_for, "");
  }
}

TEST_F(JitsiAuthForm_Design10, RefusesAFormOfAnotherSite) {
  const auto cross = post({{"room", "overleg"}}, {{"Sec-Fetch-Site", "cross-site"}});
  const auto own = post({{"room", "overleg"}}, {{"Sec-Fetch-Site", "same-origin"}});

  EXPECT_EQ(std::get<NotProven>(cross).refusal, Refusal::token_mismatch);
  EXPECT_TRUE(std::holds_alternative<flow::LoginRequest>(own));
}

TEST_F(JitsiAuthForm_Design10, RefusesAFormWithoutARoom) {
  EXPECT_EQ(std::get<NotProven>(post({{"name", "Anna"}})).refusal, Refusal::request_malformed);
}

}  // namespace
}  // namespace sluis::downstream
