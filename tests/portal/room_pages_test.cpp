#include "portal/room_pages.h"

#include <gtest/gtest.h>

#include "flow/page_mark.h"
#include "tests/portal/rooms_world.h"

namespace sluis::portal {
namespace {

using namespace std::chrono_literals;
using tests::Browser;
using tests::RoomsWorld;
using tests::run;
using tests::token_on;

TEST(RoomPages_Design5, SendsAStrangerToTheLoginAndBack) {
  RoomsWorld world;
  Browser browser(world);

  EXPECT_EQ(browser.get("/rooms").headers.get("Location"), "/rooms/login?back=%2Frooms");
  EXPECT_EQ(browser.get("/rooms/meet:overleg").headers.get("Location"),
            "/rooms/login?back=%2Frooms%2Fmeet%3Aoverleg");
}

TEST(RoomPages_Design5, AreForWhoIsAdmittedAlone) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Overleg");
  const std::string room = anna.last();
  world.admits = false;

  for (const std::string& path : {room, std::string("/rooms"), room + "/delete"}) {
    const auto answer = anna.get(path);
    EXPECT_EQ(answer.status, 303) << path;
    EXPECT_TRUE(answer.headers.get("Location")->starts_with("/rooms/login?")) << path;
  }
}

TEST(RoomPages_Design5, ShowsLinkQrCodeInvitationAndStart) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");

  const auto page = browser.make_room("Overleg & <Zuid>");

  tests::hang_up("room-nl", page);
  const std::string name = browser.person().rooms.front().name;
  EXPECT_TRUE(page.body.contains("Overleg &amp; &lt;Zuid&gt;"));
  EXPECT_TRUE(page.body.contains("https://meet.example/" + name));
  EXPECT_TRUE(page.body.contains("class=\"qr-modules\" d=\"M"));
  EXPECT_TRUE(page.body.contains("action=\"/jitsi/meet/auth\""));
  EXPECT_TRUE(page.body.contains("name=\"room\" value=\"" + name + "\""));
  EXPECT_TRUE(page.body.contains("U bent uitgenodigd voor een videovergadering"));
}

TEST(RoomPages_Design5, SaysForWhomGuestsWait) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");

  EXPECT_TRUE(browser.make_room("Overleg").body.contains("een andere ambtenaar die is ingelogd"));
  world.parts.deployments.front().has_other_hosts = false;
  EXPECT_TRUE(browser.make_room("Overleg").body.contains("een medebeheerder van deze ruimte"));
}

TEST(RoomPages_Web08, StartsAMeetingByAFormThatWasMadeForHer) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");

  const auto page = anna.make_room("Overleg");

  const auto mark = tests::between(page.body, "name=\"made_for\" value=\"", "\"");
  EXPECT_TRUE(flow::is_page_mark(mark, world.ring, world.clock.now(), anna.person().name()));
  EXPECT_FALSE(flow::is_page_mark(mark, world.ring, world.clock.now(), "pe:another"));
}

TEST(RoomPages_Design5, SaysTheSameOfARoomOfOthersAndOfNone) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Overleg");
  const std::string path = anna.last();
  Browser bea(world);
  bea.log_in("bea");

  const auto of_anna = bea.get(path);
  const auto of_nobody = bea.get("/rooms/meet:overleg-van-niemand");

  tests::hang_up("room-not-yours-nl", of_anna);
  EXPECT_EQ(of_anna.status, 403);
  EXPECT_EQ(of_anna.body, of_nobody.body);
  EXPECT_EQ(bea.get("/rooms/elsewhere:overleg").body, of_nobody.body);
  EXPECT_EQ(bea.get("/rooms/overleg").body, of_nobody.body);
  for (const char* part : {"/title", "/delete", "/hand-over", "/invitation.ics"}) {
    EXPECT_EQ(bea.get(path + part).status, 403) << part;
    if (part != std::string_view("/invitation.ics")) {
      EXPECT_EQ(bea.post(path + part, {{"token", "x"}}).status, 403) << part;
    }
  }
}

TEST(RoomPages_Web08, ChangesNothingWithoutTheTokenOfItsForm) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Overleg");
  const std::string path = anna.last();

  for (const char* part : {"/title", "/delete", "/hand-over"}) {
    EXPECT_EQ(anna.post(path + part, {{"token", "x"}, {"title", "Nieuw"}}).status, 400) << part;
  }
  EXPECT_TRUE(anna.get(path).body.contains("<h1>Overleg</h1>"));
  EXPECT_EQ(world.count("ho:"), 0U);
}

