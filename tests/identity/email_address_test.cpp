#include "identity/email_address.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

namespace sluis::identity {
namespace {

template <typename T>
constexpr bool is_streamable = requires(std::ostream& stream, const T& value) { stream << value; };

using namespace std::string_view_literals;

std::string parsed(std::string_view text) {
  const auto address = EmailAddress::parse(text);
  return address ? std::string(address->expose().expose()) : "refused";
}

TEST(EmailAddress_Der05, BringsTheLocalPartToLowerCaseNfc) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"a.de.vries@minbzk.nl", "a.de.vries@minbzk.nl"},
      {"A.de.Vries@MinBZK.nl", "a.de.vries@minbzk.nl"},
      {"j.m\u00fcller@minbzk.nl", "j.m\u00fcller@minbzk.nl"},
      {"J.M\u00dcLLER@minbzk.nl", "j.m\u00fcller@minbzk.nl"},
      {"j.mu\u0308ller@minbzk.nl", "j.m\u00fcller@minbzk.nl"},  // NFD
      {"J.MU\u0308LLER@minbzk.nl", "j.m\u00fcller@minbzk.nl"},
      {"o'brien!#$%&*+-/=?^_`{|}~@minbzk.nl", "o'brien!#$%&*+-/=?^_`{|}~@minbzk.nl"},
      {"\u5c71\u7530@minbzk.nl", "\u5c71\u7530@minbzk.nl"},
  };

  for (const auto& [text, expected] : rows) EXPECT_EQ(parsed(text), expected) << text;
}

TEST(EmailAddress_Der05, RemovesNothingFromTheLocalPart) {
  EXPECT_EQ(parsed("a.b+tag@minbzk.nl"), "a.b+tag@minbzk.nl");
  EXPECT_NE(parsed("a.b@minbzk.nl"), parsed("ab@minbzk.nl"));
}

TEST(EmailAddress_Der05, TakesOffBlanksAroundTheWhole) {
  EXPECT_EQ(parsed(" \ta@minbzk.nl \r\n"), "a@minbzk.nl");
}

TEST(EmailAddress_Der05, RefusesWhatIsNoSingleDotAtomAddress) {
  const std::string_view rows[] = {
      ""sv,
      "   "sv,
      "@"sv,
      "a"sv,
      "minbzk.nl"sv,
      "@minbzk.nl"sv,
      ".a@minbzk.nl"sv,
      "a.@minbzk.nl"sv,
      "a..b@minbzk.nl"sv,
      "a@b@minbzk.nl"sv,
      "user@evil.example@minbzk.nl"sv,
      "\"a@evil.example\"@minbzk.nl"sv,
      "\"a\"@minbzk.nl"sv,
      "user@minbzk.nl,user@evil.example"sv,
      "a,b@minbzk.nl"sv,
      "a;b@minbzk.nl"sv,
      "a(comment)@minbzk.nl"sv,
      "A <a@minbzk.nl>"sv,
      "<a@minbzk.nl>"sv,
      "mailto:a@minbzk.nl"sv,
      "a b@minbzk.nl"sv,
      "a @minbzk.nl"sv,
      "a\\@minbzk.nl"sv,
      "a\0b@minbzk.nl"sv,
      "a\r\nRCPT TO:<b@evil.example>@minbzk.nl"sv,
      "a\nb@minbzk.nl"sv,
      "a\x7f@minbzk.nl"sv,
      "a\u0085@minbzk.nl"sv,  // C1 control
      "a\u200b@minbzk.nl"sv,  // invisible
      "a\u00ad@minbzk.nl"sv,
      "a\u202e@minbzk.nl"sv,
      "a\ufe0f@minbzk.nl"sv,
      "a\u3164@minbzk.nl"sv,  // Hangul filler: a letter that nobody sees
      "a\u00a0@minbzk.nl"sv,
      "a\u2003@minbzk.nl"sv,
      "a\ue000@minbzk.nl"sv,  // private use
      "a\u0378@minbzk.nl"sv,  // unassigned
      "a\u2603@minbzk.nl"sv,  // a symbol is no letter
      "\u0301a@minbzk.nl"sv,  // a mark upon nothing
      "a.\u0301@minbzk.nl"sv,
      "a\xff@minbzk.nl"sv,
      "a\xc0\xaf@minbzk.nl"sv,
      "a\xed\xa0\x80@minbzk.nl"sv,
  };

  for (const std::string_view text : rows) {
    const auto address = EmailAddress::parse(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error(), Refusal::address_malformed) << text;
  }
}

TEST(EmailAddress_Der05, RefusesADomainThatIsNone) {
  for (const std::string_view text :
       {"a@", "a@nl", "a@minbzk.nl.", "a@[127.0.0.1]", "a@ minbzk.nl", "a@minbzk\u200b.nl"}) {
    const auto address = EmailAddress::parse(text);

    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error(), Refusal::domain_malformed) << text;
  }
}

TEST(EmailAddress_Rfc5321_4_5_3_1, LimitsTheLocalPartTo64Octets) {
  EXPECT_NE(parsed(std::string(64, 'a') + "@minbzk.nl"), "refused");
  EXPECT_EQ(parsed(std::string(65, 'a') + "@minbzk.nl"), "refused");
}

TEST(EmailAddress_Rfc5321_4_5_3_1, LimitsTheLocalPartAfterMappingToo) {
  std::string local;  // U+0130 has two octets, its lower case three
  for (int count = 0; count < 32; ++count) local += "\u0130";
  ASSERT_EQ(local.size(), 64U);

  EXPECT_EQ(parsed(local + "@minbzk.nl"), "refused");
}

TEST(EmailAddress_Rfc5321_4_5_3_1, LimitsTheWholeTo254Octets) {
  const std::string label(62, 'b');
  const std::string domain = label + "." + label + "." + label + ".nl";
  const std::string fits(254 - 1 - domain.size(), 'a');
  ASSERT_LE(fits.size(), 64U);

  EXPECT_NE(parsed(fits + "@" + domain), "refused");
  EXPECT_EQ(parsed(fits + "a@" + domain), "refused");
}

TEST(EmailAddress_Der05, IsStableWhenParsedAgain) {
  for (const std::string_view text : {"A.B@MINBZK.NL", "J.MU\u0308LLER@fa\u00df.de",
                                      "\u0130@minbzk.nl", "\u039f\u0394\u039f\u03a3@minbzk.nl"}) {
    const std::string once = parsed(text);

    EXPECT_NE(once, "refused");
    EXPECT_EQ(parsed(once), once);
  }
}

TEST(EmailAddress_Promise2, CannotBeStreamed) { EXPECT_FALSE(is_streamable<EmailAddress>); }

TEST(EmailAddress_Design3, ChangesItsDomainForAnAlias) {
  const auto address = EmailAddress::parse("a@minvenj.nl");
  const auto domain = DomainName::parse("minjenv.nl");

  const EmailAddress moved = address->with_domain(*domain);

  EXPECT_EQ(moved.expose().expose(), "a@minjenv.nl");
  EXPECT_EQ(address->expose().expose(), "a@minvenj.nl");
}

}  // namespace
}  // namespace sluis::identity
