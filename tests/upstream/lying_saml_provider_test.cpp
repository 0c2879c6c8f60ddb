// docs/lying-provider.md, SAML: each lie, told to a connector in the middle of a login, and the
// refusal that it gets.

#include "tests/upstream/lying_saml_provider.h"

#include <gtest/gtest.h>

#include "saml/names.h"
#include "tests/upstream/saml_door.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;
using saml::Assertion;
using saml::Response;

/// The outcome of a login in which the provider says this.
std::optional<Refusal> told(std::function<void(Response&, Assertion&)> lie,
                            upstream::SamlSettings settings = saml_settings()) {
  SamlDoor door(std::move(settings));
  door.provider.lie = std::move(lie);
  return outcome(door);
}

std::optional<Refusal> told_of(std::function<void(Assertion&)> lie,
                               upstream::SamlSettings settings = saml_settings()) {
  return told([lie = std::move(lie)](Response&, Assertion& assertion) { lie(assertion); },
              std::move(settings));
}

/// `shift`: from now, for a moment that the provider names.
using Moment = std::function<void(Assertion&, crypto::TimePoint)>;

std::optional<Refusal> told_at(const Moment& moment, std::chrono::seconds shift) {
  SamlDoor door;
  door.provider.lie = [&](Response&, Assertion& assertion) {
    moment(assertion, door.clock.now() + shift);
  };
  return outcome(door);
}

upstream::SamlSettings told_apart_by(upstream::SamlIdentity identity) {
  auto settings = saml_settings();
  settings.identity = std::move(identity);
  return settings;
}

TEST(LyingSamlProvider, WithoutALieIsBelieved) {
  SamlDoor door;

  EXPECT_EQ(outcome(door), std::nullopt);
}

// The wire format has its own tests (tests/saml); here, that each of its refusals comes out.

TEST(LyingSamlProvider_Signature, ThatLacksIsRefused) {
  SamlDoor door;
  door.provider.tamper = without_any_signature;

  EXPECT_EQ(outcome(door), Refusal::saml_signature);
}

TEST(LyingSamlProvider_Signature, ByAForeignKeyIsRefused) {
  SamlDoor door;
  door.provider.key = &attacker_key();

  EXPECT_EQ(outcome(door), Refusal::saml_signature);
}

TEST(LyingSamlProvider_Signature, OfAnotherTextIsRefused) {
  SamlDoor door;
  door.provider.tamper = [](std::string text) { return with(text, "anna@", "hans@"); };

  EXPECT_EQ(outcome(door), Refusal::saml_signature);
}

TEST(LyingSamlProvider_Signature, OfTheAssertionAloneIsEnough) {
  SamlDoor door;
  door.provider.tamper = without_outer_signature;

  EXPECT_EQ(outcome(door), std::nullopt);
}

TEST(LyingSamlProvider_Signature, OfTheAssertionAloneIsRefusedWhereTheResponseMustBeSigned) {
  auto settings = saml_settings();
  settings.response_signature = saml::ResponseSignature::required;
  SamlDoor door(std::move(settings));
  door.provider.tamper = without_outer_signature;

  EXPECT_EQ(outcome(door), Refusal::saml_signature);
}

TEST(LyingSamlProvider_Sam18, AnyOfItsKeysWillDo) {
  SamlDoor door;
  door.provider.key = &elliptic_key();

  EXPECT_EQ(outcome(door), std::nullopt);
}

TEST(LyingSamlProvider_Algorithm, Sha1IsRefused) {
  SamlDoor door;
  door.provider.tamper = [](std::string text) {
    return with(text, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                "http://www.w3.org/2000/09/xmldsig#rsa-sha1");
  };

  EXPECT_EQ(outcome(door), Refusal::saml_algorithm);
}

TEST(LyingSamlProvider_Answer, ThatIsNoXmlIsRefused) {
  SamlDoor door;
  door.provider.tamper = [](const std::string&) { return std::string("no document"); };

  EXPECT_EQ(outcome(door), Refusal::saml_malformed);
}

TEST(LyingSamlProvider_Answer, WithoutAnAssertionIsRefused) {
  SamlDoor door;
  door.provider.leaves_out_assertion = true;

  EXPECT_EQ(outcome(door), Refusal::saml_malformed);
}

