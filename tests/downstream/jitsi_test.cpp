#include "downstream/jitsi.h"

#include <gtest/gtest.h>

#include "downstream/friendly_name.h"
#include "flow/page_mark.h"
#include "tests/downstream/jitsi_world.h"

namespace sluis::downstream {
namespace {

using tests::JitsiWorld;
using tests::kOtherSub;
using tests::kSub;
using tests::link;
using tests::window_link;
using tests::with;

std::string name_in(const std::string& location) {
  const auto claims = tests::claims_of(JitsiWorld::token_of(location));
  return std::string(claims.at("context").at("user").at("name").as_string());
}

TEST(Jitsi_Jitsi_1_4, AnswersTheRegisteredAddressWithAQuotedToken) {
  JitsiWorld world;

  const auto location = world.location_for(link());

  EXPECT_TRUE(location.starts_with("https://meet.example/overleg#jwt=%22eyJ"));
  EXPECT_TRUE(location.ends_with("%22"));
}

TEST(Jitsi_Jitsi_1_4, GoesToTheTenantsRoom) {
  JitsiWorld world;

  const auto location =
      world.location_for(with(link(), "state", R"({"tenant":"gemeente"})"), "town");

  EXPECT_TRUE(location.starts_with("https://meet.example/gemeente/overleg#jwt="));
}

TEST(Jitsi_Jitsi_1_4, GivesBackTheFlagsOfTheState) {
  JitsiWorld world;

  const auto location = world.location_for(
      with(link(), "state", R"({"config.startWithAudioMuted":true,"config.subject":"x"})"));

  EXPECT_TRUE(location.ends_with("%22&config.startWithAudioMuted=true"));
}

TEST(Jitsi_Design3, CallsHerByAFriendlyNameOfThatRoom) {
  JitsiWorld world;

  const auto name = name_in(world.location_for(link()));

  EXPECT_EQ(name, friendly_name_of(identity::Pseudonym::kept(std::string(kSub))).name);
}

class JitsiTypedName_Web08 : public testing::Test {
 protected:
  /// What she is called who answers a form in which "Anna" was typed.
  std::string name_by(const std::string& made_for) {
    const auto form =
        tests::request_of("POST", "/jitsi/meet/auth",
                          {{"room", "overleg"}, {"name", "Anna"}, {"made_for", made_for}});
    auto accepted = tests::run(world_.jitsi.accept(form));
    auto asked = std::get<flow::LoginRequest>(std::move(accepted));
    const auto response = tests::run(world_.jitsi.deliver(std::move(asked), world_.grant()));
    return name_in(std::string(*response.headers.get("Location")));
  }
  std::string mark_for(std::string_view person_name) const {
    return flow::page_mark(world_.keyring, world_.clock.now(), person_name);
  }
  JitsiWorld world_;
  const std::string friendly_ = friendly_name_of(identity::Pseudonym::kept(std::string(kSub))).name;
};

TEST_F(JitsiTypedName_Web08, IsHersOnAPageThatWasMadeForHer) {
  EXPECT_EQ(name_by(mark_for(tests::kPersonName)), "Anna");
  for (const auto& record : world_.store.names()) {
    EXPECT_FALSE(world_.store.peek(record.name).value().contains("Anna"));
  }
}

TEST_F(JitsiTypedName_Web08, IsNotHersWithoutTheMarkOfOurPage) {
  EXPECT_EQ(name_by(""), friendly_);
  EXPECT_EQ(name_by(std::string(flow::kPageMarkLength, 'A')), friendly_);
}

TEST_F(JitsiTypedName_Web08, IsNotHersOnAPageForAnother) {
  EXPECT_EQ(name_by(mark_for("pe:another")), friendly_);
}

TEST(JitsiHosts_Design10, WhoIsAdmittedOpensARoomThatNobodyOwns) {
  JitsiWorld world;

  const auto claims = tests::claims_of(JitsiWorld::token_of(world.location_for(link())));

  EXPECT_EQ(claims.at("context").at("user").at("affiliation"), "owner");
}

TEST(JitsiHosts_Design10, AnOwnerOpensHerRoom) {
  JitsiWorld world;
  world.have_room("overleg", kSub);

  EXPECT_TRUE(world.location_for(link(), "board").contains("#jwt="));
}

class JitsiHostsRefused_Design10 : public testing::Test {
 protected:
  http::Response answer(const tests::Parameters& parameters) {
    return tests::run(world_.jitsi.deliver(world_.accepted(parameters, "board"), world_.grant()));
  }
  JitsiWorld world_;
};

TEST_F(JitsiHostsRefused_Design10, WhoDoesNotOwnIt) {
  world_.have_room("overleg", kOtherSub);

  const auto page = answer(link());

  EXPECT_EQ(page.status, 403);
  EXPECT_TRUE(page.body.contains("https://meet.example/overleg"));  // as a guest
  EXPECT_EQ(world_.events.back().refusal, Refusal::room_not_yours);
}

TEST_F(JitsiHostsRefused_Design10, ARoomThatNobodyOwns) { EXPECT_EQ(answer(link()).status, 403); }

TEST_F(JitsiHostsRefused_Design10, AndTellsTheWindow) {
  const auto answered = answer(window_link());

  EXPECT_EQ(answered.headers.get("Location"),
            "https://meet.example/static/sluis.html#error=access_denied");
}

TEST(Jitsi_Design9, WhoStopsStaysAtTheRoomAsAGuest) {
  JitsiWorld world;

  const auto response =
      tests::run(world.jitsi.refuse(world.accepted(link()), Refusal::login_cancelled));

  EXPECT_EQ(response.headers.get("Location"), "https://meet.example/overleg");
}

TEST(Jitsi_Design9, ShowsAPageForEveryOtherRefusal) {
  JitsiWorld world;

  const auto response =
      tests::run(world.jitsi.refuse(world.accepted(link()), Refusal::request_malformed));

  EXPECT_EQ(response.status, 400);
}

TEST(Jitsi_Design9, AnswersNobodyForARoomOfAnotherAudience) {
  JitsiWorld world;
  auto asked = world.accepted(link());
  asked.audience = world.clients.find("meet")->audience("another");

  const auto response = tests::run(world.jitsi.deliver(asked, world.grant()));

  EXPECT_EQ(response.status, 400);
}

}  // namespace
}  // namespace sluis::downstream
