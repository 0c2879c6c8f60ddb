#include "upstream/code_limits.h"

#include <gtest/gtest.h>

#include "tests/upstream/mail_door.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;
using upstream::CodeLimits;

constexpr std::string_view kAnna = "anna@minjenv.nl";

/// A mail to the address by a new flow each time.
std::optional<Refusal> mail(MailDoor& door, std::string_view address,
                            std::string client_address = "192.0.2.1") {
  Browser browser{door, door.random.octets(16), std::move(client_address)};
  return browser.begin(address);
}

/// That many wrong codes, of as few flows as can be, from networks and to addresses that differ.
void guess_wrong(MailDoor& door, std::int64_t times) {
  for (std::int64_t count = 0; count < times;) {
    const auto number = std::to_string(count);
    Browser guesser{door, "guess-" + number,
                    "198.51." + std::to_string(count / 250) + "." + std::to_string(count % 250)};
    ASSERT_EQ(guesser.begin("guess-" + number + "@minbzk.nl"), std::nullopt);
    for (int tries = 0; tries < 5 && count < times; ++tries) {
      ++count;
      if (!is_page_again(guesser.type_wrong())) break;
    }
  }
}

TEST(CodeLimits_Address, RefusesTheFourthMailInAQuarter) {
  MailDoor door;
  for (int count = 0; count < 3; ++count) ASSERT_EQ(mail(door, kAnna), std::nullopt);

  EXPECT_EQ(mail(door, kAnna), Refusal::too_many_mails);
  EXPECT_EQ(door.mailer.mails.size(), 3U);
}

TEST(CodeLimits_Address, AllowsAgainAfterAQuarterFromTheFirst) {
  MailDoor door;
  mail(door, kAnna);
  door.clock.advance(14min);
  mail(door, kAnna);
  mail(door, kAnna);

  EXPECT_EQ(mail(door, kAnna), Refusal::too_many_mails);
  door.clock.advance(1min);
  EXPECT_EQ(mail(door, kAnna), std::nullopt);
}

TEST(CodeLimits_Address, AllowsAnotherAddressFromTheSameNetwork) {
  MailDoor door;
  for (int count = 0; count < 3; ++count) mail(door, kAnna);

  EXPECT_EQ(mail(door, "bert@minjenv.nl"), std::nullopt);
}

TEST(CodeLimits_Address, AllowsTheSameAddressFromAnotherNetwork) {
  MailDoor door;
  for (int count = 0; count < 3; ++count) mail(door, kAnna);

  EXPECT_EQ(mail(door, kAnna, "192.0.2.2"), std::nullopt);
}

TEST(CodeLimits_Address, SeesThroughCase) {
  MailDoor door;
  for (int count = 0; count < 3; ++count) mail(door, kAnna);

  EXPECT_EQ(mail(door, "Anna@MinJenV.nl"), Refusal::too_many_mails);
}

TEST(CodeLimits_Address, TakesAnIpv6NetworkByItsFirst64Bits) {
  MailDoor door;
  mail(door, kAnna, "2001:db8:1:2::1");
  mail(door, kAnna, "2001:db8:1:2:ffff::2");
  mail(door, kAnna, "2001:DB8:1:2:0:0:0:3");

  EXPECT_EQ(mail(door, kAnna, "2001:db8:1:2::4"), Refusal::too_many_mails);
  EXPECT_EQ(mail(door, kAnna, "2001:db8:1:3::4"), std::nullopt);
}

TEST(CodeLimits_Network, TakesAnIpv6SiteByItsFirst48Bits) {
  MailDoor door(3, 2);
  for (int count = 0; count < 8; ++count) {
    const auto number = std::to_string(count);
    ASSERT_EQ(mail(door, "v" + number + "@minjenv.nl", "2001:db8:1:" + number + "::1"),
              std::nullopt);
  }

  EXPECT_EQ(mail(door, "w@minjenv.nl", "2001:db8:1:99::1"), Refusal::too_many_mails);
  EXPECT_EQ(mail(door, "w@minjenv.nl", "2001:db8:2:99::1"), std::nullopt);
}

TEST(CodeLimits_Address, RefusesTheThirteenthMailInAnHourWhereverItIsAskedFor) {
  MailDoor door;
  for (int count = 0; count < 12; ++count) {
    ASSERT_EQ(mail(door, kAnna, "192.0.2." + std::to_string(count)), std::nullopt);
  }

  EXPECT_EQ(mail(door, kAnna, "192.0.2.99"), Refusal::too_many_mails);
  door.clock.advance(59min);
  EXPECT_EQ(mail(door, kAnna, "192.0.2.99"), Refusal::too_many_mails);
  door.clock.advance(1min);
  EXPECT_EQ(mail(door, kAnna, "192.0.2.99"), std::nullopt);
}

TEST(CodeLimits_Address, DoesNotCountWhatItRefuses) {
  MailDoor door;
  for (int count = 0; count < 100; ++count)
    mail(door, kAnna);  // by somebody who wants to shut her out

  EXPECT_EQ(mail(door, kAnna, "192.0.2.2"), std::nullopt);
  door.clock.advance(15min);
  EXPECT_EQ(mail(door, kAnna), std::nullopt);
}

