#include "web/refusal_page.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/web/gallery.h"
#include "web/refusal_text.h"

namespace sluis::web {
namespace {

const Pages& pages() {
  static const Pages all({.name = "Rijksconnect",
                          .email = "hulp@rijksconnect.example",
                          .security = "https://rijksconnect.example/kwetsbaarheid"});
  return all;
}

RefusalContext a_context(Language language) {
  return {.language = language,
          .request_id = "8f3b-22aa",
          .service = "Rocket.Chat",
          .way_back = "/login/back?flow=abc",
          .organisation = "Ministerie van BZK"};
}

/// Every value of the enum: name_of knows them all, and what it does not know is past the end.
std::vector<Refusal> all_refusals() {
  std::vector<Refusal> all;
  for (int number = 0; name_of(static_cast<Refusal>(number)) != "unknown"; ++number) {
    all.push_back(static_cast<Refusal>(number));
  }
  return all;
}

class RefusalPage_Design9 : public testing::TestWithParam<Refusal> {};

TEST_P(RefusalPage_Design9, HasWordsInBothLanguagesAndAWayBack) {
  for (const Language language : {Language::nl, Language::en}) {
    const auto page = refusal_page(pages(), GetParam(), a_context(language));

    const std::string name(name_of(GetParam()));
    tests::hang_up("refusal-" + name + "-" + std::string(code_of(language)), page);
    EXPECT_GE(page.status, 400) << name;
    EXPECT_LT(page.status, 500) << name;
    EXPECT_FALSE(page.body.contains(name)) << "the name is for logs";
    EXPECT_FALSE(page.body.contains('{')) << name;
    EXPECT_TRUE(page.body.contains("8f3b-22aa")) << name;
    EXPECT_TRUE(page.body.contains("href=\"/login/back?flow=abc\"")) << name;
  }
}

/// What she reads of whom to ask. Written out here once more, apart from the code: what a service
/// sent wrongly is its own, limits of ours are ours, all else is her organisation's.
std::string whom_to_ask(Refusal refusal, Language language) {
  using enum Refusal;
  const std::set<Refusal> of_the_service{request_malformed,
                                         client_unknown,
                                         redirect_uri_mismatch,
                                         response_type_unsupported,
                                         response_mode_unsupported,
                                         scope_invalid,
                                         pkce_required,
                                         pkce_malformed,
                                         nonce_required,
                                         request_object_unsupported,
                                         request_uri_unsupported,
                                         registration_unsupported,
                                         acr_unsupported,
                                         login_required,
                                         client_authentication,
                                         grant_type_unsupported,
                                         grant_invalid,
                                         token_invalid,
                                         saml_request_signature,
                                         name_id_unsupported};
  const std::set<Refusal> ours{too_many_mails,   too_many_wrong_codes, too_many_requests,
                               room_not_yours,   rooms_full,           too_many_rooms,
                               room_owners_full, hand_over_expired};
  const bool is_dutch = language == Language::nl;
  if (of_the_service.contains(refusal)) {
    return is_dutch ? "Hulp nodig? Vraag de helpdesk van Rocket.Chat."
                    : "Need help? Ask the help desk of Rocket.Chat.";
  }
  if (ours.contains(refusal)) {
    return is_dutch ? "Hulp nodig? Vraag Rijksconnect. Mail naar <a "
                      "href=\"mailto:hulp@rijksconnect.example\">"
                    : "Need help? Ask Rijksconnect. Send an e-mail to <a "
                      "href=\"mailto:hulp@rijksconnect.example\">";
  }
  return is_dutch ? "Hulp nodig? Vraag de helpdesk van Ministerie van BZK."
                  : "Need help? Ask the help desk of Ministerie van BZK.";
}

TEST_P(RefusalPage_Design9, SaysWhoseHelpDeskToAsk) {
  for (const Language language : {Language::nl, Language::en}) {
    const auto page = refusal_page(pages(), GetParam(), a_context(language));

    EXPECT_TRUE(page.body.contains(whom_to_ask(GetParam(), language))) << page.body;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryRefusal, RefusalPage_Design9, testing::ValuesIn(all_refusals()),
                         [](const auto& row) { return std::string(name_of(row.param)); });

TEST(RefusalPage_Design9, WalksTheWholeEnum) { EXPECT_GE(all_refusals().size(), 39U); }

TEST(RefusalPage_Design9, IsTheStartOfAnotherSentenceWithoutAService) {
  RefusalContext context{.language = Language::nl, .request_id = "x"};

  const auto page = refusal_page(pages(), Refusal::login_required, context);

  EXPECT_TRUE(page.body.contains("De dienst vroeg of u al was ingelogd."));
  EXPECT_TRUE(page.body.contains(">Naar de startpagina</a>"));
}

TEST(RefusalPage_Design9, AsksTheHelpDeskOfHerOrganisationWithoutItsName) {
  const auto page =
      refusal_page(pages(), Refusal::flow_unknown, {.language = Language::nl, .request_id = {}});

  EXPECT_TRUE(page.body.contains("Vraag de helpdesk van uw organisatie."));
}

TEST(RefusalPage_Design9, AsksTheHelpDeskOfTheServiceWithoutItsName) {
  const auto page =
      refusal_page(pages(), Refusal::client_unknown, {.language = Language::en, .request_id = {}});

  EXPECT_TRUE(page.body.contains("Ask the help desk of the service."));
}

TEST(RefusalPage_Design9, BlamesNoOrganisationForWhatAServiceSentInSaml) {
  RefusalContext context = a_context(Language::en);
  context.is_of_service = true;

  for (const Refusal refusal : {Refusal::saml_malformed, Refusal::saml_destination,
                                Refusal::saml_signature, Refusal::saml_algorithm}) {
    const auto page = refusal_page(pages(), refusal, context);
    EXPECT_FALSE(page.body.contains("Ministerie van BZK")) << name_of(refusal);
    EXPECT_TRUE(page.body.contains("help desk of Rocket.Chat")) << name_of(refusal);
  }
}

TEST(RefusalPage_Design9, SaysWhomToAskWithoutAReferenceToo) {
  const auto page =
      refusal_page(pages(), Refusal::client_unknown, {.language = Language::nl, .request_id = {}});

  EXPECT_TRUE(page.body.contains("Hulp nodig?"));
  EXPECT_FALSE(page.body.contains("Noem dit kenmerk:"));
}

TEST(RefusalPage_Design9, NamesNoAddressWhereTheHouseHasNone) {
  const Pages without({.name = "Rijksconnect", .email = "", .security = ""});

  const auto page = refusal_page(without, Refusal::too_many_requests,
                                 {.language = Language::nl, .request_id = {}});

  EXPECT_TRUE(page.body.contains("Hulp nodig? Vraag Rijksconnect.</p>"));
}

TEST(RefusalPage_Design9, SaysWhenToTryAgainAfterTooMany) {
  const auto page = refusal_page(pages(), Refusal::too_many_requests, a_context(Language::nl));

  EXPECT_EQ(page.status, 429);
  EXPECT_EQ(page.headers.get("Retry-After"), "60");
}

class UnavailablePage_Design9 : public testing::TestWithParam<Unavailable::What> {};

TEST_P(UnavailablePage_Design9, Is503WithRetryAfter) {
  const auto page = unavailable_page(pages(), GetParam(), a_context(Language::nl));

  tests::hang_up("unavailable-" + std::to_string(static_cast<int>(GetParam())), page);
  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(page.headers.get("Retry-After"), "60");
}

TEST_P(UnavailablePage_Design9, SaysWhoseHelpDeskToAsk) {
  using What = Unavailable::What;
  const auto is_asked = [](What what) {
    if (what == What::provider)
      return std::pair("de helpdesk van Ministerie van BZK.",
                       "the help desk of Ministerie van BZK.");
    if (what == What::service)
      return std::pair("de helpdesk van Rocket.Chat.", "the help desk of Rocket.Chat.");
    return std::pair("Rijksconnect. Mail naar <a", "Rijksconnect. Send an e-mail to <a");
  };
  const auto [in_dutch, in_english] = is_asked(GetParam());

  const auto dutch = unavailable_page(pages(), GetParam(), a_context(Language::nl));
  const auto english = unavailable_page(pages(), GetParam(), a_context(Language::en));

  EXPECT_TRUE(dutch.body.contains(std::string("Hulp nodig? Vraag ") + in_dutch));
  EXPECT_TRUE(english.body.contains(std::string("Need help? Ask ") + in_english));
}

INSTANTIATE_TEST_SUITE_P(EveryWhat, UnavailablePage_Design9,
                         testing::Values(Unavailable::What::store, Unavailable::What::stale_ring,
                                         Unavailable::What::mail, Unavailable::What::provider,
                                         Unavailable::What::service, Unavailable::What::busy));

TEST(UnavailablePage_Design9, NamesTheOrganisationThatCannotBeReached) {
  const auto page = unavailable_page(pages(), Unavailable::What::provider, a_context(Language::nl));

  EXPECT_TRUE(page.body.contains("De inlogpagina van Ministerie van BZK antwoordt niet."));
}

TEST(BrokenPage_Design9, IsAPlain500) {
  const auto page = broken_page(pages(), a_context(Language::en));

  tests::hang_up("broken-en", page);
  EXPECT_EQ(page.status, 500);
  EXPECT_TRUE(page.body.contains("Something went wrong at our side"));
  EXPECT_TRUE(page.body.contains("Need help? Ask Rijksconnect."));
  EXPECT_TRUE(page.body.contains("mailto:hulp@rijksconnect.example"));
  EXPECT_TRUE(page.body.contains("8f3b-22aa"));
}

TEST(NotFoundPage_Design9, Is404WithoutAReferenceAndAHelpDesk) {
  const auto page = not_found_page(pages(), {.language = Language::nl, .request_id = "8f3b-22aa"});

  tests::hang_up("not-found", page);
  EXPECT_EQ(page.status, 404);
  EXPECT_FALSE(page.body.contains("8f3b-22aa"));
  EXPECT_FALSE(page.body.contains("Hulp nodig?"));
}

}  // namespace
}  // namespace sluis::web