TEST(LyingSamlProvider_Answer, WithTwoAssertionsIsRefused) {
  SamlDoor door;
  door.provider.tamper = [](std::string text) {
    const auto assertion = part(text, "<saml:Assertion", "</saml:Assertion>");
    return with(text, "</samlp:Response>",
                with(assertion, R"( ID="_a)", R"( ID="_b)") + "</samlp:Response>");
  };

  EXPECT_EQ(outcome(door), Refusal::saml_malformed);
}

TEST(LyingSamlProvider_Status, OfAnErrorIsARefusal) {
  SamlDoor door;
  door.provider.leaves_out_assertion = true;
  door.provider.lie = [](Response& response, Assertion&) {
    response.status = {.code = std::string(saml::status::kResponder),
                       .second_code = std::string(saml::status::kAuthnFailed),
                       .message = "anna@minbzk.nl is unknown"};
  };

  EXPECT_EQ(outcome(door), Refusal::provider_refused);
}

TEST(LyingSamlProvider_Status, OfAnErrorBesideAnAssertionIsARefusal) {
  EXPECT_EQ(told([](Response& response, Assertion&) {
              response.status.code = std::string(saml::status::kRequester);
            }),
            Refusal::provider_refused);
}

TEST(LyingSamlProvider_Status, NoPassiveAsksForALogin) {
  SamlDoor door;
  door.provider.leaves_out_assertion = true;
  door.provider.lie = [](Response& response, Assertion&) {
    response.status = {.code = std::string(saml::status::kResponder),
                       .second_code = std::string(saml::status::kNoPassive)};
  };

  EXPECT_EQ(outcome(door), Refusal::login_required);
}

TEST(LyingSamlProvider_Encryption, ForOurKeyIsOpened) {
  SamlDoor door;
  const auto keys = saml_keys().published_encryption(door.clock.now());
  const auto recipient = saml::Recipient::choose({{.key = keys.at(0)}});
  door.provider.recipient = &*recipient;

  EXPECT_EQ(outcome(door), std::nullopt);
}

TEST(LyingSamlProvider_Encryption, ForAnotherKeyIsRefused) {
  SamlDoor door;
  const auto recipient = saml::Recipient::choose({{.key = opening_key().public_key()}});
  door.provider.recipient = &*recipient;

  EXPECT_EQ(outcome(door), Refusal::saml_decryption);
}

TEST(LyingSamlProvider_Issuer, OfTheResponseIsAnother) {
  EXPECT_EQ(told([](Response& response, Assertion&) { response.issuer = "https://evil.example"; }),
            Refusal::saml_issuer);
}

TEST(LyingSamlProvider_Issuer, OfTheAssertionIsAnother) {
  EXPECT_EQ(told_of([](Assertion& assertion) { assertion.issuer = "https://evil.example"; }),
            Refusal::saml_issuer);
}

TEST(LyingSamlProvider_Issuer, DiffersInASlash) {
  EXPECT_EQ(told_of([](Assertion& assertion) { assertion.issuer += "/"; }), Refusal::saml_issuer);
}

TEST(LyingSamlProvider_Issuer, AnotherWithItsOwnKeyIsNamedForWhoItIs) {
  SamlDoor door;
  door.provider.key = &attacker_key();
  door.provider.lie = [](Response& response, Assertion& assertion) {
    response.issuer = assertion.issuer = "https://evil.example";
  };

  EXPECT_EQ(outcome(door), Refusal::saml_issuer);
}

// Configured anew while she was away: the new one answers what the old one was asked.
TEST(LyingSamlProvider_Issuer, IsNotTheOneThatSheLeftFor) {
  constexpr std::string_view kNew = "https://new.example/saml";
  SamlDoor door;
  SamlBrowser browser{door};
  browser.begin();
  door.provider.lie = [&](Response& response, Assertion& assertion) {
    response.issuer = assertion.issuer = kNew;
  };
  const auto form = door.provider.authorize(browser.location);
  auto settings = saml_settings();
  settings.metadata.entity_id = kNew;
  settings.metadata.text = metadata_of({&provider_key()}, door.clock.now() + 24h, kNew);
  SamlDoor reloaded(std::move(settings));
  SamlBrowser returned{reloaded, browser.flow_id, {}, browser.memory};

  EXPECT_EQ(refusal_of(returned.come_back(form)), Refusal::saml_issuer);
}

TEST(LyingSamlProvider_Destination, OfTheResponseIsAnother) {
  EXPECT_EQ(told([](Response& response, Assertion&) {
              response.destination = "https://login.example/saml/acs/other";
            }),
            Refusal::saml_destination);
}