TEST(RoomPages_Design5, ChangesTheTitleAndNotTheLink) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Overleg");
  const std::string path = anna.last();
  const auto form = anna.get(path + "/title");
  tests::hang_up("room-title-nl", form);
  const auto token = token_on(form);

  const auto page =
      anna.follow(anna.post(path + "/title", {{"token", token}, {"title", "Overleg Zuid"}}));

  EXPECT_EQ(anna.last(), path);
  EXPECT_TRUE(page.body.contains("<h1>Overleg Zuid</h1>"));
}

TEST(RoomPages_Design5, SaysWhatIsWrongWithANewTitle) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Overleg");
  const std::string path = anna.last();
  const auto token = token_on(anna.get(path + "/title"));

  for (const std::string& title : {std::string(), std::string(81, 'a')}) {
    const auto page = anna.post(path + "/title", {{"token", token}, {"title", title}});

    EXPECT_EQ(page.status, 400);
    EXPECT_TRUE(page.body.contains("Deze titel kan niet."));
  }
}

TEST(RoomPages_Design5, ListsHerRoomsNewestFirst) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Eerste");
  anna.make_room("Tweede");

  const auto page = anna.get("/rooms");

  tests::hang_up("rooms-nl", page);
  EXPECT_LT(page.body.find("Tweede"), page.body.find("Eerste"));
}

TEST(RoomPages_Design4, DropsWhatHasExpiredFromHerList) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Overleg");
  run(world.rooms.remove(place_of(world.parts.deployments.front(), anna.person().rooms[0].name),
                         pseudonym_at(anna.person(), place_of(world.parts.deployments.front(),
                                                              anna.person().rooms[0].name))));

  const auto page = anna.get("/rooms");

  EXPECT_TRUE(page.body.contains("U heeft nog geen ruimtes."));
  EXPECT_TRUE(anna.person().rooms.empty());
}

TEST(RoomPages_Design4, KeepsRoomsOfAServiceThatIsGoneWhileTheListHasRoom) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  const auto keep = [&](std::size_t number) {
    run(world.people.keep_room(anna.person().link.clone(),
                               {.client = "gone", .name = std::to_string(number)}));
  };
  for (std::size_t number = 1; number < identity::Person::kLimitRooms; ++number) keep(number);

  anna.get("/rooms");
  EXPECT_EQ(anna.person().rooms.size(), identity::Person::kLimitRooms - 1);
  keep(0);
  anna.get("/rooms");
  EXPECT_TRUE(anna.person().rooms.empty());
}

TEST(RoomPages_Design5, AsksBeforeItDeletes) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Overleg");
  const std::string path = anna.last();
  const auto question = anna.get(path + "/delete");
  tests::hang_up("room-delete-nl", question);
  ASSERT_EQ(world.count("ro:"), 1U);

  const auto page = anna.follow(anna.post(path + "/delete", {{"token", token_on(question)}}));

  EXPECT_EQ(anna.last(), "/rooms");
  EXPECT_EQ(world.count("ro:"), 0U);
  EXPECT_TRUE(anna.person().rooms.empty());
  EXPECT_EQ(anna.get(path).status, 403);
}

TEST(RoomPages_Design4, KeepsARoomForNinetyDaysSinceAnOwnerLooked) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Overleg");
  const auto place = place_of(world.parts.deployments.front(), anna.person().rooms.front().name);
  world.clock.advance(30min);
  anna.get(anna.last());
  world.clock.advance(std::chrono::days(90) - 15min);

  EXPECT_TRUE(run(world.rooms.open(place)));
}

TEST(RoomPages_Rfc5545, GivesAFileForACalendar) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Overleg");

  const auto file = anna.get(anna.last() + "/invitation.ics");

  EXPECT_EQ(file.headers.get("Content-Type"), "text/calendar; charset=utf-8");
  EXPECT_TRUE(file.body.contains("SUMMARY:Overleg\r\n"));
  EXPECT_TRUE(file.body.contains("DTSTART:20260101T010000Z\r\n"));
  EXPECT_EQ(file.body, anna.get(anna.last() + "/invitation.ics").body);
}

TEST(RoomPages_Design3, OwnsEachRoomByAnotherPseudonym) {
  RoomsWorld world;
  Browser anna(world);
  anna.log_in("anna");
  anna.make_room("Eerste");
  anna.make_room("Tweede");
  const auto person = anna.person();
  const auto& deployment = world.parts.deployments.front();

  const auto first = run(world.rooms.open(place_of(deployment, person.rooms[0].name)));
  const auto second = run(world.rooms.open(place_of(deployment, person.rooms[1].name)));

  const auto sub = identity::pseudonym(person, identity::Audience::sector("meet")).text();
  EXPECT_NE(first->owners.front(), second->owners.front());
  EXPECT_NE(first->owners.front(), sub);
}

}  // namespace
}  // namespace sluis::portal