TEST(CodeLimits_Network, RefusesOneMailMoreThanItsAllowance) {
  MailDoor door(3, 20);
  for (int count = 0; count < 20; ++count) {
    ASSERT_EQ(mail(door, "u" + std::to_string(count) + "@minjenv.nl"), std::nullopt);
  }

  EXPECT_EQ(mail(door, "v@minjenv.nl"), Refusal::too_many_mails);
  EXPECT_EQ(mail(door, "v@minjenv.nl", "192.0.2.2"), std::nullopt);
  door.clock.advance(15min);
  EXPECT_EQ(mail(door, "w@minjenv.nl"), std::nullopt);
}

TEST(CodeLimits_Off, SendsAsManyAsAreAskedFor) {
  MailDoor door(0, 0);

  for (int count = 0; count < 300; ++count) ASSERT_EQ(mail(door, kAnna), std::nullopt);
}

TEST(CodeLimits_Store, HoldsNoAddressAndNoNetwork) {
  MailDoor door;
  Browser browser{door, "flow-id"};
  browser.begin(kAnna);
  browser.type_wrong();
  browser.type(door.last_code());

  for (const auto& [name, left] : door.store.names()) {
    const auto kind = name.substr(0, name.find(':'));
    EXPECT_TRUE(kind == "rl" || kind == "seen") << name;
    EXPECT_EQ(name.size() - kind.size() - 1, 43U) << name;  // an HMAC as base64url, no more
    EXPECT_LE(door.store.peek(name).value().size(), 3U);
    ASSERT_TRUE(left);
    EXPECT_LE(*left, 60min);
  }
  EXPECT_EQ(door.store.names().size(), 8U);
}

TEST(CodeLimits_Store, IsAskedTwiceForAMailAndTwiceForACode) {
  MailDoor door;
  Browser browser{door, "flow"};

  browser.begin(kAnna);
  EXPECT_EQ(door.store.round_trips(), 2U);
  browser.type(door.last_code());
  EXPECT_EQ(door.store.round_trips(), 4U);
}

TEST(CodeLimits_Flow, RefusesAKeyThatIsGone) {
  MailDoor door;
  CodeLimits limits({door.store, door.keyring, door.clock}, {3, 200});
  const upstream::CountedFlow flow{.id = "flow", .key_id = "seal-0"};

  const auto tried = run(limits.admit_try(flow, 1, "192.0.2.1"));

  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error(), Refusal::flow_unknown);
}

TEST(CodeLimits_Breaker, GivesMoreTriesUpToAHundredWrongCodes) {
  MailDoor door;
  guess_wrong(door, 99);
  Browser browser{door, "flow"};
  browser.begin(kAnna);

  EXPECT_TRUE(is_page_again(browser.type_wrong()));
  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(CodeLimits_Breaker, GivesOneTryACodeAfterAHundred) {
  MailDoor door;
  guess_wrong(door, 100);
  Browser browser{door, "flow"};
  browser.begin(kAnna);

  EXPECT_EQ(refusal_of(browser.type_wrong()), Refusal::too_many_wrong_codes);
  EXPECT_EQ(refusal_of(browser.type(door.last_code())), Refusal::too_many_wrong_codes);
}

TEST(CodeLimits_Breaker, LetsInWhoTypesWellAfterAHundred) {
  MailDoor door;
  guess_wrong(door, 500);
  Browser browser{door, "flow"};

  ASSERT_EQ(browser.begin(kAnna), std::nullopt);
  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(CodeLimits_Breaker, SendsNoMailAfterAThousand) {
  MailDoor door;
  guess_wrong(door, 1001);

  EXPECT_EQ(mail(door, kAnna), Refusal::too_many_wrong_codes);
}

TEST(CodeLimits_Breaker, TakesNoCodeAfterAThousand) {
  MailDoor door;
  Browser browser{door, "flow"};
  browser.begin(kAnna);
  const auto code = door.last_code();
  guess_wrong(door, 1001);

  EXPECT_EQ(refusal_of(browser.type(code)), Refusal::too_many_wrong_codes);
}

TEST(CodeLimits_Breaker, StillServesANetworkThatSomebodyLoggedInFrom) {
  MailDoor door;
  Browser colleague{door, "colleague"};
  colleague.begin("bert@minjenv.nl");
  ASSERT_TRUE(is_in(colleague.type(door.last_code())));
  guess_wrong(door, 1001);
  Browser browser{door, "flow"};

  ASSERT_EQ(browser.begin(kAnna), std::nullopt);
  EXPECT_TRUE(is_in(browser.type(door.last_code())));
}

TEST(CodeLimits_Breaker, ForgetsAfterTenMinutes) {
  MailDoor door;
  guess_wrong(door, 1001);
  door.clock.advance(10min);

  EXPECT_EQ(mail(door, kAnna), std::nullopt);
}

}  // namespace

}  // namespace sluis::tests