TEST(LyingSamlProvider_Destination, LacksInASignedResponse) {
  EXPECT_EQ(told([](Response& response, Assertion&) { response.destination.reset(); }),
            Refusal::saml_destination);
}

TEST(LyingSamlProvider_Destination, OfTheConfirmationIsAnother) {
  EXPECT_EQ(told_of([](Assertion& assertion) {
              assertion.confirmations[0].recipient = "https://login.example/saml/acs/DUO";
            }),
            Refusal::saml_destination);
}

TEST(LyingSamlProvider_Destination, OfTheConfirmationLacks) {
  EXPECT_EQ(told_of([](Assertion& assertion) { assertion.confirmations[0].recipient.reset(); }),
            Refusal::saml_destination);
}

TEST(LyingSamlProvider_InResponseTo, OfTheResponseIsAnother) {
  EXPECT_EQ(told([](Response& response, Assertion&) { response.in_response_to = "_other"; }),
            Refusal::saml_in_response_to);
}

TEST(LyingSamlProvider_InResponseTo, OfTheConfirmationIsAnother) {
  EXPECT_EQ(
      told_of([](Assertion& assertion) { assertion.confirmations[0].in_response_to = "_other"; }),
      Refusal::saml_in_response_to);
}

TEST(LyingSamlProvider_InResponseTo, NothingAtAllIsUnsolicited) {
  EXPECT_EQ(told([](Response& response, Assertion& assertion) {
              response.in_response_to.reset();
              assertion.confirmations[0].in_response_to.reset();
            }),
            Refusal::saml_in_response_to);
}

TEST(LyingSamlProvider_InResponseTo, IsReadInTheAssertionWhereNothingElseIsSigned) {
  SamlDoor door;
  door.provider.tamper = without_outer_signature;
  door.provider.lie = [](Response&, Assertion& assertion) {
    assertion.confirmations[0].in_response_to.reset();
  };

  EXPECT_EQ(outcome(door), Refusal::saml_in_response_to);
}

TEST(LyingSamlProvider_Confirmation, ThatIsNotBearerIsRefused) {
  EXPECT_EQ(told_of([](Assertion& assertion) {
              assertion.confirmations[0].method = "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches";
            }),
            Refusal::saml_malformed);
}

TEST(LyingSamlProvider_Confirmation, OfSeveralOneMustHold) {
  EXPECT_EQ(told_of([](Assertion& assertion) {
              auto other = assertion.confirmations[0];
              other.recipient = "https://other.example";
              assertion.confirmations.insert(assertion.confirmations.begin(), other);
            }),
            std::nullopt);
}

TEST(LyingSamlProvider_Audience, IsAnother) {
  EXPECT_EQ(told_of([](Assertion& assertion) {
              assertion.audience_restrictions = {{"https://other.example"}};
            }),
            Refusal::saml_audience);
}

TEST(LyingSamlProvider_Audience, Lacks) {
  EXPECT_EQ(told_of([](Assertion& assertion) { assertion.audience_restrictions.clear(); }),
            Refusal::saml_audience);
}

TEST(LyingSamlProvider_Audience, OfOneRestrictionIsAnother) {
  EXPECT_EQ(told_of([](Assertion& assertion) {
              assertion.audience_restrictions.push_back({"https://other.example"});
            }),
            Refusal::saml_audience);
}

TEST(LyingSamlProvider_Audience, MayNameOthersToo) {
  EXPECT_EQ(told_of([](Assertion& assertion) {
              assertion.audience_restrictions[0].insert(assertion.audience_restrictions[0].begin(),
                                                        "https://other.example");
            }),
            std::nullopt);
}

// Standards SAM-01: three minutes, either way.

struct Limit {
  const char* name;
  Moment moment;
  Refusal refusal;
  int direction;  // 1: it lies ahead; -1: it has passed
};

class SamlMoment_Sam01 : public ::testing::TestWithParam<Limit> {};

TEST_P(SamlMoment_Sam01, IsTakenAt2m59AndRefusedBeyond3m) {
  const auto& [name, moment, refusal, direction] = GetParam();

  EXPECT_EQ(told_at(moment, direction * 179s), std::nullopt);
  EXPECT_EQ(told_at(moment, direction * 181s), refusal);
  EXPECT_EQ(told_at(moment, direction * 301s), refusal);
}

