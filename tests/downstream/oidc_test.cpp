#include "downstream/oidc.h"

#include <gtest/gtest.h>

#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using tests::chat_request;
using tests::query_of;
using tests::with;
using tests::World;

TEST(Oidc_OidcCore_3_1_2_5, AnswersWithCodeStateAndIssuer) {
  World world;

  const auto response =
      tests::run(world.oidc.deliver(world.accepted(chat_request()), world.grant()));

  EXPECT_EQ(response.status, 303);  // standards OPX-07
  EXPECT_TRUE(response.headers.get("Location")->starts_with("https://chat.example/_oauth/sluis?"));
  const auto query = query_of(response);
  EXPECT_EQ(query.size(), 3U);
  EXPECT_EQ(query.at("code").size(), 43U);
  EXPECT_EQ(query.at("state"), "st&te=ë%");
  EXPECT_EQ(query.at("iss"), tests::kIssuer);
}

TEST(Oidc_Design8, DeliversInOneRoundTrip) {
  World world;
  const auto asked = world.accepted(chat_request());
  const auto trips = world.store.round_trips();
  const auto commands = world.store.commands();

  (void)tests::run(world.oidc.deliver(asked, world.grant()));

  EXPECT_EQ(world.store.round_trips() - trips, 1U);
  EXPECT_EQ(world.store.commands() - commands, 1U);
}

TEST(Oidc_Design4, StoresNothingBeforeSheIsLoggedIn) {
  World world;
  const auto commands = world.store.commands();

  (void)world.accepted(chat_request());

  EXPECT_EQ(world.store.commands(), commands);
}

TEST(Oidc_OidcCore_3_1_2_6, RefusesAtTheRedirectUri) {
  World world;

  const auto query = query_of(
      tests::run(world.oidc.refuse(world.accepted(chat_request()), Refusal::login_required)));

  EXPECT_EQ(query.at("error"), "login_required");
  EXPECT_EQ(query.at("state"), "st&te=ë%");
  EXPECT_EQ(query.at("iss"), tests::kIssuer);
}

TEST(Oidc_Design9, ShowsAPageWhereTheClientIsGoneMeanwhile) {
  World world;
  auto asked = world.accepted(chat_request());
  asked.client = "gone";

  EXPECT_FALSE(
      tests::run(world.oidc.refuse(asked, Refusal::login_required)).headers.has("Location"));
  EXPECT_FALSE(tests::run(world.oidc.deliver(asked, world.grant())).headers.has("Location"));
  EXPECT_EQ(world.oidc.service_name(asked), "");
}

TEST(Oidc_Front, NamesTheServiceAndItsEntries) {
  World world;

  EXPECT_EQ(world.oidc.id(), "oidc");
  EXPECT_EQ(world.oidc.service_name(world.accepted(chat_request())), "Rocket.Chat");
  EXPECT_EQ(world.oidc.entries().size(), 2U);
}

}  // namespace
}  // namespace sluis::downstream
