#include "portal/new_rooms.h"

#include <gtest/gtest.h>

#include "tests/portal/rooms_world.h"

namespace sluis::portal {
namespace {

using namespace std::chrono_literals;
using tests::Browser;
using tests::RoomsWorld;
using tests::run;
using tests::token_on;

std::string title_of(RoomsWorld& world, const identity::Person& person) {
  const auto& own = person.rooms.back();
  return run(world.rooms.open(place_of(world.parts.deployments.front(), own.name)))->title;
}

TEST(NewRooms_Design5, MakesARoomWithOneButton) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");

  const auto page = browser.make_room("Overleg Zuid");

  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.body.contains("<h1>Overleg Zuid</h1>"));
  EXPECT_TRUE(page.body.contains("https://meet.example/"));
  EXPECT_EQ(world.count("ro:"), 1U);
  ASSERT_EQ(browser.person().rooms.size(), 1U);
  EXPECT_EQ(browser.person().rooms.front().client, "meet");
}

TEST(NewRooms_Design5, ThinksOfATitle) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");

  browser.make_room("  ");

  const std::string title = title_of(world, browser.person());
  EXPECT_GE(title.size(), 5U);
  EXPECT_TRUE(title.contains(' '));
}

TEST(NewRooms_Design5, SendsAStrangerToTheLogin) {
  RoomsWorld world;
  Browser browser(world);
  const auto token = token_on(browser.get("/"));

  const auto answer =
      browser.post("/rooms", {{"token", token}, {"client", "meet"}, {"title", "Overleg"}});

  EXPECT_EQ(answer.body, "login");
  EXPECT_EQ(world.count("ro:"), 0U);
}

TEST(NewRooms_Web08, AsksAgainWithoutTheTokenOfThisBrowser) {
  RoomsWorld world;
  Browser other(world);
  const auto foreign = token_on(other.get("/"));
  Browser browser(world);
  browser.log_in("anna");
  browser.get("/");

  for (const std::string& token : {std::string(), foreign}) {
    const auto page =
        browser.post("/rooms", {{"token", token}, {"client", "meet"}, {"title", "Overleg"}});

    EXPECT_EQ(page.status, 400);
    EXPECT_TRUE(page.body.contains("value=\"Overleg\"")) << "what she typed is still there";
    EXPECT_TRUE(page.body.contains("Druk nog eens op de knop"));
  }
  EXPECT_EQ(world.count("ro:"), 0U);
}

TEST(NewRooms_Design5, SaysWhatIsWrongWithATitle) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");

  for (const std::string& title : {std::string(81, 'a'), std::string("a\xE2\x80\x8B"
                                                                     "b")}) {
    const auto page = browser.make_room(title);

    EXPECT_EQ(page.status, 400);
    EXPECT_TRUE(page.body.contains("Deze titel kan niet."));
    EXPECT_TRUE(page.body.contains("aria-invalid"));
  }
  EXPECT_EQ(world.count("ro:"), 0U);
}

TEST(NewRooms_Design5, RefusesAServiceThatIsNotRegistered) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");
  const auto token = token_on(browser.get("/"));

  const auto answer = browser.post("/rooms", {{"token", token}, {"client", "elsewhere"}});

  EXPECT_EQ(answer.body, "request_malformed");
}

// The address that makes a room, as the login answers it.
std::string address_of_wish(Browser& browser, std::string_view title) {
  const auto token = token_on(browser.get("/"));
  const auto made =
      browser.post("/rooms", {{"token", token}, {"client", "meet"}, {"title", title}});
  return std::string(made.headers.get("Location").value_or(""));
}

TEST(NewRooms_Web08, MakesNothingOfAWishOfSomebodyElse) {
  RoomsWorld world;
  Browser attacker(world);
  attacker.log_in("mallory");
  const auto address = address_of_wish(attacker, "Van Mallory");
  Browser browser(world);
  browser.log_in("anna");
  browser.get("/");

  const auto page = browser.get(address);

  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(world.count("ro:"), 0U);
  EXPECT_TRUE(browser.person().rooms.empty());
}

TEST(NewRooms_Web08, MakesNothingOfAWishMadeInAnotherBrowser) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");
  const auto address = address_of_wish(browser, "Overleg");
  Browser other = browser.with_session_only();
  other.get("/");

  EXPECT_EQ(other.get(address).status, 400);
  EXPECT_EQ(browser.get(address).status, 303);
}

TEST(NewRooms_Web08, ForgetsAWishAfterAQuarterOfAnHour) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");
  const auto address = address_of_wish(browser, "Overleg");
  world.clock.advance(flow::FlowCookies::kLifetime + 1s);

  EXPECT_EQ(browser.get(address).status, 400);
  EXPECT_EQ(world.count("ro:"), 0U);
}

TEST(NewRooms_Web08, RefusesAForgedWish) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");
  browser.get("/");

  EXPECT_EQ(browser.get("/rooms/make?wish=forged").status, 400);
  EXPECT_EQ(browser.get("/rooms/make").status, 400);
}

TEST(NewRooms_Design5, MakesOneRoomOfAWishThatIsReloaded) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");
  const auto address = address_of_wish(browser, "Overleg");

  const auto first = browser.get(address);
  const auto second = browser.get(address);

  EXPECT_EQ(first.headers.get("Location"), second.headers.get("Location"));
  EXPECT_EQ(world.count("ro:"), 1U);
  EXPECT_EQ(browser.person().rooms.size(), 1U);
}