INSTANTIATE_TEST_SUITE_P(
    LyingSamlProvider, SamlMoment_Sam01,
    ::testing::Values(
        Limit{"ConfirmationEnded",
              [](Assertion& assertion, crypto::TimePoint at) {
                assertion.confirmations[0].not_on_or_after = at;
              },
              Refusal::saml_expired, -1},
        Limit{"ConditionsEnded",
              [](Assertion& assertion, crypto::TimePoint at) { assertion.not_on_or_after = at; },
              Refusal::saml_expired, -1},
        Limit{"SessionEnded",
              [](Assertion& assertion, crypto::TimePoint at) {
                assertion.authn_statements[0].session_not_on_or_after = at;
              },
              Refusal::saml_expired, -1},
        Limit{"ConfirmationLiesAhead",
              [](Assertion& assertion, crypto::TimePoint at) {
                assertion.confirmations[0].not_before = at;
              },
              Refusal::saml_not_yet_valid, 1},
        Limit{"ConditionsLieAhead",
              [](Assertion& assertion, crypto::TimePoint at) { assertion.not_before = at; },
              Refusal::saml_not_yet_valid, 1},
        Limit{"IssueLiesAhead",
              [](Assertion& assertion, crypto::TimePoint at) { assertion.issue_instant = at; },
              Refusal::saml_not_yet_valid, 1},
        Limit{"LoginLiesAhead",
              [](Assertion& assertion, crypto::TimePoint at) {
                assertion.authn_statements[0].authn_instant = at;
              },
              Refusal::saml_not_yet_valid, 1}),
    [](const auto& given) { return given.param.name; });

TEST(LyingSamlProvider_Expired, ConfirmationWithoutAnEndIsRefused) {
  EXPECT_EQ(
      told_of([](Assertion& assertion) { assertion.confirmations[0].not_on_or_after.reset(); }),
      Refusal::saml_expired);
}

TEST(LyingSamlProvider_NotYetValid, ResponseThatLiesAheadIsRefused) {
  SamlDoor door;
  door.provider.lie = [&](Response& response, Assertion&) {
    response.issue_instant = door.clock.now() + 181s;
  };

  EXPECT_EQ(outcome(door), Refusal::saml_not_yet_valid);
}

TEST(LyingSamlProvider_Login, ThatIsOldIsRefusedWhereAFreshOneWasAsked) {
  SamlDoor door;
  door.provider.lie = [&](Response&, Assertion& assertion) {
    assertion.authn_statements[0].authn_instant = door.clock.now() - 10min;
  };
  SamlBrowser browser{door};
  browser.requirements = fresh_login();

  EXPECT_EQ(refusal_of(browser.log_in()), Refusal::saml_auth_time);
}

TEST(LyingSamlProvider_Login, ThatIsOlderThanMaxAgeIsRefused) {
  SamlDoor door;
  door.provider.lie = [&](Response&, Assertion& assertion) {
    assertion.authn_statements[0].authn_instant = door.clock.now() - 14min;
  };
  SamlBrowser browser{door};
  browser.requirements = no_older_than(10min);

  EXPECT_EQ(refusal_of(browser.log_in()), Refusal::saml_auth_time);
}

TEST(LyingSamlProvider_Login, ThatIsOldIsTakenWhereNothingWasAsked) {
  SamlDoor door;
  door.provider.lie = [&](Response&, Assertion& assertion) {
    assertion.authn_statements[0].authn_instant = door.clock.now() - 10h;
  };

  EXPECT_EQ(outcome(door), std::nullopt);
}

TEST(LyingSamlProvider_Sam13, NoLoginOrTwoAreRefused) {
  EXPECT_EQ(told_of([](Assertion& assertion) { assertion.authn_statements.clear(); }),
            Refusal::saml_malformed);
  EXPECT_EQ(told_of([](Assertion& assertion) {
              assertion.authn_statements.push_back(assertion.authn_statements[0]);
            }),
            Refusal::saml_malformed);
}

TEST(LyingSamlProvider_Replay, OfAnAnswerIsRefused) {
  SamlDoor door;
  SamlBrowser browser{door};
  browser.begin();
  const auto form = door.provider.authorize(browser.location);
  browser.come_back(form).value();

  EXPECT_EQ(refusal_of(browser.come_back(form)), Refusal::flow_used);
}

TEST(LyingSamlProvider_Replay, OfAnAssertionForAnotherQuestionIsRefused) {
  SamlDoor door;
  door.provider.lie = [](Response&, Assertion& assertion) { assertion.id = "_always"; };
  ASSERT_EQ(outcome(door), std::nullopt);

  EXPECT_EQ(outcome(door), Refusal::saml_replayed);
}

