#include "upstream/id_token.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <functional>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "tests/crypto/foreign_key.h"

namespace sluis::tests {

namespace {

namespace json = boost::json;
using upstream::IdTokenExpectations;

constexpr std::int64_t kNow = 1'767'225'600;

IdTokenExpectations expectations() {
  return {.issuer = "https://idp.example",
          .client_id = "sluis",
          .nonce = "the-nonce",
          .access_token = "access-token",
          .email_claim = "email",
          .now = crypto::TimePoint{std::chrono::seconds{kNow}}};
}

json::object right_claims() {
  return {{"iss", "https://idp.example"},
          {"sub", "7f3a"},
          {"aud", "sluis"},
          {"exp", kNow + 300},
          {"iat", kNow - 1},
          {"nonce", "the-nonce"},
          {"email", "anna@minbzk.nl"},
          {"email_verified", true}};
}

const ForeignKey& key() {
  static const ForeignKey one = ForeignKey::p256();
  return one;
}

std::expected<crypto::VerifiedJws, crypto::JwsFault> verify(std::string_view header,
                                                            std::string_view payload) {
  const std::vector keys{crypto::VerificationKey::from_jwk(key().jwk()).value()};
  const auto rules = upstream::id_token_rules({crypto::Algorithm::es256});
  return crypto::verify_jws(key().token(crypto::Algorithm::es256, header, payload), keys, rules);
}

std::expected<upstream::IdTokenClaims, Refusal> check(
    std::string_view payload, const IdTokenExpectations& expected = expectations()) {
  const auto verified = verify(R"({"alg":"ES256"})", payload);
  return upstream::check_id_token(verified.value(), expected);
}

std::optional<Refusal> refusal(const json::object& claims,
                               const IdTokenExpectations& expected = expectations()) {
  const auto checked = check(json::serialize(claims), expected);
  return checked ? std::nullopt : std::optional(checked.error());
}

/// The right claims with one of them replaced.
template <typename Value>
json::object with(std::string_view name, Value&& value) {
  auto claims = right_claims();
  claims[name] = std::forward<Value>(value);
  return claims;
}

json::object without(std::string_view name) {
  auto claims = right_claims();
  claims.erase(name);
  return claims;
}

TEST(IdToken_OidcCore_3_1_3_7, AcceptsWhatIsRight) {
  const auto checked = check(json::serialize(right_claims()));

  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->subject.expose(), "7f3a");
  EXPECT_EQ(checked->acr, "");
  ASSERT_TRUE(checked->address && checked->address->address);
  EXPECT_EQ(checked->address->address->domain().text(), "minbzk.nl");
  EXPECT_TRUE(checked->address->is_verified);
}

struct Row {
  const char* name;
  json::object claims;
  Refusal refusal;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class IdToken_OidcCore_3_1_3_7_Refuses : public testing::TestWithParam<Row> {};

TEST_P(IdToken_OidcCore_3_1_3_7_Refuses, ByName) {
  const auto refused = refusal(GetParam().claims);

  ASSERT_TRUE(refused);
  EXPECT_EQ(name_of(*refused), name_of(GetParam().refusal));
}

std::vector<Row> rows() {
  using enum Refusal;
  const std::string long_sub(256, 'a');
  auto two_with_azp = with("aud", json::array{"sluis", "other"});
  two_with_azp["azp"] = "other";
  return {
      {"IssuerOfAnother", with("iss", "https://evil.example"), id_token_issuer},
      {"IssuerWithASlash", with("iss", "https://idp.example/"), id_token_issuer},
      {"IssuerMissing", without("iss"), id_token_issuer},
      {"IssuerThatIsAList", with("iss", json::array{"https://idp.example"}), id_token_issuer},
      {"AudienceOfAnother", with("aud", "other"), id_token_audience},
      {"AudienceMissing", without("aud"), id_token_audience},
      {"AudienceListOfOthers", with("aud", json::array{"other", "more"}), id_token_audience},
      {"AudienceListEmpty", with("aud", json::array{}), id_token_audience},
      {"AudienceListWithNumbers", with("aud", json::array{"sluis", 1}), id_token_audience},
      {"AudiencesWithoutAuthorizedParty", with("aud", json::array{"sluis", "other"}),
       id_token_authorized_party},
      {"AudiencesWithAnotherAuthorizedParty", two_with_azp, id_token_authorized_party},
      {"AuthorizedPartyOfAnother", with("azp", "other"), id_token_authorized_party},
      {"Expired", with("exp", kNow - 60), id_token_expired},
      {"ExpiryMissing", without("exp"), id_token_expired},
      {"ExpiryAsText", with("exp", "1999999999"), id_token_expired},
      {"ExpiryBeyondAllTimes", with("exp", 9e18), id_token_expired},
      {"IssuedInTheFuture", with("iat", kNow + 61), id_token_not_yet_valid},
      {"IssuedMissing", without("iat"), id_token_not_yet_valid},
      {"NotBeforeInTheFuture", with("nbf", kNow + 61), id_token_not_yet_valid},
      {"NotBeforeAsText", with("nbf", "0"), id_token_not_yet_valid},
      {"NonceOfAnother", with("nonce", "another"), id_token_nonce},
      {"NonceMissing", without("nonce"), id_token_nonce},
      {"NonceLonger", with("nonce", "the-nonce-and-more"), id_token_nonce},
      {"LoginTimeInTheFuture", with("auth_time", kNow + 61), id_token_auth_time},
      {"LoginTimeAsText", with("auth_time", "now"), id_token_auth_time},
      {"AccessTokenHashOfAnother", with("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
       id_token_access_token_hash},
      {"AccessTokenHashAsNumber", with("at_hash", 1), id_token_access_token_hash},
      {"SubjectMissing", without("sub"), subject_missing},
      {"SubjectEmpty", with("sub", ""), id_token_subject},
      {"SubjectTooLong", with("sub", long_sub), id_token_subject},
      {"SubjectUnprintable", with("sub", "7f\n3a"), id_token_subject},
      {"SubjectBeyondAscii", with("sub", "Ann\u00e9"), id_token_subject},
      {"SubjectAsNumber", with("sub", 7), id_token_subject},
  };
}

INSTANTIATE_TEST_SUITE_P(Each, IdToken_OidcCore_3_1_3_7_Refuses, testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(IdToken_OidcCore_3_1_3_7, AcceptsSeveralAudiencesIfWeAreTheAuthorizedParty) {
  auto claims = with("aud", json::array{"other", "sluis"});
  claims["azp"] = "sluis";

  EXPECT_EQ(refusal(claims), std::nullopt);
}

TEST(IdToken_OidcCore_3_1_3_7, AcceptsAListOfOneAudience) {
  EXPECT_EQ(refusal(with("aud", json::array{"sluis"})), std::nullopt);
}

TEST(IdToken_OidcCore_3_1_3_7, AllowsAMinuteBetweenClocks) {
  auto claims = with("exp", kNow - 59);
  claims["iat"] = kNow + 60;
  claims["nbf"] = kNow + 60;
  claims["auth_time"] = kNow + 60;

  const auto checked = check(json::serialize(claims));

  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->authenticated_at, expectations().now) << "but nobody logged in ahead of us";
}

TEST(IdToken_OidcCore_3_1_3_7, AcceptsFractionsOfSeconds) {
  EXPECT_EQ(refusal(with("exp", static_cast<double>(kNow) + 300.5)), std::nullopt);
}

TEST(IdToken_OidcCore_3_1_3_7, RefusesAMemberThatComesTwice) {
  const auto checked = check(R"({"iss":"https://idp.example","iss":"https://idp.example"})");

  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error(), Refusal::id_token_malformed);
}

TEST(IdToken_OidcCore_3_1_3_7, RefusesAPayloadThatIsNoObject) {
  const auto checked = check("[]");

  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error(), Refusal::id_token_malformed);
}

TEST(IdToken_OidcCore_3_1_3_7, NeverComparesAgainstAnEmptyNonce) {
  auto expected = expectations();
  expected.nonce = "";

  EXPECT_EQ(refusal(with("nonce", ""), expected), Refusal::id_token_nonce);
}

TEST(IdToken_OidcCore_3_1_3_7, RefusesTheFirstFaultInTheOrderOfTheSteps) {
  auto claims = with("iss", "https://evil.example");
  claims["aud"] = "other";
  claims["exp"] = 1;

  EXPECT_EQ(refusal(claims), Refusal::id_token_issuer);
}

TEST(IdToken_OidcCore_3_1_3_8, AcceptsTheRightAccessTokenHash) {
  const auto hash = crypto::base64url_encode(crypto::sha256("access-token").substr(0, 16));

  EXPECT_EQ(refusal(with("at_hash", hash)), std::nullopt);
}

TEST(IdToken_MaxAge, RefusesALoginBeforeTheTimeAsked) {
  auto expected = expectations();
  expected.logged_in_since = expected.now;

  EXPECT_EQ(refusal(with("auth_time", kNow - 61), expected), Refusal::id_token_auth_time);
  EXPECT_EQ(refusal(with("auth_time", kNow - 60), expected), std::nullopt);
}

TEST(IdToken_MaxAge, RefusesATokenThatDoesNotSayWhen) {
  auto expected = expectations();
  expected.logged_in_since = expected.now;
  expected.must_say_when = true;

  EXPECT_EQ(refusal(right_claims(), expected), Refusal::id_token_auth_time);
}

TEST(IdToken_MaxAge, NeedsNoTimeWhereNoneWasAsked) {
  auto expected = expectations();
  expected.logged_in_since = expected.now;

  EXPECT_EQ(refusal(right_claims(), expected), std::nullopt);
}

TEST(IdToken_MaxAge, TakesTheTimeOfTheLogin) {
  const auto checked = check(json::serialize(with("auth_time", kNow - 1000)));

  ASSERT_TRUE(checked);
  EXPECT_EQ(crypto::unix_seconds(checked->authenticated_at), kNow - 1000);
}

TEST(IdToken_MaxAge, TakesTheTimeOfTheTokenWhereNothingElseIsSaid) {
  const auto checked = check(json::serialize(right_claims()));

  ASSERT_TRUE(checked);
  EXPECT_EQ(crypto::unix_seconds(checked->authenticated_at), kNow - 1);
}

TEST(IdToken_Type, IsJwtOrAbsent) {
  const auto payload = json::serialize(right_claims());

  EXPECT_TRUE(verify(R"({"alg":"ES256"})", payload));
  EXPECT_TRUE(verify(R"({"alg":"ES256","typ":"JWT"})", payload));
  EXPECT_TRUE(verify(R"({"alg":"ES256","typ":"jwt"})", payload));
}

TEST(IdToken_Type, IsNotThatOfAnAccessTokenOrALogoutToken) {
  const auto payload = json::serialize(right_claims());

  for (const char* type : {"at+jwt", "logout+jwt", "JOSE"}) {
    const auto verified =
        verify(R"({"alg":"ES256","typ":")" + std::string(type) + R"("})", payload);

    ASSERT_FALSE(verified) << type;
    EXPECT_EQ(upstream::refusal_of(verified.error()), Refusal::id_token_malformed) << type;
  }
}

}  // namespace

}  // namespace sluis::tests
