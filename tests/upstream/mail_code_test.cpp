#include "upstream/mail_code.h"

#include <gtest/gtest.h>

#include "tests/upstream/mail_door.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kAnna = "anna@minjenv.nl";

TEST(MailCode_Begin, SendsEightDigitsToTheAddress) {
  MailDoor door;
  Browser browser{door, "flow"};

  const auto refusal = browser.begin(kAnna);

  ASSERT_EQ(refusal, std::nullopt);
  ASSERT_EQ(door.mailer.mails.size(), 1U);
  EXPECT_EQ(door.mailer.mails[0].to.expose(), kAnna);
  EXPECT_EQ(door.last_code().size(), 8U);
  EXPECT_EQ(door.last_code().find_first_not_of("0123456789"), std::string::npos);
}

TEST(MailCode_Begin, LeadsToOurPageWithASmallMemory) {
  MailDoor door;
  auto receiver = address_of(std::string(64, 'a') + "@" + std::string(60, 'b') + "." +
                             std::string(60, 'c') + "." + std::string(60, 'd') + ".nl");
  const flow::Requirements requirements;
  const Browser browser{door, "flow-1_"};

  const auto departure =
      run(door.connector.begin(requirements, std::move(receiver), browser.step()));

  ASSERT_TRUE(departure);
  EXPECT_EQ(departure->location, "/login/code?flow=flow-1_");
  EXPECT_LE(departure->memory.size(), 900U);
}

TEST(MailCode_Begin, SendsAnotherCodeEachTime) {
  MailDoor door;
  Browser one{door, "one"};
  Browser two{door, "two"};

  one.begin(kAnna);
  const auto first = door.last_code();
  two.begin(kAnna);

  EXPECT_NE(first, door.last_code());
}

TEST(MailCode_Begin, WritesTheLanguageOfThePageFirst) {
  MailDoor door;
  const flow::Requirements requirements;
  auto step = Browser{door, "flow"}.step();
  step.language = web::Language::en;

  const auto departure =
      run(door.connector.begin(requirements, address_of(kAnna), std::move(step)));

  ASSERT_TRUE(departure);
  EXPECT_EQ(door.mailer.mails[0].language, "en, nl");
}

TEST(MailCode_Begin, ThrowsWhenMailCannotBeSent) {
  MailDoor door;
  door.mailer.is_down = true;
  Browser browser{door, "flow"};

  EXPECT_THROW(browser.begin(kAnna), Unavailable);
}

TEST(MailCode_Begin, NeedsTheAddressAndRefusesWithoutIt) {
  MailDoor door;
  const flow::Requirements requirements;
  const Browser browser{door, "flow"};

  const auto departure = run(door.connector.begin(requirements, std::nullopt, browser.step()));

  EXPECT_EQ(door.connector.needs(), upstream::Needs::address);
  ASSERT_FALSE(departure);
  EXPECT_EQ(departure.error(), Refusal::address_malformed);
  EXPECT_TRUE(door.mailer.mails.empty());
}

class MailCode_Undeliverable : public testing::TestWithParam<const char*> {};

TEST_P(MailCode_Undeliverable, IsRefusedAndNothingIsSent) {
  MailDoor door;
  Browser browser{door, "flow"};

  const auto refusal = browser.begin(GetParam());

  EXPECT_EQ(refusal, Refusal::address_not_deliverable);
  EXPECT_TRUE(door.mailer.mails.empty());
  EXPECT_EQ(door.store.commands(), 0U);
}

INSTANTIATE_TEST_SUITE_P(All, MailCode_Undeliverable,
                         testing::Values("anna+chat@minjenv.nl", "ann\u00e9@minjenv.nl",
                                         "anna%elders.nl@minjenv.nl", "elders!anna@minjenv.nl",
                                         "anna/s=x@minjenv.nl", "anna|x@minjenv.nl"));

