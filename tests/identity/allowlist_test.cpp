#include "identity/allowlist.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;

DomainName domain(std::string_view text) { return *DomainName::parse(text); }

AllowlistEntry entry(std::string_view name) {
  return {.domain = domain(name),
          .organisation = "Organisation of " + std::string(name),
          .connectors = {"mail"},
          .acr = {},
          .valid_from = {},
          .valid_until = {},
          .alias_of = {}};
}

AllowlistEntry alias(std::string_view name, std::string_view target) {
  AllowlistEntry made = entry(name);
  made.connectors.clear();
  made.alias_of = domain(target);
  return made;
}

const crypto::TimePoint kNoon = std::chrono::sys_days(2026y / 6 / 15) + 12h;

TEST(Allowlist_Standards8, FindsExactNamesOnly) {
  const Allowlist allowlist({entry("minbzk.nl")});

  EXPECT_EQ((*allowlist.find(domain("minbzk.nl"), kNoon))->organisation,
            "Organisation of minbzk.nl");
  for (const std::string_view other :
       {"sub.minbzk.nl", "evil-minbzk.nl", "minbzk.nl.evil.example", "minbz.nl", "bzk.nl"}) {
    EXPECT_EQ(allowlist.find(domain(other), kNoon).error(), Refusal::domain_not_listed) << other;
  }
}

TEST(Allowlist_Bio2_8_32, HasAFingerprintOfWhatItSays) {
  const auto plain = Allowlist({entry("minbzk.nl"), entry("minjenv.nl")}).fingerprint();
  AllowlistEntry changed = entry("minjenv.nl");
  changed.valid_until = 2026y / 12 / 31;

  const auto reordered = Allowlist({entry("minjenv.nl"), entry("minbzk.nl")}).fingerprint();
  const auto different = Allowlist({entry("minbzk.nl"), changed}).fingerprint();

  EXPECT_EQ(plain.size(), 64u);
  EXPECT_EQ(reordered, plain);
  EXPECT_NE(different, plain);
}

TEST(Allowlist_Design10, FollowsAnAlias) {
  const Allowlist allowlist({alias("minvenj.nl", "minjenv.nl"), entry("minjenv.nl")});

  const auto found = allowlist.find(domain("minvenj.nl"), kNoon);

  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->domain.text(), "minjenv.nl");
}

TEST(Allowlist_Design10, CountsTheFirstAndTheLastDay) {
  AllowlistEntry made = entry("minbzk.nl");
  made.valid_from = 2026y / 6 / 10;
  made.valid_until = 2026y / 6 / 20;
  const Allowlist allowlist({made});
  const crypto::TimePoint first = std::chrono::sys_days(2026y / 6 / 10);
  const crypto::TimePoint after = std::chrono::sys_days(2026y / 6 / 21);

  const auto name = domain("minbzk.nl");
  EXPECT_EQ(allowlist.find(name, first - 1ms).error(), Refusal::domain_not_yet_valid);
  EXPECT_TRUE(allowlist.find(name, first));
  EXPECT_TRUE(allowlist.find(name, after - 1ms));
  EXPECT_EQ(allowlist.find(name, after).error(), Refusal::domain_expired);
}

TEST(Allowlist_Design10, CountsTheDatesOfAliasAndTargetBoth) {
  AllowlistEntry ended_alias = alias("oud.nl", "minjenv.nl");
  ended_alias.valid_until = 2026y / 6 / 1;
  AllowlistEntry ended = entry("weg.nl");
  ended.valid_until = 2026y / 6 / 1;
  const Allowlist allowlist(
      {ended_alias, entry("minjenv.nl"), ended, alias("ook-weg.nl", "weg.nl")});

  EXPECT_EQ(allowlist.find(domain("oud.nl"), kNoon).error(), Refusal::domain_expired);
  EXPECT_EQ(allowlist.find(domain("ook-weg.nl"), kNoon).error(), Refusal::domain_expired);
  EXPECT_TRUE(allowlist.find(domain("minjenv.nl"), kNoon));
}

void expect_refused(std::vector<AllowlistEntry> entries, std::string_view reason) {
  try {
    const Allowlist allowlist(std::move(entries));
    FAIL() << "accepted";
  } catch (const std::invalid_argument& fault) {
    EXPECT_NE(std::string_view(fault.what()).find(reason), std::string_view::npos) << fault.what();
  }
}

TEST(Allowlist_Design10, RefusesADomainTwice) {
  expect_refused({entry("minbzk.nl"), entry("MINBZK.nl")}, "listed twice");
}

TEST(Allowlist_Design10, RefusesAnAliasOfAnAlias) {
  expect_refused({entry("a.nl"), alias("b.nl", "a.nl"), alias("c.nl", "b.nl")}, "an alias itself");
}

TEST(Allowlist_Design10, RefusesAnAliasOfItself) {
  expect_refused({alias("a.nl", "a.nl")}, "an alias itself");
}

TEST(Allowlist_Design10, RefusesAnAliasOfWhatIsNotListed) {
  expect_refused({entry("a.nl"), alias("b.nl", "c.nl")}, "not listed");
}

TEST(Allowlist_Design10, RefusesAnEntryWithoutAConnector) {
  AllowlistEntry made = entry("a.nl");
  made.connectors.clear();
  expect_refused({made}, "has no connector");
}

TEST(Allowlist_Design10, RefusesDatesThatCannotBe) {
  AllowlistEntry no_day = entry("a.nl");
  no_day.valid_from = 2026y / 2 / 30;
  expect_refused({no_day}, "does not exist");

  AllowlistEntry turned = entry("a.nl");
  turned.valid_from = 2026y / 3 / 2;
  turned.valid_until = 2026y / 3 / 1;
  expect_refused({turned}, "valid_from");
}

}  // namespace
}  // namespace sluis::identity
