// Another provider under a realm that is known: said by `check`, remembered by `serve`.

#include "gateway/known_issuers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <system_error>

#include "tests/crypto/fixed_random.h"
#include "tests/entrance/provider_configuration.h"

namespace sluis::tests {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class KnownIssuers_Decision21 : public ProviderConfiguration {
 protected:
  /// The gateway has run with that issuer.
  void run_with(const std::string& issuer) { remember_issuers(read(issuer).config, random_); }

  FixedRandom random_;
};

constexpr const char* kOld = "https://old.example";
constexpr const char* kNew = "https://new.example";

TEST_F(KnownIssuers_Decision21, SayNothingAtTheFirstRunAndWithTheSameIssuer) {
  EXPECT_THAT(said(read(kOld)), IsEmpty());
  run_with(kOld);

  EXPECT_THAT(said(read(kOld)), IsEmpty());
  EXPECT_THAT(connectors_of_another_issuer(read(kOld).config), IsEmpty());
}

TEST_F(KnownIssuers_Decision21, WarnOfAnotherIssuerOnItsLine) {
  run_with(kOld);
  const auto again = read(kNew);

  EXPECT_THAT(said(again), ElementsAre(HasSubstr("9: issuer: the realm 'ministry' had another")));
  EXPECT_TRUE(again.is_good());
  EXPECT_THAT(connectors_of_another_issuer(again.config), ElementsAre("az"));
}

TEST_F(KnownIssuers_Decision21, DoNotMatterWhereTheAddressIsWhoSheIs) {
  run_with(kOld);
  const auto again = read(kNew, ", identity: address");

  EXPECT_THAT(said(again), IsEmpty());
  EXPECT_THAT(connectors_of_another_issuer(again.config), IsEmpty());
}

TEST_F(KnownIssuers_Decision21, AreThoseOfTheLastRun) {
  run_with(kOld);
  run_with(kNew);

  EXPECT_THAT(said(read(kNew)), IsEmpty());
  EXPECT_THAT(said(read(kOld)), Not(IsEmpty()));
}

TEST_F(KnownIssuers_Decision21, StayKnownWhenTheRealmIsGone) {
  run_with(kOld);
  auto without = read(kOld).config;
  without.oidc_connectors.clear();
  remember_issuers(without, random_);

  EXPECT_THAT(said(read(kNew)), Contains(HasSubstr("had another issuer")));
}

TEST_F(KnownIssuers_Decision21, SayThatTheyCannotBeRead) {
  write_file(folder_ / "keys.jwe.realms", "?");
  const auto again = read(kNew);

  EXPECT_THAT(said(again), ElementsAre(HasSubstr("whether an issuer changed")));
  EXPECT_TRUE(again.is_good());
}

TEST_F(KnownIssuers_Decision21, SayThatTheyCannotBeWritten) {
  auto config = read(kOld).config;
  config.keys.ring = folder_ / "not there" / "keys.jwe";

  EXPECT_THROW(remember_issuers(config, random_), std::system_error);
}

}  // namespace
}  // namespace sluis::tests
