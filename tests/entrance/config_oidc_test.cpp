#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/entrance/provider_configuration.h"

namespace sluis::tests {
namespace {

using crypto::Algorithm;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Algorithms_Opx14 : public ProviderConfiguration {
 protected:
  ReadConfig with(const std::string& list) const {
    return read("https://idp.example", ", algorithms: " + list);
  }
};

TEST_F(Algorithms_Opx14, AreAllThatWeKnowUnlessSaid) {
  const auto config = read("https://idp.example").config;

  EXPECT_THAT(config.oidc_connectors.at(0).algorithms,
              ElementsAre(Algorithm::rs256, Algorithm::ps256, Algorithm::es256));
}

TEST_F(Algorithms_Opx14, AreThoseOfTheList) {
  const auto one = with("[ ES256, RS256 ]");

  EXPECT_THAT(said(one), IsEmpty());
  EXPECT_THAT(one.config.oidc_connectors.at(0).algorithms,
              ElementsAre(Algorithm::es256, Algorithm::rs256));
}

struct Mistaken {
  const char* name;
  const char* list;
  const char* said;
};

class AlgorithmMistake : public Algorithms_Opx14, public ::testing::WithParamInterface<Mistaken> {};

TEST_P(AlgorithmMistake, IsSaidWithItsLine) {
  const auto wrong = with(GetParam().list);

  EXPECT_THAT(said(wrong), ::testing::Contains(HasSubstr(GetParam().said)));
  EXPECT_FALSE(wrong.is_good());
}

INSTANTIATE_TEST_SUITE_P(
    Config_Design10, AlgorithmMistake,
    ::testing::Values(
        Mistaken{"Unknown", "[ RS256, EdDSA ]", "10: algorithms: 'EdDSA' must be RS256, PS256 or"},
        Mistaken{"Case", "[ rs256 ]", "10: algorithms: 'rs256' must be"},
        Mistaken{"None", "[ none ]", "10: algorithms: 'none' is refused"},
        Mistaken{"Symmetric", "[ HS256, RS256 ]", "10: algorithms: 'HS256' is refused"},
        Mistaken{"Twice", "[ RS256, RS256 ]", "10: algorithms: 'RS256' comes twice"},
        Mistaken{"Empty", "[]", "10: algorithms: must name"}),
    [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace sluis::tests
