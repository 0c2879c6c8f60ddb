#include "portal/login_page.h"

#include <gtest/gtest.h>

#include "tests/web/gallery.h"

namespace sluis::portal {
namespace {

using web::Language;

const web::Pages& pages() {
  static const web::Pages all({.name = "Rijksconnect",
                               .email = "hulp@rijksconnect.example",
                               .security = "https://rijksconnect.example/kwetsbaarheid"});
  return all;
}

flow::Flow a_flow() {
  return {.id = "Zmxvdy0x",
          .request = {.front = "oidc",
                      .client = "chat",
                      .audience = identity::Audience::sector("chat"),
                      .requirements = {},
                      .languages = {},
                      .received_at = {},
                      .memory = {}},
          .form_token = "dG9rZW4",
          .connector = {},
          .memory = {},
          .started_at = {}};
}

std::string body_of(const std::string& name, const http::Response& page) {
  tests::hang_up(name, page);
  return page.body;
}

TEST(AddressPage_Design5, NamesTheServiceAndWhatItWillLearn) {
  const flow::Flow flow = a_flow();

  const auto page =
      address_page(pages(), {.flow = flow, .language = Language::nl, .service = "Rocket.Chat"});

  const std::string body = body_of("address", page);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(body.contains("<h1>Inloggen bij Rocket.Chat</h1>"));
  EXPECT_TRUE(body.contains("Rocket.Chat krijgt een pseudoniem, niet uw naam of e-mailadres."));
  EXPECT_TRUE(body.contains("href=\"/login/back?flow=Zmxvdy0x\""));
}

/// The organisation that a device remembers, as it is in the allowlist.
Organisation bzk() {
  return {.domain = "minbzk.nl", .name = "Ministerie van BZK", .is_remembered = true};
}

std::vector<Choice> two_ways() { return {{"ssc-ict", "SSC-ICT"}, {"mail", "Code per e-mail"}}; }

TEST(AddressPage_Design5, SpeaksEnglish) {
  const flow::Flow flow = a_flow();

  const auto page =
      address_page(pages(), {.flow = flow, .language = Language::en, .service = "Rocket.Chat"});

  const std::string body = body_of("address-en", page);
  EXPECT_TRUE(body.contains("<html lang=\"en\">"));
  EXPECT_TRUE(body.contains("Rocket.Chat gets a pseudonym, not your name or e-mail address."));
  EXPECT_TRUE(
      body.contains("href=\"/language?to=nl&amp;back=%2Flogin%3Fflow%3DZmxvdy0x%26other%3D1\""));
}

TEST(AddressPage_Design5, CarriesTheFlowAndItsToken) {
  const flow::Flow flow = a_flow();

  const auto page =
      address_page(pages(), {.flow = flow, .language = Language::nl, .service = "Rocket.Chat"});

  EXPECT_TRUE(page.body.contains("name=\"flow\" value=\"Zmxvdy0x\""));
  EXPECT_TRUE(page.body.contains("name=\"token\" value=\"dG9rZW4\""));
  EXPECT_TRUE(page.body.contains("name=\"address\" type=\"email\""));
  EXPECT_TRUE(page.body.contains("autocomplete=\"email\""));
}

TEST(AddressPage_Design5, LeavesRememberUnticked) {
  const flow::Flow flow = a_flow();

  const auto page =
      address_page(pages(), {.flow = flow, .language = Language::nl, .service = "Rocket.Chat"});

  EXPECT_TRUE(page.body.contains("name=\"remember\""));
  EXPECT_FALSE(page.body.contains("checked"));
}

TEST(AddressPage_Design5, AsksForThePartBeforeTheSignOfARememberedOrganisation) {
  const flow::Flow flow = a_flow();

  const auto page = address_page(
      pages(),
      {.flow = flow, .language = Language::nl, .service = "Rocket.Chat", .organisation = bzk()});

  const std::string body = body_of("address-remembered", page);
  EXPECT_TRUE(body.contains("Dit apparaat onthield uw organisatie: minbzk.nl."));
  EXPECT_TRUE(body.contains("Uw naam voor de @minbzk.nl"));
  EXPECT_TRUE(body.contains("name=\"address\" type=\"text\""));
  EXPECT_TRUE(body.contains("name=\"domain\" value=\"minbzk.nl\""));
  EXPECT_TRUE(body.contains("name=\"forget\" value=\"1\""));
  EXPECT_FALSE(body.contains("name=\"connector\"")) << "there is one way in, and nothing to name";
}

TEST(AddressPage_Design5, ForAnOrganisationThatSheChoseSaysNothingOfTheDevice) {
  const flow::Flow flow = a_flow();
  auto organisation = bzk();
  organisation.is_remembered = false;
  organisation.choices = two_ways();
  organisation.connector = "mail";

  const auto page = address_page(pages(), {.flow = flow,
                                           .language = Language::nl,
                                           .service = "Rocket.Chat",
                                           .organisation = organisation});

  const std::string body = body_of("address-domain", page);
  EXPECT_TRUE(body.contains("Deze manier van inloggen begint met uw adres bij minbzk.nl."));
  EXPECT_TRUE(body.contains("name=\"connector\" value=\"mail\""));
  EXPECT_TRUE(body.contains("Op een andere manier inloggen"));
  EXPECT_FALSE(body.contains("onthield"));
  EXPECT_FALSE(body.contains("name=\"forget\""));
}

TEST(AddressPage_Design5, NamesTheDomainThatIsNotListed) {
  const flow::Flow flow = a_flow();

  const auto page =
      address_page(pages(), {.flow = flow,
                             .language = Language::nl,
                             .service = "Rocket.Chat",
                             .problem = Refusal::domain_not_listed,
                             .problem_domain = "gmail.com",
                             .organisations = {"Ministerie van BZK", "Ministerie van JenV"}});

  const std::string body = body_of("address-error", page);
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(body.contains("<title>Fout: Inloggen bij Rocket.Chat"));
  EXPECT_TRUE(body.contains("role=\"alert\""));
  EXPECT_TRUE(body.contains("aria-invalid=\"true\""));
  EXPECT_TRUE(body.contains("aria-describedby=\"address-hint address-wrong\""));
  EXPECT_TRUE(body.contains("gmail.com doet niet mee."));
  EXPECT_TRUE(body.contains("<li>Ministerie van JenV</li>"));
}

class AddressProblem_Design9 : public testing::TestWithParam<Refusal> {};

TEST_P(AddressProblem_Design9, HasWordsInBothLanguages) {
  const flow::Flow flow = a_flow();

  const auto dutch = address_page(
      pages(), {.flow = flow, .language = Language::nl, .service = "Chat", .problem = GetParam()});
  const auto english = address_page(
      pages(), {.flow = flow, .language = Language::en, .service = "Chat", .problem = GetParam()});

  EXPECT_TRUE(dutch.body.contains("Er is een probleem"));
  EXPECT_TRUE(english.body.contains("There is a problem"));
}

INSTANTIATE_TEST_SUITE_P(Refusals, AddressProblem_Design9,
                         testing::Values(Refusal::address_malformed, Refusal::domain_malformed,
                                         Refusal::domain_not_listed, Refusal::domain_not_yet_valid,
                                         Refusal::domain_expired, Refusal::address_not_deliverable,
                                         Refusal::too_many_mails));

TEST(AddressPage_Design5, EscapesWhatComesFromOutside) {
  const flow::Flow flow = a_flow();

  const auto page = address_page(pages(), {.flow = flow,
                                           .language = Language::nl,
                                           .service = "<script>alert(1)</script>",
                                           .problem = Refusal::domain_not_listed,
                                           .problem_domain = "\"><img>"});

  EXPECT_FALSE(page.body.contains("<script"));
  EXPECT_FALSE(page.body.contains("<img>"));
}

TEST(AddressPage_Design5, HasNoWayBackFromAPageOfOurOwn) {
  const flow::Flow flow = a_flow();

  const auto page = address_page(pages(), {.flow = flow, .language = Language::nl, .service = ""});

  EXPECT_TRUE(body_of("address-me", page).contains("<h1>Inloggen</h1>"));
  EXPECT_FALSE(page.body.contains("/login/back"));
}

TEST(OrganisationPage_Design5, HasOneButtonAndNothingToType) {
  const flow::Flow flow = a_flow();

  const auto page = organisation_page(
      pages(),
      {.flow = flow, .language = Language::nl, .service = "Rocket.Chat", .organisation = bzk()});

  const std::string body = body_of("organisation", page);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(body.contains("<h1>Inloggen bij Rocket.Chat</h1>"));
  EXPECT_TRUE(body.contains("Verder bij Ministerie van BZK"));
  EXPECT_TRUE(body.contains("Rocket.Chat krijgt een pseudoniem, niet uw naam of e-mailadres."));
  EXPECT_FALSE(body.contains("name=\"address\""));
  EXPECT_FALSE(body.contains("name=\"connector\""));
}

TEST(OrganisationPage_Design5, PostsTheDomainWithTheFlowAndItsToken) {
  const flow::Flow flow = a_flow();

  const auto page = organisation_page(
      pages(),
      {.flow = flow, .language = Language::nl, .service = "Rocket.Chat", .organisation = bzk()});

  const std::string form = page.body.substr(0, page.body.find("</form>"));
  EXPECT_TRUE(form.contains("<form method=\"post\" action=\"/login\">"));
  EXPECT_TRUE(form.contains("name=\"flow\" value=\"Zmxvdy0x\""));
  EXPECT_TRUE(form.contains("name=\"token\" value=\"dG9rZW4\""));
  EXPECT_TRUE(form.contains("name=\"organisation\" value=\"minbzk.nl\""));
}

TEST(OrganisationPage_Design5, LeadsAroundTheButton) {
  const flow::Flow flow = a_flow();

  const auto page = organisation_page(
      pages(),
      {.flow = flow, .language = Language::en, .service = "Rocket.Chat", .organisation = bzk()});

  const std::string body = body_of("organisation-en", page);
  EXPECT_TRUE(body.contains("Continue with Ministerie van BZK"));
  EXPECT_TRUE(body.contains("href=\"/login?flow=Zmxvdy0x&amp;other=1\""));
  EXPECT_TRUE(body.contains("name=\"forget\" value=\"1\""));
  EXPECT_TRUE(body.contains("href=\"/login/back?flow=Zmxvdy0x\""));
  EXPECT_FALSE(body.contains("Log in another way")) << "there is no other";
}

TEST(OrganisationPage_Design5, NamesTheConnectorWhereThereAreSeveral) {
  const flow::Flow flow = a_flow();
  auto organisation = bzk();
  organisation.choices = two_ways();
  organisation.connector = "ssc-ict";

  const auto page = organisation_page(pages(), {.flow = flow,
                                                .language = Language::nl,
                                                .service = "Rocket.Chat",
                                                .organisation = organisation});

  const std::string body = body_of("organisation-several", page);
  EXPECT_TRUE(body.contains("name=\"connector\" value=\"ssc-ict\""));
  EXPECT_TRUE(body.contains("via SSC-ICT"));
  EXPECT_TRUE(
      body.contains("href=\"/login?flow=Zmxvdy0x&amp;organisation=minbzk.nl\">Op een andere "
                    "manier inloggen"));
}

TEST(ChoicePage_Design5, HasAButtonForEachProvider) {
  const flow::Flow flow = a_flow();
  auto organisation = bzk();
  organisation.choices = two_ways();

  const auto page = choice_page(pages(), {.flow = flow,
                                          .language = Language::nl,
                                          .service = "Rocket.Chat",
                                          .organisation = organisation});

  const std::string body = body_of("choice", page);
  EXPECT_TRUE(body.contains("name=\"connector\" value=\"ssc-ict\""));
  EXPECT_TRUE(body.contains("name=\"connector\" value=\"mail\""));
  EXPECT_TRUE(body.contains("name=\"organisation\" value=\"minbzk.nl\""));
  EXPECT_TRUE(body.contains("href=\"/login?flow=Zmxvdy0x&amp;other=1\""));
}

}  // namespace
}  // namespace sluis::portal
