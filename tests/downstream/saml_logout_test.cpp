#include "downstream/saml_logout.h"

#include <gtest/gtest.h>

#include "saml/names.h"
#include "tests/downstream/saml_world.h"

namespace sluis::downstream {
namespace {

using namespace std::chrono_literals;
using tests::SamlWorld;

constexpr const char* kSid = "sid-of-this-service";

/// Somebody who is logged in at the wiki, and what the wiki knows of it.
struct LoggedIn {
  LoggedIn() : assertion(world.opened(world.delivered(tests::wiki_question())).assertion.value()) {
    world.line.live_sids = {kSid};
  }
  saml::LogoutRequest request() const { return tests::wiki_logout(assertion); }
  http::Response log_out(const saml::LogoutRequest& asked) {
    return world.log_out(asked, tests::service_key());
  }
  bool is_logged_in() const { return world.line.live_sids.contains(kSid); }
  Refusal refusal() const { return world.events.back().refusal.value(); }

  SamlWorld world;
  saml::Assertion assertion;
};

TEST(SamlLogout_Sam15, EndsTheSessionAndSaysSo) {
  LoggedIn person;

  const auto response =
      person.world.log_out(person.request(), tests::service_key(), "state & more");

  EXPECT_EQ(response.status, 303);
  EXPECT_TRUE(response.headers.get("Location")->starts_with("https://wiki.example/slo?x=1&"));
  EXPECT_TRUE(response.headers.get("Location")->contains("RelayState=state%20%26%20more"));
  const auto answer = person.world.logout_answer(response);
  EXPECT_EQ(answer.status.code, saml::status::kSuccess);
  EXPECT_EQ(answer.status.second_code, std::nullopt);
  EXPECT_EQ(answer.in_response_to, "_logout1");
  EXPECT_EQ(answer.destination, "https://wiki.example/slo?x=1");
  EXPECT_EQ(answer.issuer, "https://login.example/saml/metadata");
  EXPECT_FALSE(person.is_logged_in());
}

TEST(SamlLogout_SamlCore3_7_3_2, SaysThatOtherServicesWereNotTold) {
  LoggedIn person;
  person.world.line.reach = flow::WayOut::Reach::not_everybody;

  const auto answer = person.world.logout_answer(person.log_out(person.request()));

  EXPECT_EQ(answer.status.code, saml::status::kSuccess);
  EXPECT_EQ(answer.status.second_code, saml::status::kPartialLogout);
}

TEST(SamlLogout_RelyingParties2_2, ReadsTheValueAndTheSessionIndexAndNoMoreOfTheName) {
  LoggedIn person;
  auto request = person.request();
  request.name_id->name_qualifier = "http://id.example:8080/openam";
  request.name_id->sp_name_qualifier = "anything";
  request.name_id->format = std::string(saml::name_id_format::kEmailAddress);

  person.log_out(request);

  EXPECT_FALSE(person.is_logged_in());
}

TEST(SamlLogout_Xsw27, RefusesTheNameOfAnother) {
  LoggedIn person;
  auto request = person.request();
  request.name_id->value = "bbcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";

  const auto answer = person.world.logout_answer(person.log_out(request));

  EXPECT_EQ(answer.status.code, saml::status::kRequester);
  EXPECT_EQ(answer.status.second_code, saml::status::kUnknownPrincipal);
  EXPECT_TRUE(person.is_logged_in());
}

TEST(SamlLogout_Xsw27, RefusesASessionIndexThatWeDidNotGive) {
  LoggedIn person;
  for (const char* index : {kSid, "sid-of-this-service.", "."}) {
    auto request = person.request();
    request.session_indexes = {index};
    const auto answer = person.world.logout_answer(person.log_out(request));
    EXPECT_EQ(answer.status.second_code, saml::status::kUnknownPrincipal) << index;
  }
  EXPECT_TRUE(person.is_logged_in());
}

TEST(SamlLogout_Xsw27, RefusesTheSessionIndexOfAnotherService) {
  LoggedIn person;
  auto request = person.request();
  request.issuer = "https://desk.example/saml";  // has the same key in this test

  person.log_out(request);

  EXPECT_TRUE(person.is_logged_in());
}

// SAML Core 3.7.1: all her sessions are meant, and none of them is found by her name alone.
TEST(SamlLogout_Sam15, SaysThatItCannotFindASessionWithoutItsIndex) {
  LoggedIn person;
  auto request = person.request();
  request.session_indexes.clear();

  const auto answer = person.world.logout_answer(person.log_out(request));

  EXPECT_EQ(answer.status.code, saml::status::kResponder);
  EXPECT_EQ(answer.status.second_code, saml::status::kRequestUnsupported);
  EXPECT_TRUE(person.is_logged_in());
}

TEST(SamlLogout_Xsw27, TheOperatorReadsThatASessionOfAnotherWasNamed) {
  LoggedIn person;
  auto request = person.request();
  request.session_indexes = {"sid-of-this-service."};

  person.log_out(request);

  EXPECT_EQ(person.refusal(), Refusal::state_mismatch);
  EXPECT_EQ(person.world.events.back().client, "wiki");
}

TEST(SamlLogout_Xsw27, DoesNothingWithoutAName) {
  LoggedIn person;
  auto request = person.request();
  request.name_id.reset();

  person.log_out(request);

  EXPECT_TRUE(person.is_logged_in());
}

TEST(SamlLogout_Xsw27, RefusesASignatureOfAnother) {
  LoggedIn person;

  const auto response = person.world.log_out(person.request(), tests::stranger_key());

  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(person.refusal(), Refusal::saml_signature);
  EXPECT_TRUE(person.is_logged_in());
}

TEST(SamlLogout_Xsw27, RefusesWhatIsNotSigned) {
  LoggedIn person;

  const auto response = person.world.logout_by(tests::unsigned_logout(person.request()));

  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(person.refusal(), Refusal::saml_request_signature);
  EXPECT_TRUE(person.is_logged_in());
}

TEST(SamlLogout_SamlBindings3_4_5_2, RefusesWhatIsMeantForAnotherAddress) {
  for (const std::optional<std::string>& destination :
       {std::optional<std::string>(),
        std::optional<std::string>("https://login.example/saml/sso")}) {
    LoggedIn person;
    auto request = person.request();
    request.destination = destination;
    person.log_out(request);
    EXPECT_EQ(person.refusal(), Refusal::saml_destination);
    EXPECT_TRUE(person.is_logged_in());
  }
}

TEST(SamlLogout_Sam01, RefusesWhatHasExpiredWithThreeMinutesOfSkew) {
  LoggedIn person;
  auto request = person.request();
  request.not_on_or_after = person.world.clock.now();

  person.world.clock.advance(3min);
  person.log_out(request);
  EXPECT_EQ(person.refusal(), Refusal::saml_expired);
  EXPECT_TRUE(person.is_logged_in());

  request.not_on_or_after = person.world.clock.now() - 179s;
  person.log_out(request);
  EXPECT_FALSE(person.is_logged_in());
}

TEST(SamlLogout_Sam04, RefusesAStranger) {
  LoggedIn person;
  auto request = person.request();
  request.issuer = "https://nobody.example/saml";

  person.log_out(request);

  EXPECT_EQ(person.refusal(), Refusal::client_unknown);
}

TEST(SamlLogout_Sam15, ShowsAPageWhereTheServiceHasNoAddressForTheAnswer) {
  auto wiki = tests::wiki_client();
  wiki.metadata.entity.logout.clear();
  std::vector<SamlClient> all;
  all.push_back(std::move(wiki));
  SamlWorld world(std::move(all));
  const auto assertion = world.opened(world.delivered(tests::wiki_question())).assertion.value();
  world.line.live_sids = {kSid};

  const auto response = world.log_out(tests::wiki_logout(assertion), tests::service_key());

  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(world.line.live_sids.empty());
}

/// A service that is told of a session that ended elsewhere, and what it answers.
struct Told {
  explicit Told(const std::string& client = "wiki") {
    if (auto location = tests::run(world.idp.way_out().tell({.party = client,
                                                             .session = kSid,
                                                             .person = std::string(tests::kSamlSub),
                                                             .message_id = "_walk.0"}))) {
      where = *location;
    }
  }
  saml::LogoutResponse answer() const {
    return {.id = "_answer1",
            .issue_instant = world.clock.now(),
            .issuer = std::string(tests::kWikiEntity),
            .destination = "https://login.example/saml/slo",
            .in_response_to = "_walk.0",
            .status = {.code = std::string(saml::status::kSuccess)}};
  }
  flow::FarewellAnswer heard(const saml::LogoutResponse& response) {
    return world.heard(response, tests::service_key());
  }

