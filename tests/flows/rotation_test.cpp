// The whole gateway while its keys are rotated (DESIGN §3): what was begun, sealed, signed or used
// before holds after it. And the plan of a rotation against what we really say to others.

#include "crypto/rotation.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/jwk.h"
#include "crypto/jws.h"
#include "portal/forget_limit.h"
#include "saml/own_keys.h"
#include "tests/flows/house.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using crypto::Purpose;

constexpr crypto::Retention kRetention{.identifier = std::chrono::days(90),
                                       .access_log = std::chrono::days(90)};

crypto::KeyTerms terms(Purpose purpose) { return crypto::terms_of(purpose, kRetention); }

class Rotation_Promise6 : public testing::Test {
 protected:
  /// A successor that takes over as soon as it may; the gateway has the ring at once.
  crypto::TimePoint rotate(Purpose purpose) {
    auto made = crypto::plan_rotation(
        house_.keyring(),
        {.purpose = purpose, .now = house_.clock.now(), .active_at = {}, .terms = terms(purpose)},
        house_.random);
    house_.move_in(std::move(made.value().ring));
    return house_.clock.now() + terms(purpose).published_ahead;
  }

  /// As far as the page for the code.
  void ask_for_code() {
    const auto where = destination(browser_.get(authorize_url("chat")));
    const auto page = browser_.get(where);
    form_ = {{"flow", field(page, "flow")}, {"token", field(page, "token")}};
    auto address = form_;
    address["address"] = "j.devries@minbzk.nl";
    ASSERT_EQ(browser_.post("/login", address).status, 303U);
  }
  http::Response type_code() {
    auto code = form_;
    code["code"] = house_.mails.last_code();
    return browser_.post("/login/code", code);
  }

  std::string answer_of(const std::string& path) {
    http::Request request;
    request.method = "GET";
    request.path = path;
    return house_.answer(std::move(request)).body;
  }

  std::string token_of(const http::Response& finished) {
    const auto code = parameter(destination(finished), "code");
    return json_member(exchange(house_, "chat", code).body, "id_token");
  }

  static bool is_verified(const std::string& token, const std::string& jwks) {
    const auto keys = crypto::parse_jwks(jwks);
    const crypto::JwsRules rules{.algorithms = {crypto::Algorithm::es256}, .types = {"JWT"}};
    return keys && crypto::verify_jws(token, *keys, rules).has_value();
  }

  House house_;
  Browser browser_{house_};
  std::map<std::string, std::string> form_;
};

TEST_F(Rotation_Promise6, ALoginBegunBeforeItEndsAfterIt) {
  const auto before = sub_of(house_, "chat", Browser(house_).log_in("chat", "j.devries@minbzk.nl"));
  const auto takes_over = rotate(Purpose::seal);
  rotate(Purpose::pseudonym);
  house_.clock.set(takes_over - 1min);
  ask_for_code();

  house_.clock.set(takes_over + 1min);
  const auto after = sub_of(house_, "chat", type_code());

  ASSERT_FALSE(after.empty());
  EXPECT_EQ(after, before);
}

// On the node whose clock is behind, in the minute in which the other has begun with the new key.
TEST_F(Rotation_Promise6, ALoginBegunWithTheNextKeyEndsWhereItIsNotUsedYet) {
  const auto takes_over = rotate(Purpose::seal);
  house_.clock.set(takes_over);
  ask_for_code();

  house_.clock.set(takes_over - crypto::kNodesMayDiffer);
  const auto finished = type_code();

  EXPECT_FALSE(sub_of(house_, "chat", finished).empty());
}

TEST_F(Rotation_Promise6, WhatWasUsedBeforeItIsNotUsedAgainAfterIt) {
  const auto takes_over = rotate(Purpose::seal);
  house_.clock.set(takes_over - 1min);
  ask_for_code();
  const auto kept = browser_.cookies;
  ASSERT_FALSE(sub_of(house_, "chat", type_code()).empty());

  house_.clock.set(takes_over + 1min);
  browser_.cookies = kept;
  const auto again = type_code();

  EXPECT_TRUE(parameter(destination(again), "code").empty());
}

TEST_F(Rotation_Promise6, ATokenIsVerifiedWithAKeySetOfTheLongestAge) {
  const auto takes_over = rotate(Purpose::oidc_sign_es256);
  house_.clock.set(takes_over - crypto::kJwksCache);
  const auto old_set = answer_of("/jwks");

  house_.clock.set(takes_over);
  const auto token = token_of(browser_.log_in("chat", "j.devries@minbzk.nl"));

  ASSERT_FALSE(token.empty());
  EXPECT_TRUE(is_verified(token, old_set));
  EXPECT_FALSE(is_verified(token, R"({"keys":[]})"));
}

