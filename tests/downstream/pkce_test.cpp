#include "downstream/pkce.h"

#include <gtest/gtest.h>

#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using tests::kChallenge;
using tests::kVerifier;

std::string challenge_octets() {
  return read_challenge(kChallenge, "S256", Pkce::required).value();
}

TEST(Pkce_Rfc7636_4_3, TakesS256) { EXPECT_EQ(challenge_octets().size(), 32U); }

TEST(Pkce_Rfc7636_4_3, RefusesPlain) {
  EXPECT_EQ(read_challenge(kChallenge, "plain", Pkce::optional).error(), Refusal::pkce_malformed);
}

TEST(Pkce_Rfc7636_4_3, RefusesNoMethodWhichMeansPlain) {
  EXPECT_EQ(read_challenge(kChallenge, {}, Pkce::optional).error(), Refusal::pkce_malformed);
}

TEST(Pkce_Rfc7636_4_3, RefusesMethodInOtherCase) {
  EXPECT_EQ(read_challenge(kChallenge, "s256", Pkce::required).error(), Refusal::pkce_malformed);
}

TEST(Pkce_Rfc7636_4_3, RefusesMethodWithoutChallenge) {
  EXPECT_EQ(read_challenge({}, "S256", Pkce::optional).error(), Refusal::pkce_malformed);
}

TEST(Pkce_Rfc7636_4_3, RefusesNoChallengeWhereRequired) {
  EXPECT_EQ(read_challenge({}, {}, Pkce::required).error(), Refusal::pkce_required);
}

TEST(Pkce_Rfc7636_4_3, TakesNoChallengeWhereOptional) {
  EXPECT_EQ(read_challenge({}, {}, Pkce::optional).value(), "");
}

TEST(Pkce_Rfc7636_4_2, RefusesChallengesOfAnotherShape) {
  for (const std::string& challenge :
       {std::string(42, 'A'), std::string(44, 'A'), std::string(43, '+'),
        std::string(42, 'A') + "=", std::string(42, 'A') + "B"}) {
    EXPECT_EQ(read_challenge(challenge, "S256", Pkce::required).error(), Refusal::pkce_malformed)
        << challenge;
  }
}

TEST(Pkce_Rfc7636_4_6, TakesTheVerifierOfAppendixB) {
  EXPECT_TRUE(verifier_fits(kVerifier, challenge_octets()));
}

TEST(Pkce_Rfc7636_4_6, RefusesAnotherVerifier) {
  EXPECT_FALSE(verifier_fits(std::string(43, 'a'), challenge_octets()));
}

TEST(Pkce_Rfc7636_4_6, RefusesNoVerifier) { EXPECT_FALSE(verifier_fits({}, challenge_octets())); }

TEST(Pkce_NLO_03, CountsTheCharactersOfAVerifier) {
  const auto fits = [](const std::string& verifier) {
    return verifier_fits(verifier, crypto::sha256(verifier));
  };

  EXPECT_FALSE(fits(std::string(42, 'a')));
  EXPECT_TRUE(fits(std::string(43, 'a')));
  EXPECT_TRUE(fits(std::string(128, 'a')));
  EXPECT_FALSE(fits(std::string(129, 'a')));
  EXPECT_FALSE(fits(std::string(42, 'a') + "+"));
}

TEST(Pkce_OPX_03, RefusesVerifierWithoutChallenge) { EXPECT_FALSE(verifier_fits(kVerifier, "")); }

TEST(Pkce_OPX_03, TakesNeither) { EXPECT_TRUE(verifier_fits({}, "")); }

}  // namespace
}  // namespace sluis::downstream
