#include "gateway/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/crypto/fake_clock.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

identity::AllowlistEntry entry(std::string_view domain, std::vector<std::string> connectors) {
  return {.domain = identity::DomainName::parse(domain).value(),
          .organisation = "AZ",
          .connectors = std::move(connectors),
          .acr = {},
          .valid_from = {},
          .valid_until = {},
          .alias_of = {}};
}

identity::AllowlistEntry alias(std::string_view domain, std::string_view of) {
  auto made = entry(domain, {});
  made.organisation.clear();
  made.alias_of = identity::DomainName::parse(of).value();
  return made;
}

const FakeClock kClock;

Finding only(const identity::Allowlist& allowlist, const std::string& connector) {
  const auto found = examine_domains(allowlist, connector, kClock.now());
  EXPECT_EQ(found.size(), 1U);
  return found.front();
}

TEST(Doctor_Design9, NamesTheDomainsThatLeadToAConnector) {
  const identity::Allowlist allowlist(
      {entry("minaz.nl", {"az"}), alias("az.nl", "minaz.nl"), entry("minbzk.nl", {"mail"})});

  const auto found = only(allowlist, "az");

  EXPECT_EQ(found.level, Finding::Level::good);
  EXPECT_THAT(found.text, HasSubstr("2 domains of the allowlist lead to this connector: az.nl, "
                                    "minaz.nl"));
}

TEST(Doctor_Design9, IsBadWhereNoDomainLeadsToAConnector) {
  const identity::Allowlist allowlist({entry("minbzk.nl", {"mail"})});

  const auto found = only(allowlist, "az");

  EXPECT_EQ(found.level, Finding::Level::bad);
  EXPECT_EQ(found.side, Finding::Side::ours);
}

TEST(Doctor_Design9, IsBadWhereNoDomainIsValidToday) {
  auto over = entry("minaz.nl", {"az"});
  over.valid_until = std::chrono::year_month_day(2001y / 1 / 1);
  const identity::Allowlist allowlist({over, entry("minbzk.nl", {"mail"})});

  const auto found = only(allowlist, "az");

  EXPECT_EQ(found.level, Finding::Level::bad);
  EXPECT_THAT(found.text, HasSubstr("not valid today"));
}

TEST(Doctor_Design9, NotesDomainsThatAreNotValidToday) {
  auto over = entry("minaz.nl", {"az"});
  over.valid_until = std::chrono::year_month_day(2001y / 1 / 1);
  const identity::Allowlist allowlist({over, entry("az.nl", {"az"})});

  const auto found = examine_domains(allowlist, "az", kClock.now());

  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].level, Finding::Level::good);
  EXPECT_EQ(found[1].level, Finding::Level::note);
}

TEST(Doctor_Design9, SaysWhichConnectorsThereAre) {
  Config config;
  config.mail_code_connectors.push_back(
      {.description = {.id = "mail", .name = {}, .realm = "mail"}, .acr = "urn:sluis:mail"});
  std::ostringstream out;
  std::ostringstream error;

  const int exit_code =
      doctor_connector(std::move(config), "a\x1b[m", operate::Format::text, {out, error});

  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(error.str(), "there is no connector 'a?[m'; there are mail\n");
  EXPECT_EQ(out.str(), "");
}

TEST(Doctor_Design9, SaysThatThereIsNoClient) {
  std::ostringstream out;
  std::ostringstream error;

  const int exit_code = doctor_client(Config(), "chat", operate::Format::json, {out, error});

  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(error.str(), "there is no client 'chat'; there is none\n");
}

}  // namespace
}  // namespace sluis::tests