TEST(LyingSamlProvider_Replay, IsRememberedUntilTheAssertionIsWorthless) {
  SamlDoor door;
  door.provider.lie = [&](Response&, Assertion& assertion) {
    assertion.id = "_always";
    assertion.not_on_or_after.reset();
    assertion.confirmations[0].not_on_or_after = FakeClock().now() + 60min;
  };
  ASSERT_EQ(outcome(door), std::nullopt);
  door.clock.advance(62min);

  EXPECT_EQ(outcome(door), Refusal::saml_replayed);
}

TEST(LyingSamlProvider_State, ThatIsAnotherIsRefused) {
  SamlDoor door;
  SamlBrowser browser{door};
  browser.begin();
  auto form = door.provider.authorize(browser.location);
  form.back() = form.back() == 'A' ? 'B' : 'A';

  EXPECT_EQ(refusal_of(browser.come_back(form)), Refusal::state_mismatch);
}

TEST(LyingSamlProvider_State, ThatLacksIsRefused) {
  SamlDoor door;
  SamlBrowser browser{door};
  browser.begin();
  const auto form = door.provider.authorize(browser.location);

  EXPECT_EQ(refusal_of(browser.come_back(form.substr(0, form.find("&RelayState")))),
            Refusal::state_mismatch);
}

TEST(LyingSamlProvider_State, OfAnotherBrowserIsRefused) {
  SamlDoor door;
  SamlBrowser hers{door};
  SamlBrowser his{door, "BBBBBBBBBBBBBBBBBBBBBB"};
  hers.begin();
  his.begin();

  EXPECT_EQ(refusal_of(hers.come_back(door.provider.authorize(his.location))),
            Refusal::state_mismatch);
}

TEST(LyingSamlProvider_Answer, ToTheQuestionOfAnotherBrowserIsRefused) {
  SamlDoor door;
  SamlBrowser hers{door};
  SamlBrowser his{door, "BBBBBBBBBBBBBBBBBBBBBB"};
  hers.begin();
  his.begin();
  const auto her_form = door.provider.authorize(hers.location);
  const auto his_form = door.provider.authorize(his.location);
  const auto mixed = his_form.substr(0, his_form.find("&RelayState")) +
                     her_form.substr(her_form.find("&RelayState"));

  EXPECT_EQ(refusal_of(hers.come_back(mixed)), Refusal::saml_in_response_to);
}

TEST(LyingSamlProvider_Answer, WithoutAMemoryIsRefused) {
  SamlDoor door;
  SamlBrowser browser{door};
  browser.begin();
  const auto form = door.provider.authorize(browser.location);
  browser.memory.clear();

  EXPECT_EQ(refusal_of(browser.come_back(form)), Refusal::flow_unknown);
}

TEST(LyingSamlProvider_Answer, WithARepeatedParameterIsRefused) {
  SamlDoor door;
  SamlBrowser browser{door};
  browser.begin();
  const auto form = door.provider.authorize(browser.location);

  EXPECT_EQ(refusal_of(browser.come_back(form + "&RelayState=x")), Refusal::request_malformed);
}

TEST(LyingSamlProvider_Address, ThatLacksIsRefused) {
  EXPECT_EQ(told_of([](Assertion& assertion) {
              assertion.attributes.erase(assertion.attributes.begin());
            }),
            Refusal::email_malformed);
}

TEST(LyingSamlProvider_Address, OfTwoIsRefused) {
  EXPECT_EQ(told_of([](Assertion& assertion) {
              assertion.attributes[0].values.emplace_back("anna@minbzk.nl");
            }),
            Refusal::email_malformed);
  EXPECT_EQ(told_of([](Assertion& assertion) {
              assertion.attributes.push_back(assertion.attributes[0]);
            }),
            Refusal::email_malformed);
}

TEST(LyingSamlProvider_Address, ThatIsNoneIsRefused) {
  EXPECT_EQ(told_of([](Assertion& assertion) { assertion.attributes[0].values = {"anna"}; }),
            Refusal::email_malformed);
}

/// The address that a login brings which the provider says is this one's; empty if it is refused.
std::string address_told(const std::string& address) {
  SamlDoor door;
  door.provider.lie = [&address](Response&, Assertion& assertion) {
    assertion.attributes[0].values = {address};
  };
  SamlBrowser browser{door};
  const auto finished = browser.log_in();
  if (!finished) return {};
  return std::string(std::get<identity::Evidence>(*finished).address().expose().expose());
}

