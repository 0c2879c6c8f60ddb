#include "upstream/provider_logout.h"

#include <gtest/gtest.h>

#include "tests/upstream/saml_door.h"
#include "upstream/saml_farewell.h"

namespace sluis::upstream {
namespace {

using namespace std::chrono_literals;
using tests::run;

/// Somebody who came in by DUO, and what our session remembers of it.
struct CameIn {
  explicit CameIn(SamlSettings settings = tests::saml_settings()) : door(std::move(settings)) {
    tests::SamlBrowser browser{door};
    auto finished = browser.log_in();
    memory = std::get<identity::Evidence>(finished.value()).farewell();
  }

  flow::WayOut::Heard hear(const std::string& target) {
    http::Request request;
    request.method = "GET";
    request.path = target.substr(0, target.find('?'));
    request.query = target.substr(target.find('?') + 1);
    return run(way.hear(request, flow::WayOut::Origin{.connector = "duo", .memory = memory}));
  }
  flow::FarewellAnswer heard(const saml::LogoutResponse& answer) {
    return std::get<flow::FarewellAnswer>(hear(door.provider.sent(answer)));
  }
  bool is_meant(const std::string& target) {
    const auto heard = hear(target);
    const auto* asked = std::get_if<flow::LogoutRequest>(&heard);
    return asked && asked->this_browser == flow::LogoutRequest::ThisBrowser::is_meant;
  }
  std::optional<std::string> tell() {
    return run(way.tell({.party = "duo", .session = memory, .person = {}, .message_id = "_walk"}));
  }
  saml::LogoutResponse answer() {
    return door.provider.answer_to(door.provider.told(tell().value()));
  }
  std::optional<Refusal> refusal() const { return door.events.back().refusal; }
  void expect_refused(const std::string& target, Refusal refusal) {
    const auto heard = hear(target);
    const auto* page = std::get_if<http::Response>(&heard);
    ASSERT_NE(page, nullptr);
    EXPECT_EQ(page->status, 400);
    EXPECT_EQ(door.events.back().refusal, refusal);
    EXPECT_EQ(door.events.back().connector, "duo");
  }