  SamlWorld world;
  std::string where;
};

TEST(SamlFarewell_SamlCore3_7_1, NamesTheSessionAsTheServiceKnowsIt) {
  Told told;
  const auto assertion =
      told.world.opened(told.world.delivered(tests::wiki_question())).assertion.value();

  const auto request = told.world.farewell(told.where);

  EXPECT_TRUE(told.where.starts_with("https://wiki.example/slo?x=1&SAMLRequest="));
  EXPECT_TRUE(told.where.contains("&RelayState=_walk.0&"));
  EXPECT_EQ(request.id, "_walk.0");
  EXPECT_EQ(request.issuer, "https://login.example/saml/metadata");
  EXPECT_EQ(request.destination, "https://wiki.example/slo?x=1");
  EXPECT_EQ(request.not_on_or_after, told.world.clock.now() + 5min);
  EXPECT_EQ(request.name_id->value, assertion.name_id->value);
  EXPECT_EQ(request.name_id->format, assertion.name_id->format);
  EXPECT_EQ(request.name_id->name_qualifier, assertion.name_id->name_qualifier);
  EXPECT_EQ(request.name_id->sp_name_qualifier, assertion.name_id->sp_name_qualifier);
  EXPECT_EQ(request.session_indexes.at(0), assertion.authn_statements.at(0).session_index);
}

TEST(SamlFarewell_SamlCore8_3_8, FindsATransientNameAgain) {
  auto forum = tests::example_saml_clients().at(2);
  forum.metadata.entity.logout = tests::wiki_client().metadata.entity.logout;
  forum.recipient.reset();
  SamlWorld world({forum});
  auto question = tests::wiki_question();
  question.issuer = forum.entity_id();
  question.consumer_url.reset();
  const auto assertion = world.opened(world.delivered(question)).assertion.value();

  const auto where = tests::run(world.idp.way_out().tell({.party = "forum",
                                                          .session = kSid,
                                                          .person = std::string(tests::kSamlSub),
                                                          .message_id = "_walk.0"}));

  EXPECT_EQ(world.farewell(where.value()).name_id->value, assertion.name_id->value);
}

TEST(SamlFarewell_Sam04, GoesNowhereWithoutAnAddressForIt) {
  EXPECT_TRUE(Told("chat").where.empty());
  EXPECT_TRUE(Told("nobody").where.empty());
}

TEST(SamlFarewell_Sam05, GoesNowhereByMetadataThatHaveEnded) {
  auto wiki = tests::wiki_client();
  wiki.metadata.entity.valid_until = tests::FakeClock().now();
  SamlWorld world({wiki});

  EXPECT_EQ(tests::run(world.idp.way_out().tell({.party = "wiki",
                                                 .session = kSid,
                                                 .person = std::string(tests::kSamlSub),
                                                 .message_id = "_walk.0"})),
            std::nullopt);
}

TEST(SamlFarewell_Sam15, BelievesASignedSuccess) {
  Told told;

  const auto answer = told.heard(told.answer());

  EXPECT_TRUE(answer.is_logged_out);
  EXPECT_EQ(answer.party, "wiki");
  EXPECT_EQ(answer.message_id, "_walk.0");
}

TEST(SamlFarewell_Sam15, TakesEveryOtherStatusForWhatItIs) {
  for (const saml::Status& status :
       {saml::Status{.code = std::string(saml::status::kRequester)},
        saml::Status{.code = std::string(saml::status::kResponder),
                     .second_code = std::string(saml::status::kRequestDenied)},
        saml::Status{.code = std::string(saml::status::kRequester),
                     .second_code = std::string(saml::status::kUnknownPrincipal)},
        saml::Status{.code = std::string(saml::status::kSuccess),
                     .second_code = std::string(saml::status::kPartialLogout)}}) {
    Told told;
    auto response = told.answer();
    response.status = status;

    const auto answer = told.heard(response);

    EXPECT_FALSE(answer.is_logged_out) << status.code << " " << status.second_code.value_or("");
    EXPECT_EQ(answer.message_id, "_walk.0");
  }
}

TEST(SamlFarewell_RelyingParties2_2, TakesTheRequestsOwnIdWhereNoneIsAnswered) {
  Told told;
  auto response = told.answer();
  response.id = "_walk.0";
  response.in_response_to.reset();

  EXPECT_EQ(told.heard(response).message_id, "_walk.0");
}

TEST(SamlFarewell_Xsw27, BelievesNoSignatureOfAnother) {
  Told told;

  const auto answer = told.world.heard(told.answer(), tests::stranger_key());

  EXPECT_FALSE(answer.is_logged_out);
  EXPECT_TRUE(answer.message_id.empty());
  EXPECT_EQ(told.world.events.back().refusal, Refusal::saml_signature);
  EXPECT_EQ(told.world.events.back().client, "wiki");
}

TEST(SamlFarewell_Xsw27, BelievesNothingThatIsNotSigned) {
  Told told;

  const auto answer = told.world.heard_by(tests::unsigned_answer(told.answer()));

  EXPECT_FALSE(answer.is_logged_out);
  EXPECT_EQ(told.world.events.back().refusal, Refusal::saml_signature);
}

TEST(SamlFarewell_SamlBindings3_4_5_2, BelievesNothingThatIsMeantForAnotherAddress) {
  for (const std::optional<std::string>& destination :
       {std::optional<std::string>(),
        std::optional<std::string>("https://login.example/saml/sso")}) {
    Told told;
    auto response = told.answer();
    response.destination = destination;

    EXPECT_FALSE(told.heard(response).is_logged_out);
    EXPECT_EQ(told.world.events.back().refusal, Refusal::saml_destination);
  }
}

TEST(SamlFarewell_Sam04, RefusesTheAnswerOfAStranger) {
  Told told;
  auto response = told.answer();
  response.issuer = "https://nobody.example/saml";

  const auto page = told.world.logout_by(tests::signed_answer(response));

  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(told.world.events.back().refusal, Refusal::client_unknown);
}

TEST(SamlLogout_Sam02, RefusesAnIdThatIsTooLong) {
  LoggedIn person;
  auto request = person.request();
  request.id = "_" + std::string(256, 'x');

  person.log_out(request);

  EXPECT_EQ(person.refusal(), Refusal::saml_malformed);
  EXPECT_TRUE(person.is_logged_in());
}

}  // namespace
}  // namespace sluis::downstream
