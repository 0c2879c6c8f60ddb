#include "operate/allowlist_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using identity::AllowlistEntry;
using identity::DomainName;
using testing::HasSubstr;
using testing::Not;

constexpr crypto::TimePoint kNow{1767225600s};  // 2026-01-01

AllowlistEntry entry(std::string_view domain) {
  return {.domain = *DomainName::parse(domain),
          .organisation = "Ministerie van BZK",
          .connectors = {"ssc-ict", "mail"},
          .acr = "urn:sluis:federated",
          .valid_from = {},
          .valid_until = {},
          .alias_of = {}};
}

identity::Allowlist allowlist() {
  AllowlistEntry expired = entry("minjenv.nl");
  expired.valid_until = 2025y / 12 / 31;
  AllowlistEntry future = entry("duo.nl");
  future.valid_from = 2026y / 2 / 1;
  AllowlistEntry alias = entry("rijksbzk.nl");
  alias.alias_of = *DomainName::parse("minbzk.nl");
  alias.valid_until = 2026y / 6 / 30;
  return identity::Allowlist({entry("minbzk.nl"), expired, future, alias});
}

class AllowlistTest_Design10 : public testing::Test {
 protected:
  int ask(std::string_view address, Format format = Format::text) {
    return allowlist_test(address, allowlist(), kNow, format, out_);
  }
  std::string said() const { return out_.str(); }

  std::ostringstream out_;
};

TEST_F(AllowlistTest_Design10, SaysWhichRuleAdmits) {
  const int exit_code = ask("j.devries@minbzk.nl");

  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(said(),
            "minbzk.nl: admitted\n"
            "  entry         minbzk.nl\n"
            "  organisation  Ministerie van BZK\n"
            "  connectors    ssc-ict, mail\n"
            "  acr           urn:sluis:federated or stronger\n"
            "  valid         always\n"
            "  One of these connectors must still vouch for the address at the login.\n");
}

TEST_F(AllowlistTest_Design10, FollowsAnAlias) {
  const int exit_code = ask("j.devries@rijksbzk.nl");

  EXPECT_EQ(exit_code, 0);
  EXPECT_THAT(said(), HasSubstr("entry         rijksbzk.nl, an alias of minbzk.nl\n"));
  EXPECT_THAT(said(), HasSubstr("alias valid   until 2026-06-30 (UTC, that day included)\n"));
}

TEST_F(AllowlistTest_Design10, RefusesADomainThatIsNotListed) {
  const int exit_code = ask("j.devries@example.org");

  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(said(),
            "example.org: refused (domain_not_listed)\n  There is no entry for this domain.\n");
}

TEST_F(AllowlistTest_Design10, PointsAtANeighbour) {
  EXPECT_EQ(ask("j.devries@mail.minbzk.nl"), 1);
  EXPECT_THAT(said(), HasSubstr("There is one for minbzk.nl, but names are compared exactly"));
}

TEST_F(AllowlistTest_Design10, DoesNotTakeALookalikeForANeighbour) {
  EXPECT_EQ(ask("j.devries@notminbzk.nl"), 1);
  EXPECT_THAT(said(), Not(HasSubstr("There is one for")));
}

TEST_F(AllowlistTest_Design10, RefusesAnEntryThatHasExpired) {
  const int exit_code = ask("j.devries@minjenv.nl");

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(said(), HasSubstr("minjenv.nl: refused (domain_expired)\n"));
  EXPECT_THAT(said(), HasSubstr("valid         until 2025-12-31 (UTC, that day included)\n"));
}

TEST_F(AllowlistTest_Design10, RefusesAnEntryThatIsNotYetValid) {
  const int exit_code = ask("j.devries@duo.nl");

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(said(), HasSubstr("duo.nl: refused (domain_not_yet_valid)\n"));
}

TEST_F(AllowlistTest_Design10, RefusesWhatIsNoAddressWithoutRepeatingIt) {
  const int exit_code = ask("j.devries at minbzk");

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(said(), HasSubstr("refused (address_malformed)\n"));
  EXPECT_THAT(said(), Not(HasSubstr("devries")));
}

TEST_F(AllowlistTest_Design10, RefusesWhatIsNoDomainWithoutRepeatingIt) {
  const int exit_code = ask("j.devries@-.nl");

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(said(), HasSubstr("refused (domain_malformed)\n"));
  EXPECT_THAT(said(), Not(HasSubstr("devries")));
}

TEST_F(AllowlistTest_Design10, NeverSaysTheLocalPart) {
  for (const char* domain : {"minbzk.nl", "rijksbzk.nl", "minjenv.nl", "example.org"}) {
    ask(std::string("j.devries@") + domain);
    ask(std::string("j.devries@") + domain, Format::json);
  }

  EXPECT_THAT(said(), Not(HasSubstr("devries")));
}

TEST_F(AllowlistTest_Design10, SpeaksJson) {
  const int exit_code = ask("j.devries@rijksbzk.nl", Format::json);

  const auto answer = boost::json::parse(said()).as_object();
  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(answer.at("admitted"), true);
  EXPECT_EQ(answer.at("domain"), "rijksbzk.nl");
  EXPECT_EQ(answer.at("entry").at("domain"), "minbzk.nl");
  EXPECT_EQ(answer.at("entry").at("connectors").as_array().size(), 2u);
  EXPECT_EQ(answer.at("alias").at("valid_until"), "2026-06-30");
}

TEST_F(AllowlistTest_Design10, SpeaksJsonOfARefusal) {
  const int exit_code = ask("j.devries@example.org", Format::json);

  const auto answer = boost::json::parse(said()).as_object();
  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(answer.at("admitted"), false);
  EXPECT_EQ(answer.at("refusal"), "domain_not_listed");
}

}  // namespace
}  // namespace sluis::operate