TEST(MailCode_Finish, BringsEvidenceOfTheAddress) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  door.clock.advance(1min);

  const auto finished = browser.type(door.last_code());

  ASSERT_TRUE(is_in(finished));
  const auto& evidence = std::get<identity::Evidence>(*finished);
  EXPECT_EQ(evidence.address().expose().expose(), kAnna);
  EXPECT_EQ(evidence.connector(), "mail");
  EXPECT_EQ(evidence.realm(), "mail");
  EXPECT_EQ(evidence.acr(), "urn:sluis:mail");
  EXPECT_FALSE(evidence.upstream_subject());
  EXPECT_EQ(evidence.authenticated_at(), door.clock.now());
}

TEST(MailCode_Finish, OverlooksBlanksAndHyphens) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  const auto code = door.last_code();

  const auto finished =
      browser.type("+" + code.substr(0, 4) + "-%C2%A0" + code.substr(4) + "%0D%0A");

  EXPECT_TRUE(is_in(finished));
}

TEST(MailCode_Finish, ShowsThePageAgainForAWrongCode) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);

  const auto finished = browser.type_wrong();

  ASSERT_TRUE(is_page_again(finished));
  EXPECT_EQ(std::get<upstream::Departure>(*finished).location, "/login/code?flow=flow");
  EXPECT_EQ(browser.page().status, 400);
  EXPECT_NE(browser.page().body.find("4"), std::string::npos);
}

TEST(MailCode_Finish, TakesTheRightCodeAfterAWrongOne) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  browser.type_wrong();

  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(MailCode_Finish, SpendsNoTryOnWhatIsNoCode) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);

  for (const auto* typed :
       {"", "1234567", "123456789", "1234567x", "%D9%A1%D9%A2%D9%A3%D9%A4", "1234567", "1234567"}) {
    ASSERT_TRUE(is_page_again(browser.type(typed))) << typed;
  }

  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(MailCode_Finish, RefusesTheFifthWrongCode) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  for (int count = 0; count < 4; ++count) ASSERT_TRUE(is_page_again(browser.type_wrong()));

  EXPECT_EQ(refusal_of(browser.type_wrong()), Refusal::code_tries_exhausted);
}

TEST(MailCode_Finish, RefusesTheRightCodeAfterFiveWrongOnes) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  const auto fresh_cookie = browser.memory;
  for (int count = 0; count < 5; ++count) browser.type_wrong();
  browser.memory = fresh_cookie;  // whoever has the browser can put an old cookie back

  EXPECT_EQ(refusal_of(browser.type(door.last_code())), Refusal::code_tries_exhausted);
}

TEST(MailCode_Finish, TakesTheRightCodeAtTheFifthTry) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  for (int count = 0; count < 4; ++count) browser.type_wrong();

  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(MailCode_Finish, GivesNoNewTriesForANewSealKey) {
  MailDoor door;
  door.clock.advance(24h - 1min);
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  for (int count = 0; count < 4; ++count) browser.type_wrong();
  door.clock.advance(2min);

  EXPECT_EQ(refusal_of(browser.type_wrong()), Refusal::code_tries_exhausted);
}

TEST(MailCode_Finish, TakesACodeUpToTenMinutesOld) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  door.clock.advance(10min);

  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(MailCode_Finish, RefusesAnOlderCode) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  door.clock.advance(10min + 1ms);

  EXPECT_EQ(refusal_of(browser.type(door.last_code())), Refusal::code_expired);
}

TEST(MailCode_Finish, RefusesAFlowThatWasUsed) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  browser.type(door.last_code());

  EXPECT_EQ(refusal_of(browser.type(door.last_code())), Refusal::flow_used);
}

TEST(MailCode_Finish, RefusesAMemoryThatIsNotOurs) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.memory = "something else";

  EXPECT_EQ(refusal_of(browser.type("12345678")), Refusal::flow_unknown);
}

TEST(MailCode_Finish, RefusesARepeatedCode) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);

  EXPECT_EQ(refusal_of(browser.post("code=12345678&code=12345679")), Refusal::request_malformed);
}

TEST(MailCode_Finish, ThrowsWhenTheStoreIsDown) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  door.store.set_available(false);

  EXPECT_THROW(browser.type(door.last_code()), Unavailable);
}