TEST(NewRooms_Design4, MakesTwelveInAQuarterOfAnHour) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");
  for (int number = 0; number < RoomLimit::kTimes; ++number) {
    ASSERT_EQ(browser.make_room("Overleg").status, 200);
  }

  EXPECT_EQ(browser.make_room("Overleg").status, 429);
  world.clock.advance(RoomLimit::kWindow);
  EXPECT_EQ(browser.make_room("Overleg").status, 200);
}

TEST(NewRooms_Design4, CountsOnForWhoHasHerselfForgotten) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");
  for (int number = 0; number < RoomLimit::kTimes; ++number) browser.make_room("Overleg");

  browser.log_in("anna");  // another person, found under the same name

  EXPECT_EQ(browser.make_room("Overleg").status, 429);
}

TEST(NewRooms_Design4, RefusesARoomForAFullList) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");
  for (std::size_t number = 0; number < identity::Person::kLimitRooms; ++number) {
    if (number % RoomLimit::kTimes == 0) world.clock.advance(RoomLimit::kWindow);
    ASSERT_EQ(browser.make_room("Overleg").status, 200);
  }
  world.clock.advance(RoomLimit::kWindow);

  const auto page = browser.make_room("Overleg");

  tests::hang_up("room-list-full-nl", page);
  EXPECT_TRUE(page.body.contains("Uw lijst met ruimtes is vol"));
  EXPECT_EQ(world.count("ro:"), identity::Person::kLimitRooms);
}

http::Response make_own(Browser& browser, std::string_view link, bool insists) {
  const auto token = token_on(browser.get("/rooms/new"));
  std::vector<std::pair<std::string_view, std::string_view>> fields{
      {"token", token}, {"client", "meet"}, {"own_link", "1"}, {"link", link}};
  if (insists) fields.emplace_back("insist", "1");
  return browser.follow(browser.post("/rooms", fields));
}

TEST(NewRooms_Design5, PutsARandomTailBehindAChosenName) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");

  make_own(browser, "Overleg Zuid", false);

  const std::string name = browser.person().rooms.front().name;
  EXPECT_TRUE(name.starts_with("overleg-zuid-"));
  EXPECT_EQ(name.size(), std::string_view("overleg-zuid-").size() + 13);
}

TEST(NewRooms_Design5, LeavesTheTailOutForWhoInsists) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");

  const auto page = make_own(browser, "Overleg Zuid", true);

  EXPECT_EQ(browser.person().rooms.front().name, "overleg-zuid");
  EXPECT_TRUE(page.body.contains("https://meet.example/overleg-zuid<"));
}

TEST(NewRooms_Design5, SaysThatANameIsTaken) {
  RoomsWorld world;
  Browser first(world);
  first.log_in("anna");
  make_own(first, "overleg-zuid", true);
  Browser second(world);
  second.log_in("bea");

  const auto page = make_own(second, "overleg-zuid", true);

  tests::hang_up("room-new-taken-nl", page);
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(page.body.contains("Deze naam is al in gebruik."));
  EXPECT_TRUE(second.person().rooms.empty());
}

TEST(NewRooms_Design5, SaysWhatIsWrongWithAName) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");

  for (const std::string& name : {std::string("ab"), std::string("überleg"), std::string(49, 'a'),
                                  std::string("a/b/c"), std::string("---")}) {
    const auto page = make_own(browser, name, true);

    EXPECT_TRUE(page.body.contains("Deze naam kan niet.")) << name;
  }
}

TEST(NewRooms_Design5, LetsHerChooseWhereThereIsAChoice) {
  RoomsWorld world;
  world.parts.deployments.push_back(
      {.id = "meet2", .name = "Video Zuid", .base_url = "https://zuid.example", .tenant = "bzk"});
  Browser browser(world);
  browser.log_in("anna");
  const auto start = browser.get("/");

  const auto page = browser.follow(browser.post(
      "/rooms", {{"token", token_on(start)}, {"client", "meet2"}, {"title", "Overleg"}}));

  EXPECT_TRUE(start.body.contains("Video Zuid"));
  EXPECT_TRUE(page.body.contains("https://zuid.example/bzk/"));
}

TEST(NewRooms_Design5, GoesBackToPagesAboutRoomsOnly) {
  RoomsWorld world;
  Browser browser(world);
  browser.log_in("anna");

  for (const char* back : {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fme", "",
                           "%2Froomservice", "%2Frooms%0D%0A"}) {
    const auto answer = browser.get(std::string("/rooms/login?back=") + back);

    EXPECT_EQ(answer.headers.get("Location"), "/rooms") << back;
  }
  EXPECT_EQ(browser.get("/rooms/login?back=%2Frooms%2Faccept%3Fkey%3Dx").headers.get("Location"),
            "/rooms/accept?key=x");
}

TEST(NewRooms_Design5, HasPagesInBothLanguages) {
  RoomsWorld world;
  for (const char* language : {"nl", "en"}) {
    Browser browser(world, language);

    tests::hang_up(std::string("rooms-start-") + language, browser.get("/"));
    tests::hang_up(std::string("room-new-") + language, browser.get("/rooms/new"));
    EXPECT_EQ(browser.get("/").status, 200);
  }
}

}  // namespace
}  // namespace sluis::portal