TEST(LyingSamlProvider_Xsw28, AnAddressIsTheSameHoweverItsLettersArePutTogether) {
  EXPECT_EQ(address_told("ren\u00e9e@minbzk.nl"), "ren\u00e9e@minbzk.nl");
  EXPECT_EQ(address_told("rene\u0301e@minbzk.nl"), "ren\u00e9e@minbzk.nl");
}

TEST(LyingSamlProvider_Xsw28, ALetterThatLooksLikeAnotherIsAnother) {
  EXPECT_EQ(address_told("\u0430nna@minbzk.nl"), "\u0430nna@minbzk.nl");
  EXPECT_NE(address_told("\u0430nna@minbzk.nl"), address_told("anna@minbzk.nl"));
}

TEST(LyingSamlProvider_Xsw28, ADomainThatLooksLikeAnotherIsAnother) {
  EXPECT_TRUE(address_told("anna@m\u0456nbzk.nl").starts_with("anna@xn--"));
  // UTS #46 knows these as the letters that they are wide forms of.
  EXPECT_EQ(address_told("anna@minb\uff5ak.nl"), "anna@minbzk.nl");
  EXPECT_EQ(address_told("anna@minbzk\u3002nl"), "anna@minbzk.nl");
  EXPECT_EQ(address_told("anna\uff20minbzk.nl"), "");
}

TEST(LyingSamlProvider_Xsw28, WhatNobodySeesIsRefused) {
  for (const char* address : {"an\u200bna@minbzk.nl", "anna@min\u200bbzk.nl",
                              "an\u00adna@minbzk.nl", "\u202eanna@minbzk.nl"}) {
    EXPECT_EQ(
        told_of([address](Assertion& assertion) { assertion.attributes[0].values = {address}; }),
        Refusal::email_malformed)
        << address;
  }
}

TEST(LyingSamlProvider_Address, UnderAnotherNameIsRefused) {
  EXPECT_EQ(told_of([](Assertion& assertion) { assertion.attributes[0].name = "mail"; }),
            Refusal::email_malformed);
}

TEST(LyingSamlProvider_Subject, ThatLacksIsRefused) {
  EXPECT_EQ(told_of([](Assertion& assertion) { assertion.attributes.pop_back(); }),
            Refusal::subject_missing);
}

TEST(LyingSamlProvider_Subject, ThatIsEmptyOrTwoOrTooLongIsRefused) {
  const auto values = [](std::vector<std::string> those) {
    return told_of([those](Assertion& assertion) { assertion.attributes[1].values = those; });
  };

  EXPECT_EQ(values({""}), Refusal::subject_missing);
  EXPECT_EQ(values({"a", "b"}), Refusal::subject_missing);
  EXPECT_EQ(values({std::string(257, 'a')}), Refusal::subject_missing);
}

class NameId_SamlCore_8_3_7 : public ::testing::Test {
 protected:
  static std::optional<Refusal> with(std::function<void(Assertion&)> lie) {
    return told_of(std::move(lie), told_apart_by({.by = upstream::SamlIdentity::By::name_id}));
  }
};

TEST_F(NameId_SamlCore_8_3_7, ThatIsPersistentIsTaken) {
  EXPECT_EQ(with([](Assertion&) {}), std::nullopt);
}

TEST_F(NameId_SamlCore_8_3_7, OfAnotherFormatIsRefused) {
  EXPECT_EQ(with([](Assertion& assertion) {
              assertion.name_id->format = std::string(saml::name_id_format::kTransient);
            }),
            Refusal::subject_missing);
  EXPECT_EQ(with([](Assertion& assertion) { assertion.name_id->format.reset(); }),
            Refusal::subject_missing);
}

TEST_F(NameId_SamlCore_8_3_7, ThatLacksIsRefused) {
  EXPECT_EQ(with([](Assertion& assertion) { assertion.name_id.reset(); }),
            Refusal::subject_missing);
}

TEST_F(NameId_SamlCore_8_3_7, ThatAnotherPartyGaveIsRefused) {
  EXPECT_EQ(with([](Assertion& assertion) {
              assertion.name_id->name_qualifier = "https://other.example";
            }),
            Refusal::subject_missing);
}

TEST_F(NameId_SamlCore_8_3_7, ForAnotherServiceIsRefused) {
  EXPECT_EQ(with([](Assertion& assertion) {
              assertion.name_id->sp_name_qualifier = "https://other.example";
            }),
            Refusal::subject_missing);
}

}  // namespace

}  // namespace sluis::tests