TEST_F(Rotation_Promise6, TheLastTokenOfAKeyIsVerifiedWhileItLives) {
  const auto takes_over = rotate(Purpose::oidc_sign_es256);
  house_.clock.set(takes_over - 1ms);
  const auto token = token_of(browser_.log_in("chat", "j.devries@minbzk.nl"));

  house_.clock.set(takes_over + crypto::kIdTokenLifetime + crypto::kServicesClocksDiffer);
  const auto new_set = answer_of("/jwks");

  EXPECT_TRUE(is_verified(token, new_set));
}

TEST_F(Rotation_Promise6, WhatIsEncryptedToAKeyThatOnlyWaitsCanBeOpened) {
  const auto takes_over = rotate(Purpose::saml_encrypt);
  const saml::OwnKeys keys(house_.keyring(), "login.example");

  EXPECT_EQ(keys.published_encryption(house_.clock.now()).size(), 2U);
  EXPECT_EQ(keys.decryption(house_.clock.now()).size(), 2U);
  EXPECT_EQ(keys.decryption(takes_over + crypto::kSamlMetadataValidity).size(), 2U);
}

// What we say to others and what a plan waits for are one number each; here both ends are looked
// at.
class RotationTerms_Design3 : public Rotation_Promise6 {};

TEST_F(RotationTerms_Design3, AKeyIsPublishedLongerThanItsSetIsKept) {
  http::Request request;
  request.method = "GET";
  request.path = "/jwks";
  const auto said =
      std::string(house_.answer(std::move(request)).headers.get("Cache-Control").value());
  const auto seconds = std::chrono::seconds(std::stol(said.substr(said.find("max-age=") + 8)));

  for (const auto purpose :
       {Purpose::oidc_sign_rs256, Purpose::oidc_sign_ps256, Purpose::oidc_sign_es256}) {
    EXPECT_EQ(terms(purpose).published_ahead, seconds + crypto::kEveryNodeHasIt);
    EXPECT_GT(terms(purpose).kept_after, seconds);
  }
}

TEST_F(RotationTerms_Design3, AKeyIsKeptLongerThanATokenLives) {
  const auto token = token_of(browser_.log_in("chat", "j.devries@minbzk.nl"));
  const auto payload = crypto::base64url_decode(
      token.substr(token.find('.') + 1, token.rfind('.') - token.find('.') - 1));
  const auto ends = payload->find("\"exp\":");
  const auto end = std::stoll(payload->substr(ends + 6));

  const auto lives = std::chrono::seconds(end - crypto::unix_seconds(house_.clock.now()));
  EXPECT_EQ(lives, crypto::kIdTokenLifetime);
  EXPECT_GT(terms(Purpose::oidc_sign_rs256).kept_after, lives);
}

TEST_F(RotationTerms_Design3, ASealKeyIsKeptAsLongAsTheLongestThingItSealed) {
  const auto kept = terms(Purpose::seal).kept_after;

  EXPECT_GT(kept, flow::FlowCookies::kLifetime);
  EXPECT_GT(kept, portal::ForgetLimit::kOnceIn);
  EXPECT_GT(kept, crypto::kLongestReplayMark);
  EXPECT_GT(kept, crypto::kLongestAssertion);
}

TEST_F(RotationTerms_Design3, APseudonymKeyIsKeptARetentionPeriodAndADay) {
  EXPECT_EQ(terms(Purpose::pseudonym).kept_after, std::chrono::days(91));
}

TEST_F(RotationTerms_Design3, SamlKeysWaitAsLongAsMetadataHold) {
  house_.offer({"saml"});
  const auto day = std::chrono::floor<std::chrono::days>(house_.clock.now());
  const std::chrono::year_month_day end{day + crypto::kSamlMetadataValidity};
  const auto said = "validUntil=\"" + std::to_string(static_cast<int>(end.year())) + "-0" +
                    std::to_string(static_cast<unsigned>(end.month())) + "-" +
                    std::to_string(static_cast<unsigned>(end.day())) + "T";

  for (const char* const path : {"/saml/metadata", "/saml/sp/saml/metadata"}) {
    EXPECT_NE(answer_of(path).find(said), std::string::npos) << path << said;
  }
  for (const auto purpose : {Purpose::saml_sign, Purpose::saml_encrypt}) {
    EXPECT_EQ(terms(purpose).published_ahead,
              crypto::kSamlMetadataValidity + crypto::kEveryNodeHasIt);
  }
  EXPECT_GT(terms(Purpose::saml_encrypt).kept_after, crypto::kSamlMetadataValidity);
}

}  // namespace
}  // namespace sluis::tests
