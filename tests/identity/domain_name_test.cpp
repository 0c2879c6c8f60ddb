#include "identity/domain_name.h"

#include <gtest/gtest.h>

#include <string>

namespace sluis::identity {
namespace {

std::string parsed(std::string_view text) {
  const auto domain = DomainName::parse(text);
  return domain ? domain->text() : "refused";
}

TEST(DomainName_Der04, BringsEveryFormToLowerCaseALabels) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"minbzk.nl", "minbzk.nl"},
      {"MinBZK.NL", "minbzk.nl"},
      {"rgd.minbzk.nl", "rgd.minbzk.nl"},
      {"a-b.c1.nl", "a-b.c1.nl"},
      {"fa\u00df.de", "xn--fa-hia.de"},  // non-transitional: ß stays ß
      {"B\u00fccher.example", "xn--bcher-kva.example"},
      {"bu\u0308cher.example", "xn--bcher-kva.example"},  // NFD
      {"xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
      {"\uff4d\uff49\uff4e\uff42\uff5a\uff4b\uff0e\uff4e\uff4c", "minbzk.nl"},  // full width
      {"minbzk\u3002nl", "minbzk.nl"},             // ideographic full stop
      {"m\u0131nbzk.nl", "xn--mnbzk-n4a.nl"},      // dotless i: another name, not a refusal
      {"\u0435xample.org", "xn--xample-2of.org"},  // Cyrillic е
  };

  for (const auto& [text, expected] : rows) EXPECT_EQ(parsed(text), expected) << text;
}

TEST(DomainName_Der04, RefusesWhatIsNoStrictHostName) {
  using namespace std::string_view_literals;
  const std::string_view rows[] = {
      ""sv,
      "nl"sv,
      "."sv,
      "minbzk.nl."sv,
      ".minbzk.nl"sv,
      "min..bzk.nl"sv,
      "minbzk.nl\u3002"sv,  // a trailing dot in another script
      "exa mple.org"sv,     // the STD3 flag of libidn2 would make it example.org
      "a_b.org"sv,
      "\u00fc_b.org"sv,
      "\u00fc b.org"sv,
      "-a.nl"sv,
      "a-.nl"sv,
      "aa--bb.nl"sv,
      "minbzk.nl\0.evil.example"sv,
      "b\u00fccher.nl\0.evil.example"sv,
      "minbzk.nl%00.evil.example"sv,
      "min\tbzk.nl"sv,
      "min\x7f"
      "bzk.nl"sv,
      "minbzk.nl/"sv,
      "minbzk.nl:443"sv,
      "@minbzk.nl"sv,
      "evil@minbzk.nl"sv,
      "evil.example\uff20minbzk.nl"sv,  // full-width @
      "\u2100.example"sv,               // maps to a/c
      "[127.0.0.1]"sv,
      "127.0.0.1"sv,
      "a.1"sv,
      "a.0x7f"sv,
      "minbzk\u200b.nl"sv,  // zero width space, which UTS 46 removes
      "min\u00adbzk.nl"sv,  // soft hyphen
      "min\u200dbzk.nl"sv,
      "minbzk\u2060.nl"sv,
      "min\ufe0f"
      "bzk.nl"sv,  // variation selector
      "min\u034f"
      "bzk.nl"sv,  // combining grapheme joiner
      "min\u00a0"
      "bzk.nl"sv,
      "\u202eminbzk.nl"sv,
      "\u2603.example"sv,  // symbols are not in IDNA2008
      "xn--a.example"sv,
      "xn--.example"sv,
      "xn--minbzk-.nl"sv,  // decodes to ASCII: no A-label
      "xn--BCHER-KVA\u00fc.example"sv,
      "xn--fss-hia\u200b.de"sv,
      "\xff.example"sv,
      "\xc0\xae.example"sv,     // overlong
      "\xed\xa0\x80.example"sv  // surrogate
  };

  for (const std::string_view text : rows) EXPECT_EQ(parsed(text), "refused") << text;
}

TEST(DomainName_Der04, RefusesWithDomainMalformed) {
  const auto domain = DomainName::parse("no domain");

  ASSERT_FALSE(domain);
  EXPECT_EQ(domain.error(), Refusal::domain_malformed);
}

TEST(DomainName_Rfc1035, LimitsLabelsTo63OctetsAndTheWholeTo253) {
  const std::string longest_label(63, 'a');
  const std::string three = longest_label + "." + longest_label + "." + longest_label + ".";
  const std::string longest = three + std::string(58, 'b') + ".nl";
  ASSERT_EQ(longest.size(), 253U);

  EXPECT_EQ(parsed(longest_label + ".nl"), longest_label + ".nl");
  EXPECT_EQ(parsed(longest_label + "a.nl"), "refused");
  EXPECT_EQ(parsed(longest), longest);
  EXPECT_EQ(parsed("b" + longest), "refused");
}

TEST(DomainName_Rfc5891, TakesAnALabelOnlyIfItComesBackFromItsULabel) {
  EXPECT_EQ(parsed("sub.xn--bcher-kva.example"), "sub.xn--bcher-kva.example");
  EXPECT_EQ(parsed("sub.xn--bcher-kvb.example"), "refused");
  EXPECT_EQ(parsed("xn--minbzk-7oe.nl"), "refused");
}

TEST(DomainName_Der04, IsStableWhenParsedAgain) {
  for (const std::string_view text : {"MinBZK.NL", "fa\u00df.de", "\u0435xample.org"}) {
    const std::string once = parsed(text);

    EXPECT_EQ(parsed(once), once);
  }
}

}  // namespace
}  // namespace sluis::identity