  tests::SamlDoor door;
  web::Pages pages{{.name = "Rijksconnect", .email = "help@login.example", .security = ""}};
  ProviderLogout way{{{"duo", &door.connector}},
                     {.keys = tests::saml_keys(),
                      .clock = door.clock,
                      .random = door.random,
                      .pool = door.pool,
                      .pages = pages,
                      .journal = [this](const Event& event) { door.events.push_back(event); }}};
  std::string memory;
};

TEST(ProviderFarewell_SamlCore3_7_1, NamesHerAsTheProviderDid) {
  CameIn person;

  const auto location = person.tell().value();
  const auto request = person.door.provider.told(location);

  EXPECT_TRUE(location.contains("&RelayState=_walk&"));
  EXPECT_EQ(request.id, "_walk");
  EXPECT_EQ(request.issuer, "https://login.example/saml/sp/duo/metadata");
  EXPECT_EQ(request.destination, tests::kLogout);
  EXPECT_EQ(request.not_on_or_after, person.door.clock.now() + 5min);
  EXPECT_EQ(request.name_id->value, "k7x");
  EXPECT_EQ(request.name_id->format, saml::name_id_format::kPersistent);
  EXPECT_EQ(request.name_id->name_qualifier, std::nullopt);
}

TEST(ProviderFarewell_Sam04, KeepsNothingWhereTheProviderTakesNoLogouts) {
  auto settings = tests::saml_settings();
  auto& text = settings.metadata.text;
  const auto begin = text.find("<md:SingleLogoutService");
  text.erase(begin,
             text.find("/>", begin) + 2 - begin);  // from a file its signature is not looked at

  EXPECT_TRUE(CameIn(std::move(settings)).memory.empty());
}

TEST(ProviderFarewell_Design9, TellsNobodyWhoIsNotThere) {
  CameIn person;

  EXPECT_EQ(
      run(person.way.tell(
          {.party = "nobody", .session = person.memory, .person = {}, .message_id = "_walk"})),
      std::nullopt);
  person.memory = "x";
  EXPECT_EQ(person.tell(), std::nullopt);
}

TEST(ProviderFarewell_Design9, TellsNoOtherProviderBehindThatDoor) {
  CameIn person;
  auto other = SamlFarewell::parse(person.memory).value();
  other.provider = "https://another.example";
  person.memory = other.serialise();

  EXPECT_EQ(person.tell(), std::nullopt);
}

TEST(ProviderFarewell_Sam15, BelievesASignedSuccess) {
  CameIn person;

  const auto answer = person.heard(person.answer());

  EXPECT_TRUE(answer.is_logged_out);
  EXPECT_EQ(answer.party, "duo");
  EXPECT_EQ(answer.message_id, "_walk");
}

TEST(ProviderFarewell_Sam15, TakesEveryOtherStatusForWhatItIs) {
  for (const saml::Status& status :
       {saml::Status{.code = std::string(saml::status::kResponder)},
        saml::Status{.code = std::string(saml::status::kSuccess),
                     .second_code = std::string(saml::status::kPartialLogout)}}) {
    CameIn person;
    auto answer = person.answer();
    answer.status = status;

    EXPECT_FALSE(person.heard(answer).is_logged_out) << status.code;
  }
}

TEST(ProviderFarewell_Xsw27, BelievesNoSignatureOfAnother) {
  CameIn person;
  const auto answer = person.answer();
  person.door.provider.key = &tests::attacker_key();

  EXPECT_FALSE(person.heard(answer).is_logged_out);
  EXPECT_EQ(person.refusal(), Refusal::saml_signature);
}

TEST(ProviderFarewell_SamlBindings3_4_5_2, BelievesNothingThatIsMeantForAnotherAddress) {
  CameIn person;
  auto answer = person.answer();
  answer.destination = "https://login.example/saml/slo";

  EXPECT_FALSE(person.heard(answer).is_logged_out);
  EXPECT_EQ(person.refusal(), Refusal::saml_destination);
}

TEST(ProviderLogout_Sam15, MeansTheSessionThatCameFromItUnderThatName) {
  CameIn person;

  EXPECT_TRUE(person.is_meant(person.door.provider.log_out()));
}

TEST(ProviderLogout_Xsw27, MeansNoOtherSession) {
  CameIn person;
  person.door.provider.name_at_logout = "another";
  EXPECT_FALSE(person.is_meant(person.door.provider.log_out()));

  person.door.provider.name_at_logout = "k7x";
  person.memory.clear();
  EXPECT_FALSE(person.is_meant(person.door.provider.log_out()));
}

TEST(ProviderLogout_Xsw27, SaysThatItKnowsNoOther) {
  CameIn person;
  person.door.provider.name_at_logout = "another";
  auto asked = std::get<flow::LogoutRequest>(person.hear(person.door.provider.log_out()));

  const auto ending = run(person.way.answer(asked, flow::WayOut::Reach::not_everybody));

  const auto& response = std::get<http::Response>(ending);
  const auto outcome =
      person.door.provider.outcome(std::string(response.headers.get("Location").value()));
  EXPECT_EQ(outcome.status.code, saml::status::kRequester);
  EXPECT_EQ(outcome.status.second_code, saml::status::kUnknownPrincipal);
}

TEST(ProviderLogout_Xsw27, RefusesASignatureOfAnother) {
  CameIn person;
  person.door.provider.key = &tests::attacker_key();

  person.expect_refused(person.door.provider.log_out(), Refusal::saml_signature);
}

TEST(ProviderLogout_Xsw27, RefusesWhatIsNotSigned) {
  CameIn person;
  const auto target = person.door.provider.log_out();

  person.expect_refused(target.substr(0, target.find("&SigAlg=")), Refusal::saml_signature);
}

TEST(ProviderLogout_SamlBindings3_4_5_2, RefusesWhatIsMeantForAnotherAddress) {
  CameIn person;
  auto request = person.door.provider.logout();
  request.destination = "https://login.example/saml/slo";

  person.expect_refused(person.door.provider.sent(request), Refusal::saml_destination);
}

TEST(ProviderLogout_Sam01, RefusesWhatHasExpiredWithThreeMinutesOfSkew) {
  CameIn person;
  auto request = person.door.provider.logout();
  request.not_on_or_after = person.door.clock.now() - 3min;

  person.expect_refused(person.door.provider.sent(request), Refusal::saml_expired);
  request.not_on_or_after = person.door.clock.now() - 179s;
  EXPECT_TRUE(person.is_meant(person.door.provider.sent(request)));
}

TEST(ProviderLogout_Sam02, RefusesAnIdThatIsTooLong) {
  CameIn person;
  auto request = person.door.provider.logout();
  request.id = "_" + std::string(256, 'x');

  person.expect_refused(person.door.provider.sent(request), Refusal::saml_malformed);
}

TEST(ProviderLogout_Xsw26, RefusesAnotherProvider) {
  CameIn person;
  auto request = person.door.provider.logout();
  request.issuer = "https://another.example/saml";

  person.expect_refused(person.door.provider.sent(request), Refusal::saml_issuer);
}

TEST(ProviderLogout_Design9, RefusesWhatIsNoMessage) {
  CameIn person;

  person.expect_refused("/saml/sp/duo/slo?SAMLRequest=x", Refusal::saml_malformed);
}

TEST(ProviderLogout_Design9, HasNoOtherDoors) {
  CameIn person;

  const auto heard = person.hear("/saml/sp/nobody/slo?SAMLRequest=x");

  EXPECT_EQ(std::get<http::Response>(heard).status, 404);
}

/// The provider has another key, and publishes it.
void change_key(CameIn& person) {
  auto& provider = person.door.provider;
  provider.key = &tests::elliptic_key();
  provider.metadata.body =
      tests::metadata_of({&tests::elliptic_key()}, person.door.clock.now() + 24h);
  person.door.clock.advance(61s);
}

TEST(ProviderLogout_Sam18, LooksForANewKey) {
  CameIn person(tests::fetched_settings());
  change_key(person);

  EXPECT_TRUE(person.is_meant(person.door.provider.log_out()));
}

TEST(ProviderFarewell_Sam18, LooksForANewKey) {
  CameIn person(tests::fetched_settings());
  const auto answer = person.answer();
  change_key(person);

  EXPECT_TRUE(person.heard(answer).is_logged_out);
}

}  // namespace
}  // namespace sluis::upstream
