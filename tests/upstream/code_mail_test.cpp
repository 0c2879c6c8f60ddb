#include "upstream/code_mail.h"

#include <gtest/gtest.h>

namespace sluis::tests {

namespace {

constexpr upstream::CodeMailTexts kTexts{
    .service = "Rocket.Chat", .gateway_name = "Rijksconnect", .issuer = "https://login.example"};

upstream::Mail mail_in(web::Language language) {
  return upstream::code_mail(crypto::Secret::copy_of("01234567"), kTexts, language);
}

std::size_t times(std::string_view what, std::string_view in) {
  std::size_t count = 0;
  for (auto at = in.find(what); at != std::string_view::npos; at = in.find(what, at + 1)) ++count;
  return count;
}

TEST(CodeMail_Text, HasTheCodeOnALineOfItsOwnInBothLanguages) {
  EXPECT_EQ(times("\n0123 4567\n", mail_in(web::Language::nl).plain_text), 2U);
}

TEST(CodeMail_Text, NamesServiceGatewayAndIssuerInBothLanguages) {
  const auto text = mail_in(web::Language::nl).plain_text;

  EXPECT_EQ(times("Rocket.Chat", text), 2U);
  EXPECT_GE(times("Rijksconnect", text), 2U);
  EXPECT_EQ(times("https://login.example", text), 2U);
}

TEST(CodeMail_Text, SaysHowLongAndNeverToPassItOn) {
  const auto text = mail_in(web::Language::nl).plain_text;

  EXPECT_NE(text.find("10 minuten"), std::string::npos);
  EXPECT_NE(text.find("10 minutes"), std::string::npos);
  EXPECT_NE(text.find("Geef deze code nooit aan iemand anders"), std::string::npos);
  EXPECT_NE(text.find("Never pass this code on"), std::string::npos);
  EXPECT_NE(text.find("niet om een code gevraagd"), std::string::npos);
  EXPECT_NE(text.find("not ask for a code"), std::string::npos);
}

TEST(CodeMail_Text, BeginsInTheLanguageOfThePage) {
  EXPECT_TRUE(mail_in(web::Language::nl).plain_text.starts_with("Uw code"));
  EXPECT_TRUE(mail_in(web::Language::en).plain_text.starts_with("Your code"));
}

TEST(CodeMail_Subject, NamesTheServiceAndHoldsNoCode) {
  for (const auto language : {web::Language::nl, web::Language::en}) {
    const auto subject = mail_in(language).subject;

    EXPECT_NE(subject.find("Rocket.Chat"), std::string::npos);
    EXPECT_EQ(subject.find_first_of("0123456789"), std::string::npos);
  }
}

TEST(CodeMail_Service, IsTheGatewayWhereNoServiceAsks) {
  auto texts = kTexts;
  texts.service = "";

  const auto mail =
      upstream::code_mail(crypto::Secret::copy_of("01234567"), texts, web::Language::nl);

  EXPECT_EQ(mail.service, "Rijksconnect");
  EXPECT_NE(mail.subject.find("Rijksconnect"), std::string::npos);
}

}  // namespace

}  // namespace sluis::tests
