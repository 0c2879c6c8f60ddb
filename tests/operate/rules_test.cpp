#include "operate/rules.h"

#include <gtest/gtest.h>

namespace sluis::operate {
namespace {

std::string_view of_message(Refusal refusal, std::string connector = "duo") {
  return rules_of(
      {.kind = Event::Kind::refused, .refusal = refusal, .connector = std::move(connector)});
}

std::string_view of_metadata(Refusal refusal) {
  return rules_of({.kind = Event::Kind::reload_failed, .refusal = refusal, .connector = "duo"});
}

TEST(Rules_Standards4, TellMetadataFromMessages) {
  EXPECT_EQ(of_metadata(Refusal::saml_expired), "SAM-05");
  EXPECT_EQ(of_message(Refusal::saml_expired), "SAM-22");
  EXPECT_EQ(of_metadata(Refusal::saml_signature), "SAM-05");
  EXPECT_EQ(of_message(Refusal::saml_signature), "SAM-17, XSW-27");
  EXPECT_EQ(of_metadata(Refusal::saml_issuer), "XSW-26");
  EXPECT_EQ(of_message(Refusal::saml_issuer), "SAM-22");
}

TEST(Rules_Standards4, KnowWhatTheDoorsOfBothProtocolsRefuse) {
  EXPECT_EQ(of_message(Refusal::redirect_uri_mismatch), "OAU-02, SAM-11");
  EXPECT_EQ(of_message(Refusal::connector_not_permitted), "SAM-19");
  EXPECT_EQ(of_message(Refusal::flow_used), "NLR-02, SAM-22");
  EXPECT_EQ(of_message(Refusal::subject_missing), "PWI-01, PWI-05");
}

TEST(Rules_Standards4, TellAnAnswerToAnotherLoginFromALogoutOfAnotherSession) {
  EXPECT_EQ(of_message(Refusal::state_mismatch), "NLR-03, XSW-23");
  EXPECT_EQ(of_message(Refusal::state_mismatch, ""), "XSW-27");
}

TEST(Rules_Standards4, AreNoneForWhatIsNotOfSaml) {
  EXPECT_EQ(of_message(Refusal::code_wrong), "");
  EXPECT_EQ(of_metadata(Refusal::domain_expired), "");
  EXPECT_EQ(rules_of({.kind = Event::Kind::login}), "");
}

}  // namespace
}  // namespace sluis::operate
