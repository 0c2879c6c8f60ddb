#include "downstream/authorize.h"

#include <gtest/gtest.h>

#include "crypto/jws.h"
#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using namespace std::chrono_literals;
using flow::Interaction;
using tests::chat_request;
using tests::query_of;
using tests::wiki_request;
using tests::with;
using tests::without;
using tests::World;

/// The error at the redirect_uri, or what came instead.
std::string error_for(World& world, const tests::Parameters& parameters) {
  const auto accepted = world.authorize(parameters);
  if (std::holds_alternative<NotProven>(accepted)) return "a page";
  if (std::holds_alternative<flow::LoginRequest>(accepted)) return "accepted";
  return query_of(std::get<http::Response>(accepted)).at("error");
}

Refusal page_for(World& world, const tests::Parameters& parameters) {
  return std::get<NotProven>(world.authorize(parameters)).refusal;
}

TEST(Authorize_OidcCore_3_1_2_1, AcceptsTheCodeFlow) {
  World world;

  const auto asked = world.accepted(wiki_request());

  EXPECT_EQ(asked.front, "oidc");
  EXPECT_EQ(asked.client, "wiki");
  EXPECT_EQ(asked.audience, identity::Audience::sector("wiki"));
  EXPECT_EQ(asked.requirements.interaction, Interaction::as_needed);
  EXPECT_EQ(asked.requirements.acr, "");
  EXPECT_FALSE(asked.requirements.max_age);
  EXPECT_EQ(asked.received_at, world.clock.now());
}

TEST(Authorize_OidcCore_3_1_2_1, AcceptsPost) {
  World world;
  const auto request = tests::request_of("POST", "/authorize", wiki_request());

  const auto accepted = tests::run(world.oidc.accept(request));

  EXPECT_TRUE(std::holds_alternative<flow::LoginRequest>(accepted));
}

TEST(Authorize_OidcCore_3_1_2_1, RefusesParametersInQueryAndBody) {
  World world;
  auto request = tests::request_of("POST", "/authorize", wiki_request());
  request.query = "prompt=none";

  const auto accepted = tests::run(world.oidc.accept(request));

  EXPECT_EQ(std::get<NotProven>(accepted).refusal, Refusal::request_malformed);
}

TEST(Authorize_Rfc6749_3_1, RefusesARepeatedParameter) {
  World world;
  auto parameters = wiki_request();
  parameters.emplace_back("scope", "openid");

  EXPECT_EQ(page_for(world, parameters), Refusal::request_malformed);
}

TEST(Authorize_NLO_40, ShowsAPageForAnUnknownClient) {
  World world;

  EXPECT_EQ(page_for(world, with(wiki_request(), "client_id", "nobody")), Refusal::client_unknown);
  EXPECT_EQ(page_for(world, without(wiki_request(), "client_id")), Refusal::client_unknown);
}

TEST(Authorize_NLO_34, ShowsAPageForEveryOtherRedirectUri) {
  World world;
  for (const char* uri : {"",
                          "https://wiki.example/cb/",
                          "https://wiki.example/CB",
                          "https://WIKI.example/cb",
                          "https://wiki.example:443/cb",
                          "http://wiki.example/cb",
                          "https://wiki.example/cb?x=1",
                          "https://wiki.example/cb#x",
                          "https://wiki.example/cb/../cb",
                          "https://wiki.example./cb",
                          "https://user@wiki.example/cb",
                          "https://wiki.example/%63b",
                          "https://wiki.example\\@evil/cb",
                          "//wiki.example/cb",
                          "https://evil.example/cb",
                          "https://wiki.example.evil.example/cb",
                          "javascript:alert(1)",
                          " https://wiki.example/cb",
                          "https://wiki.example/cb ",
                          "https://chat.example/_oauth/sluis",
                          "https://wiki.example/bye"}) {
    EXPECT_EQ(page_for(world, with(wiki_request(), "redirect_uri", uri)),
              Refusal::redirect_uri_mismatch)
        << uri;
  }
}

TEST(Authorize_NLO_40, AnswersAnErrorWithStateAndIssuer) {
  World world;

  const auto response =
      std::get<http::Response>(world.authorize(with(chat_request(), "scope", "profile")));

  EXPECT_EQ(response.status, 303);
  EXPECT_TRUE(response.headers.get("Location")->starts_with("https://chat.example/_oauth/sluis?"));
  const auto query = query_of(response);
  EXPECT_EQ(query.at("error"), "invalid_scope");
  EXPECT_EQ(query.at("error_description"), "The scope must hold openid.");
  EXPECT_EQ(query.at("state"), "st&te=ë%");
  EXPECT_EQ(query.at("iss"), tests::kIssuer);
}

TEST(Authorize_OidcCore_3_1_2_6, KeepsTheQueryOfTheRedirectUri) {
  World world;
  auto parameters = with(chat_request(), "redirect_uri", "https://chat.example/other?x=1");

  const auto response =
      std::get<http::Response>(world.authorize(with(parameters, "scope", "profile")));

  EXPECT_TRUE(
      response.headers.get("Location")->starts_with("https://chat.example/other?x=1&error="));
}

