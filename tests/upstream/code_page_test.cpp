#include "upstream/code_page.h"

#include <gtest/gtest.h>

#include "tests/web/gallery.h"

namespace sluis::upstream {
namespace {

using web::Language;

const web::Pages& pages() {
  static const web::Pages all({.name = "Rijksconnect",
                               .email = "hulp@rijksconnect.example",
                               .security = "https://rijksconnect.example/kwetsbaarheid"});
  return all;
}

CodePage a_code_page(Language language) {
  return {.flow_id = "Zmxvdy0x",
          .form_token = "dG9rZW4",
          .language = language,
          .service = "Rocket.Chat",
          .domain = "minbzk.nl",
          .same_page = "/login/code?flow=Zmxvdy0x"};
}

std::string body_of(const std::string& name, const http::Response& page) {
  tests::hang_up(name, page);
  return page.body;
}

TEST(CodePage_Design5, AsksForTheCodeInDutch) {
  const auto page = code_page(pages(), a_code_page(Language::nl));

  const std::string body = body_of("code", page);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(body.contains("naar uw adres bij <strong>minbzk.nl</strong>."));
  EXPECT_TRUE(body.contains("autocomplete=\"one-time-code\""));
  EXPECT_TRUE(body.contains("inputmode=\"numeric\""));
  EXPECT_TRUE(body.contains("name=\"flow\" value=\"Zmxvdy0x\""));
  EXPECT_TRUE(body.contains("name=\"token\" value=\"dG9rZW4\""));
}

TEST(CodePage_Design5, AsksForTheCodeInEnglish) {
  const auto page = code_page(pages(), a_code_page(Language::en));

  EXPECT_TRUE(body_of("code-en", page).contains("to your address at <strong>minbzk.nl</strong>."));
}

TEST(CodePage_Design5, OffersANewCodeAndAnotherAddress) {
  const auto page = code_page(pages(), a_code_page(Language::nl));

  EXPECT_TRUE(page.body.contains("name=\"again\" value=\"1\""));
  EXPECT_TRUE(page.body.contains("href=\"/login?flow=Zmxvdy0x\""));
}

TEST(CodePage_Design5, OffersNoNewCodeWhenNoneMayBeSent) {
  CodePage described = a_code_page(Language::nl);
  described.can_resend = false;

  const auto page = code_page(pages(), described);

  EXPECT_FALSE(page.body.contains("name=\"again\""));
  EXPECT_TRUE(page.body.contains("Wij kunnen nu geen nieuwe code sturen."));
}

TEST(CodePage_Design5, SaysThatANewCodeWasSent) {
  CodePage described = a_code_page(Language::nl);
  described.was_resent = true;

  const auto page = code_page(pages(), described);

  EXPECT_TRUE(body_of("code-resent", page).contains("role=\"status\""));
}

TEST(CodePage_Design5, SaysHowManyTriesAreLeft) {
  CodePage described = a_code_page(Language::nl);
  described.problem = Refusal::code_wrong;
  described.tries_left = 3;

  const auto page = code_page(pages(), described);

  const std::string body = body_of("code-error", page);
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(body.contains("<title>Fout: Vul de code in"));
  EXPECT_TRUE(body.contains("U kunt het nog 3 keer proberen."));
  EXPECT_TRUE(body.contains("aria-describedby=\"code-hint code-wrong\""));
}

TEST(CodePage_Design5, SaysThatOneTryIsLeft) {
  CodePage described = a_code_page(Language::en);
  described.problem = Refusal::code_wrong;
  described.tries_left = 1;

  const auto page = code_page(pages(), described);

  EXPECT_TRUE(page.body.contains("You can try one more time."));
}

TEST(CodePage_Design5, SaysThatNoMoreMailsAreSent) {
  CodePage described = a_code_page(Language::nl);
  described.problem = Refusal::too_many_mails;
  described.can_resend = false;

  const auto page = code_page(pages(), described);

  EXPECT_TRUE(
      page.body.contains("Er gaan in korte tijd maar een paar codes naar hetzelfde adres."));
}

}  // namespace
}  // namespace sluis::upstream
