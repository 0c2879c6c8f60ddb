// Real government domains, and odd and hostile inputs with what each must get
// (tests/vectors/gov-domains*.tsv).

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "identity/allowlist.h"
#include "identity/email_address.h"
#include "identity/pseudonym.h"
#include "tests/crypto/vector_file.h"
#include "tests/identity/world.h"

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;
using tests::Row;

constexpr crypto::TimePoint kNow{1'767'225'600s};
constexpr std::string_view kRefuse = "refuse";

void append_utf8(std::string& text, unsigned code) {
  if (code < 0x80) {
    text.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    text.push_back(static_cast<char>(0xc0 | (code >> 6)));
    text.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  } else {
    text.push_back(static_cast<char>(0xe0 | (code >> 12)));
    text.push_back(static_cast<char>(0x80 | ((code >> 6) & 0x3f)));
    text.push_back(static_cast<char>(0x80 | (code & 0x3f)));
  }
}

std::string unescaped(std::string_view escaped) {
  std::string text;
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    if (escaped.substr(at, 2) != "\\u") {
      text.push_back(escaped[at]);
      continue;
    }
    append_utf8(text, static_cast<unsigned>(
                          std::stoul(std::string(escaped.substr(at + 2, 4)), nullptr, 16)));
    at += 5;
  }
  return text;
}

std::vector<Row> rows_of(const std::string& file, std::size_t columns) {
  std::vector<Row> rows = tests::read_vectors(file, columns);
  rows.erase(rows.begin());  // the names of the columns
  return rows;
}

std::vector<Row> listed_rows(bool in_roo) {
  std::vector<Row> rows;
  for (Row& row : rows_of("gov-domains.tsv", 5)) {
    if ((row[4] == "email-in-ROO") == in_roo) rows.push_back(std::move(row));
  }
  return rows;
}

const Allowlist& example_allowlist() {
  static const Allowlist allowlist = [] {
    std::vector<AllowlistEntry> entries;
    for (const Row& row : listed_rows(true)) {
      entries.push_back({.domain = *DomainName::parse(row[0]),
                         .organisation = row[1],
                         .connectors = {"mail"},
                         .acr = {},
                         .valid_from = {},
                         .valid_until = {},
                         .alias_of = {}});
    }
    return Allowlist(std::move(entries));
  }();
  return allowlist;
}

std::expected<EmailAddress, Refusal> admitted(const std::string& input) {
  const bool is_address = input.find('@') != std::string::npos;
  auto address = EmailAddress::parse(is_address ? input : "a.bos@" + input);
  if (!address) return address;
  const auto entry = example_allowlist().find(address->domain(), kNow);
  if (!entry) return std::unexpected(entry.error());
  return address;
}

TEST(GovernmentDomains_Promise1, ListsThe114ThatAreInTheRegister) {
  EXPECT_EQ(listed_rows(true).size(), 114U);
  for (const Row& row : listed_rows(true)) {
    ASSERT_TRUE(admitted(row[0])) << row[0];
    EXPECT_EQ(DomainName::parse(row[0])->text(), row[0]);
  }
}

TEST(GovernmentDomains_Promise1, RefusesTheOthersThatAreReal) {
  EXPECT_EQ(listed_rows(false).size(), 34U);
  for (const Row& row : listed_rows(false)) {
    ASSERT_TRUE(DomainName::parse(row[0])) << row[0];
    EXPECT_EQ(admitted(row[0]).error(), Refusal::domain_not_listed) << row[0];
  }
}

// Why each hostile row is refused: a refusal for another reason would be luck.
TEST(GovernmentDomains_Promise1, GivesEveryOddRowWhatItMustGet) {
  const std::map<std::string, Refusal> reasons = {
      {"minbzk.nl.", Refusal::domain_malformed},
      {"minbzk\\u200b.nl", Refusal::domain_malformed},
      {"minbzk.nl%00.evil.example", Refusal::domain_malformed},
      {"user@evil.example@minbzk.nl", Refusal::address_malformed},
      {"\"a@evil.example\"@minbzk.nl", Refusal::address_malformed},
      {"user@minbzk.nl,user@evil.example", Refusal::address_malformed},
  };
  int refused = 0;
  int accepted = 0;
  for (const Row& row : rows_of("gov-domains-negative.tsv", 4)) {
    SCOPED_TRACE(row[0]);
    const std::string& expected = row[1];
    const auto address = admitted(unescaped(row[0]));

    if (expected.starts_with("accept")) {
      EXPECT_TRUE(address);
      ++accepted;
      continue;
    }
    // "as listed" and "same as" end in a refusal here: this allowlist does not have them.
    EXPECT_TRUE(expected.starts_with(kRefuse) || expected.starts_with("as listed") ||
                expected.starts_with("same as"));
    const auto reason = reasons.find(row[0]);
    ASSERT_FALSE(address);
    EXPECT_EQ(address.error(),
              reason == reasons.end() ? Refusal::domain_not_listed : reason->second);
    ++refused;
  }
  EXPECT_EQ(refused, 21);
  EXPECT_EQ(accepted, 1);
}

TEST(GovernmentDomains_Promise1, TreatsCaseAsOne) {
  EXPECT_EQ(*DomainName::parse("rijksdienstCN.com"), *DomainName::parse("rijksdienstcn.com"));
}

TEST(GovernmentDomains_Promise3, GivesUpperCaseTheSamePseudonym) {
  tests::World world;
  const auto ring = tests::first_ring();
  tests::FixedRandom random;
  const crypto::PseudonymMac mac(ring);
  Register people(world.store, mac, world.clock, random, tests::kRetention);
  const Audience chat = Audience::sector("chat");
  const auto recognise = [&](const std::string& domain) {
    return tests::run(
        people.recognise(Subject::of_address(*admitted(domain)), tests::some_visit()));
  };

  EXPECT_EQ(pseudonym(recognise("MINBZK.NL"), chat).text(),
            pseudonym(recognise("minbzk.nl"), chat).text());
}

TEST(GovernmentDomains_Der04, TakesTheHomoglyphAndItsALabelForOneOtherName) {
  const auto homoglyph = DomainName::parse(unescaped("m\\u0131nbzk.nl"));

  ASSERT_TRUE(homoglyph);
  EXPECT_EQ(homoglyph->text(), "xn--mnbzk-n4a.nl");
}

}  // namespace
}  // namespace sluis::identity