TEST(Authorize_OidcCore_3_1_2_6, SendsNoStateWhereNoneCame) {
  World world;

  const auto response = std::get<http::Response>(
      world.authorize(without(with(chat_request(), "scope", "profile"), "state")));

  EXPECT_FALSE(query_of(response).contains("state"));
}

TEST(Authorize_NLO_01, RefusesEveryOtherResponseType) {
  World world;
  for (const char* type : {"token", "id_token", "code id_token", "code token", "none", "CODE"}) {
    EXPECT_EQ(error_for(world, with(wiki_request(), "response_type", type)),
              "unsupported_response_type")
        << type;
  }
}

TEST(Authorize_Rfc6749_4_1_1, RefusesNoResponseType) {
  World world;

  EXPECT_EQ(error_for(world, without(wiki_request(), "response_type")), "invalid_request");
}

TEST(Authorize_OidcCore_3_1_2_1, RefusesOtherResponseModes) {
  World world;

  EXPECT_EQ(error_for(world, with(wiki_request(), "response_mode", "query")), "accepted");
  for (const char* mode : {"fragment", "form_post", "query.jwt"}) {
    EXPECT_EQ(error_for(world, with(wiki_request(), "response_mode", mode)), "invalid_request");
  }
}

TEST(Authorize_OidcCore_3_1_2_1, NeedsOpenidAndIgnoresUnknownScopes) {
  World world;

  EXPECT_EQ(error_for(world, with(wiki_request(), "scope", "email openid groups")), "accepted");
  EXPECT_EQ(error_for(world, with(wiki_request(), "scope", "openid2 profile")), "invalid_scope");
  EXPECT_EQ(error_for(world, without(wiki_request(), "scope")), "invalid_scope");
}

TEST(Authorize_OidcCore_6, RefusesWhatHasAnErrorOfItsOwn) {
  World world;

  EXPECT_EQ(error_for(world, with(wiki_request(), "request", "a.b.c")), "request_not_supported");
  EXPECT_EQ(error_for(world, with(wiki_request(), "request_uri", "https://wiki.example/r")),
            "request_uri_not_supported");
  EXPECT_EQ(error_for(world, with(wiki_request(), "registration", "{}")),
            "registration_not_supported");
}

TEST(Authorize_NLO_02, RequiresPkceUnlessTheClientSaysOtherwise) {
  World world;
  auto bare = without(without(wiki_request(), "code_challenge"), "code_challenge_method");

  EXPECT_EQ(error_for(world, bare), "invalid_request");
  EXPECT_EQ(error_for(world, chat_request()), "accepted");
}

TEST(Authorize_NLO_02, RefusesPlainForEveryClient) {
  World world;
  auto plain = with(chat_request(), "code_challenge", std::string(tests::kChallenge));

  EXPECT_EQ(error_for(world, plain), "invalid_request");
  EXPECT_EQ(error_for(world, with(plain, "code_challenge_method", "plain")), "invalid_request");
}

TEST(Authorize_NLO_02, RequiresPkceOfAPublicClientWhateverItSays) {
  World world;
  const tests::Parameters parameters{{"client_id", "app"},
                                     {"redirect_uri", "https://app.example/cb"},
                                     {"response_type", "code"},
                                     {"scope", "openid"}};

  EXPECT_EQ(error_for(world, parameters), "invalid_request");
}

TEST(Authorize_OidcCore_3_1_2_1, RequiresANonceWhereTheClientDoes) {
  World world;
  auto portal = with(with(wiki_request(), "client_id", "portal"), "redirect_uri",
                     "https://portal.example/cb");

  EXPECT_EQ(error_for(world, portal), "accepted");
  EXPECT_EQ(error_for(world, without(portal, "nonce")), "invalid_request");
  EXPECT_EQ(error_for(world, without(wiki_request(), "nonce")), "accepted");
}

TEST(Authorize_Design3, BoundsTheNonce) {
  World world;

  EXPECT_EQ(error_for(world, with(wiki_request(), "nonce", std::string(64, 'n'))), "accepted");
  EXPECT_EQ(error_for(world, with(wiki_request(), "nonce", std::string(65, 'n'))),
            "invalid_request");
}

TEST(Authorize_Design3, BoundsTheStateAndDoesNotSendATooLongOneBack) {
  World world;

  EXPECT_EQ(error_for(world, with(wiki_request(), "state", std::string(1024, 's'))), "accepted");
  const auto response = std::get<http::Response>(
      world.authorize(with(wiki_request(), "state", std::string(1025, 's'))));
  EXPECT_EQ(query_of(response).at("error"), "invalid_request");
  EXPECT_FALSE(query_of(response).contains("state"));
}