TEST(MailCode_TwoFlows, DoNotTakeEachOthersCode) {
  MailDoor door;
  Browser one{door, "one"};
  Browser two{door, "two"};
  one.begin(kAnna);
  const auto code_of_one = door.last_code();
  two.begin("bert@minjenv.nl");

  EXPECT_TRUE(is_page_again(two.type(code_of_one)));
}

TEST(MailCode_TwoFlows, OfOneAddressBothLeadIn) {
  MailDoor door;
  Browser one{door, "one"};
  Browser two{door, "two"};
  one.begin(kAnna);
  const auto code_of_one = door.last_code();
  two.begin(kAnna);
  const auto code_of_two = door.last_code();

  EXPECT_TRUE(is_in(two.type(code_of_two)));
  EXPECT_TRUE(is_in(one.type(code_of_one)));
}

TEST(MailCode_Again, SendsANewCodeAndSaysSo) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  const auto old_code = door.last_code();

  const auto finished = browser.ask_again();

  ASSERT_TRUE(is_page_again(finished));
  EXPECT_EQ(browser.page().status, 200);
  ASSERT_EQ(door.mailer.mails.size(), 2U);
  EXPECT_EQ(door.mailer.mails[1].to.expose(), kAnna);
  EXPECT_NE(door.last_code(), old_code);
  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(MailCode_Again, VoidsTheOldCode) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  const auto old_code = door.last_code();
  browser.ask_again();

  EXPECT_TRUE(is_page_again(browser.type(old_code)));
}

TEST(MailCode_Again, VoidsTheOldCodeAlsoWithTheOldCookie) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  const auto old_code = door.last_code();
  const auto old_cookie = browser.memory;
  browser.ask_again();
  browser.memory = old_cookie;

  EXPECT_TRUE(is_page_again(browser.type(old_code)));
}

TEST(MailCode_Again, StartsTenNewMinutes) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  door.clock.advance(9min);
  browser.ask_again();
  door.clock.advance(5min);

  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(MailCode_Again, GivesNoNewTries) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  for (int count = 0; count < 4; ++count) browser.type_wrong();
  browser.ask_again();

  EXPECT_EQ(refusal_of(browser.type_wrong()), Refusal::code_tries_exhausted);
}

TEST(MailCode_Again, KeepsTheLastCodeWhenNoMoreMailMayGo) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  browser.ask_again();
  browser.ask_again();

  const auto finished = browser.ask_again();

  ASSERT_TRUE(is_page_again(finished));
  EXPECT_EQ(door.mailer.mails.size(), 3U);
  EXPECT_EQ(browser.page().status, 400);
  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(MailCode_Again, RefusesWhenNoMoreMailMayGoAndTheLastCodeIsTooOld) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  browser.ask_again();
  browser.ask_again();
  door.clock.advance(11min);

  EXPECT_EQ(refusal_of(browser.ask_again()), Refusal::too_many_mails);
}

TEST(MailCode_Again, RefusesAFlowWithoutTriesLeft) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  for (int count = 0; count < 5; ++count) browser.type_wrong();

  EXPECT_EQ(refusal_of(browser.ask_again()), Refusal::code_tries_exhausted);
  EXPECT_EQ(door.mailer.mails.size(), 1U);
}

TEST(MailCode_Page, NamesTheDomainAndNotThePerson) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);

  const auto page = browser.page();

  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("minjenv.nl"), std::string::npos);
  EXPECT_EQ(page.body.find("anna"), std::string::npos);
  EXPECT_EQ(page.body.find(door.last_code()), std::string::npos);
}

TEST(MailCode_Page, RefusesAMemoryThatIsNotOurs) {
  MailDoor door;
  const http::Request request{};
  const upstream::Arrival arrival{
      .request = request, .memory = "", .step = Browser{door, "flow"}.step()};

  const auto page = door.connector.page(arrival);

  ASSERT_FALSE(page);
  EXPECT_EQ(page.error(), Refusal::flow_unknown);
}

}  // namespace

}  // namespace sluis::tests
