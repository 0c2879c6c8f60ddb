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
    world.live_sids[kSid] = EndedSession::of_one_service;
  }
  saml::LogoutRequest request() const { return tests::wiki_logout(assertion); }
  http::Response log_out(const saml::LogoutRequest& asked) {
    return world.log_out(asked, tests::service_key());
  }
  bool is_logged_in() const { return world.live_sids.contains(kSid); }
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
  person.world.live_sids[kSid] = EndedSession::of_several_services;

  const auto answer = person.world.logout_answer(person.log_out(person.request()));

  EXPECT_EQ(answer.status.code, saml::status::kSuccess);
  EXPECT_EQ(answer.status.second_code, saml::status::kPartialLogout);
}

TEST(SamlLogout_Sam15, TellsOfASessionThatHadEndedThatItHasEnded) {
  LoggedIn person;
  person.world.live_sids.clear();

  const auto answer = person.world.logout_answer(person.log_out(person.request()));

  EXPECT_EQ(answer.status.code, saml::status::kSuccess);
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

TEST(SamlLogout_Xsw27, DoesNothingWithoutASessionIndex) {
  LoggedIn person;
  auto request = person.request();
  request.session_indexes.clear();

  const auto answer = person.world.logout_answer(person.log_out(request));

  EXPECT_EQ(answer.status.code, saml::status::kRequester);
  EXPECT_TRUE(person.is_logged_in());
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

  const auto response = person.world.get("/saml/slo", tests::unsigned_logout(person.request()));

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
  world.live_sids[kSid] = EndedSession::of_one_service;

  const auto response = world.log_out(tests::wiki_logout(assertion), tests::service_key());

  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(world.live_sids.empty());
  EXPECT_EQ(world.events.back().kind, Event::Kind::logout);
}

}  // namespace
}  // namespace sluis::downstream