TEST(Authorize_OidcCore_3_1_2_1, ReadsPrompt) {
  World world;
  const std::pair<const char*, Interaction> expected[] = {{"none", Interaction::never},
                                                          {"login", Interaction::always},
                                                          {"consent", Interaction::always},
                                                          {"select_account", Interaction::always},
                                                          {"login consent", Interaction::always}};

  for (const auto& [prompt, interaction] : expected) {
    EXPECT_EQ(world.accepted(with(wiki_request(), "prompt", prompt)).requirements.interaction,
              interaction)
        << prompt;
  }
}

TEST(Authorize_OidcCore_3_1_2_1, RefusesPromptNoneWithAnother) {
  World world;

  EXPECT_EQ(error_for(world, with(wiki_request(), "prompt", "none login")), "invalid_request");
  EXPECT_EQ(error_for(world, with(wiki_request(), "prompt", "login none")), "invalid_request");
}

TEST(Authorize_OidcCore_3_1_2_1, RefusesAnUnknownPrompt) {
  World world;

  EXPECT_EQ(error_for(world, with(wiki_request(), "prompt", "create")), "invalid_request");
}

TEST(Authorize_OidcCore_3_1_2_1, ReadsMaxAge) {
  World world;

  EXPECT_EQ(world.accepted(with(wiki_request(), "max_age", "3600")).requirements.max_age, 3600s);
}

TEST(Authorize_OidcCore_3_1_2_1, TakesMaxAgeZeroForALogin) {
  World world;

  const auto asked = world.accepted(with(wiki_request(), "max_age", "0")).requirements;

  EXPECT_EQ(asked.interaction, Interaction::always);
}

TEST(Authorize_OidcCore_3_1_2_1, AsksNothingForPromptNoneWithMaxAgeZero) {
  World world;

  const auto asked =
      world.accepted(with(with(wiki_request(), "max_age", "0"), "prompt", "none")).requirements;

  EXPECT_EQ(asked.interaction, Interaction::never);
  EXPECT_EQ(asked.max_age, 0s);
}

TEST(Authorize_OidcCore_3_1_2_1, RefusesAMaxAgeThatIsNoSmallNumber) {
  World world;
  for (const char* age : {"-1", "+1", "1.5", "1e3", "0x10", "an hour", "1000000000", "3600 "}) {
    EXPECT_EQ(error_for(world, with(wiki_request(), "max_age", age)), "invalid_request") << age;
  }
}

TEST(Authorize_NLO_16, TakesTheWeakestAcrAskedFor) {
  World world;
  const auto parameters =
      with(wiki_request(), "acr_values", "urn:sluis:federated-mfa urn:other urn:sluis:federated");

  EXPECT_EQ(world.accepted(parameters).requirements.acr, "urn:sluis:federated");
}

TEST(Authorize_NLO_16, RefusesWhereNoAcrIsKnown) {
  World world;

  EXPECT_EQ(error_for(world, with(wiki_request(), "acr_values", "urn:other urn:sluis:mail2")),
            "unmet_authentication_requirements");
}

TEST(Authorize_OidcCore_3_1_2_1, PassesLanguagesOn) {
  World world;

  EXPECT_EQ(world.accepted(with(wiki_request(), "ui_locales", "fr en-GB nl")).languages,
            (std::vector<std::string>{"fr", "en-GB", "nl"}));
}

TEST(Authorize_OPX_23, IgnoresWhatItDoesNotNeed) {
  World world;
  auto parameters = with(wiki_request(), "login_hint", "jan@example.nl");
  parameters = with(parameters, "display", "popup");
  parameters = with(parameters, "claims", R"({"id_token":{"email":null}})");

  const auto asked = world.accepted(parameters);

  EXPECT_EQ(asked.memory.find("jan"), std::string::npos);
}

TEST(Authorize_OidcCore_3_1_2_1, RefusesAHintThatWeDidNotSign) {
  World world;
  const auto forged =
      crypto::sign_jws(tests::portal_key(), "JWT",
                       R"({"iss":"https://login.example","aud":"wiki","sub":"x","sid":"y"})");

  EXPECT_EQ(error_for(world, with(wiki_request(), "id_token_hint", forged)), "invalid_request");
  EXPECT_EQ(error_for(world, with(wiki_request(), "id_token_hint", "nonsense")), "invalid_request");
}

TEST(Authorize_OidcCore_3_1_2_1, RefusesAHintOfAnotherService) {
  World world;
  const std::string hint(world.tokens_for_chat().at("id_token").as_string());

  EXPECT_EQ(error_for(world, with(wiki_request(), "id_token_hint", hint)), "invalid_request");
}

TEST(Authorize_OidcCore_3_1_2_1, TakesAHintOfItsOwnAlsoWhenExpired) {
  World world;
  const std::string hint(world.tokens_for_chat().at("id_token").as_string());
  world.clock.advance(24h);

  EXPECT_EQ(error_for(world, with(chat_request(), "id_token_hint", hint)), "accepted");
}

TEST(Authorize_NLO_05, HasNoCorsHeaders) {
  World world;

  const auto response =
      std::get<http::Response>(world.authorize(with(chat_request(), "scope", "profile")));

  EXPECT_FALSE(response.headers.has("Access-Control-Allow-Origin"));
}

}  // namespace
}  // namespace sluis::downstream
