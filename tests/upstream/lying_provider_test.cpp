// docs/lying-provider.md: each lie, told to a connector in the middle of a login, and the refusal
// that it gets.

#include "tests/upstream/lying_provider.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "fault/unavailable.h"
#include "tests/upstream/oidc_door.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

std::string token_without_signature(const LyingProvider& provider, std::string_view header) {
  return crypto::base64url_encode(header) + "." +
         crypto::base64url_encode(json::serialize(provider.id_token_claims())) + ".";
}

/// A door with the departure already made, for lies that need to know the nonce.
struct Underway {
  OidcDoor door;
  OidcBrowser browser{door};
  std::string answer;

  Underway() {
    browser.begin();
    answer = door.provider.authorize(browser.location);
  }
  std::optional<Refusal> end() { return refusal_of(browser.come_back(answer)); }
};

TEST(LyingProvider_Signature, BrokenIsRefused) {
  Underway login;
  auto token =
      login.door.provider.key.token(crypto::Algorithm::es256, login.door.provider.header,
                                    json::serialize(login.door.provider.id_token_claims()));
  auto& octet = token[token.size() - 10];
  octet = octet == 'A' ? 'B' : 'A';
  login.door.provider.id_token = token;

  EXPECT_EQ(login.end(), Refusal::id_token_signature);
}

TEST(LyingProvider_Signature, ByAForeignKeyIsRefused) {
  OidcDoor door;
  door.provider.key = ForeignKey::p256();  // the set still holds the one before

  EXPECT_EQ(outcome(door), Refusal::id_token_signature);
}

TEST(LyingProvider_Signature, WithoutAKidWhereThereAreTwoKeysIsRefused) {
  OidcDoor door;
  door.provider.header = R"({"alg":"ES256"})";
  door.provider.jwks = R"({"keys":[)" + door.provider.key.jwk(R"(,"kid":"one")") + "," +
                       ForeignKey::p256().jwk(R"(,"kid":"two")") + "]}";

  EXPECT_EQ(outcome(door), Refusal::id_token_signature);
}

TEST(LyingProvider_Signature, WithoutAKidWhereThereIsOneKeyIsAccepted) {
  OidcDoor door;
  door.provider.header = R"({"alg":"ES256"})";

  EXPECT_EQ(outcome(door), std::nullopt);
}

TEST(LyingProvider_Algorithm, NoneIsRefused) {
  Underway login;
  login.door.provider.id_token = token_without_signature(login.door.provider, R"({"alg":"none"})");

  EXPECT_EQ(login.end(), Refusal::id_token_algorithm);
}

TEST(LyingProvider_Algorithm, Hs256WithThePublicKeyIsRefused) {
  Underway login;
  auto token = token_without_signature(login.door.provider, R"({"alg":"HS256","kid":"one"})");
  token.pop_back();
  const auto secret = crypto::Secret::copy_of(login.door.provider.key.jwk());
  login.door.provider.id_token = token + "." + crypto::hmac_name(secret, token);

  EXPECT_EQ(login.end(), Refusal::id_token_algorithm);
}

TEST(LyingProvider_Algorithm, OutsideTheConnectorsListIsRefused) {
  auto settings = oidc_settings();
  settings.algorithms = {crypto::Algorithm::rs256};
  OidcDoor door(std::move(settings));

  EXPECT_EQ(outcome(door), Refusal::id_token_algorithm);
}

TEST(LyingProvider_Algorithm, OfAnotherKeyTypeIsRefused) {
  OidcDoor door;
  door.provider.header = R"({"alg":"RS256","kid":"one"})";

  EXPECT_EQ(outcome(door), Refusal::id_token_signature);
}

TEST(LyingProvider_Header, WithAKeyOfItsOwnIsRefused) {
  OidcDoor door;
  const auto own = ForeignKey::p256();
  door.provider.header = R"({"alg":"ES256","jwk":)" + own.jwk() + "}";

  EXPECT_EQ(outcome(door), Refusal::id_token_malformed);
}

TEST(LyingProvider_Header, WithAnAddressOfKeysIsRefused) {
  OidcDoor door;
  door.provider.header = R"({"alg":"ES256","kid":"one","jku":"https://evil.example/jwks"})";

  EXPECT_EQ(outcome(door), Refusal::id_token_malformed);
  EXPECT_EQ(door.provider.asked("https://evil.example/jwks"), 0U);
}

TEST(LyingProvider_Header, OfAnAccessTokenIsRefused) {
  OidcDoor door;
  door.provider.header = R"({"alg":"ES256","kid":"one","typ":"at+jwt"})";

  EXPECT_EQ(outcome(door), Refusal::id_token_malformed);
}

TEST(LyingProvider_Token, ThatIsNoneIsRefused) {
  OidcDoor door;
  door.provider.id_token = "no token";

  EXPECT_EQ(outcome(door), Refusal::id_token_malformed);
}

TEST(LyingProvider_Token, ThatIsEncryptedIsRefused) {
  OidcDoor door;
  door.provider.id_token = "e30.e30.e30.e30.e30";

  EXPECT_EQ(outcome(door), Refusal::id_token_malformed);
}

TEST(LyingProvider_Token, ThatIsTooLargeIsRefused) {
  OidcDoor door;
  door.provider.claims["padding"] = std::string(20'000, 'a');

  EXPECT_EQ(outcome(door), Refusal::id_token_malformed);
}

struct Lie {
  const char* name;
  const char* claim;
  json::value value;
  Refusal refusal;
};

void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }

class LyingProvider_Claim : public testing::TestWithParam<Lie> {};

TEST_P(LyingProvider_Claim, IsRefused) {
  OidcDoor door;
  door.provider.claims[GetParam().claim] = GetParam().value;

  const auto refusal = outcome(door);

  ASSERT_TRUE(refusal);
  EXPECT_EQ(name_of(*refusal), name_of(GetParam().refusal));
}

constexpr std::int64_t kStart = 1'767'225'600;  // where the fake clock stands

INSTANTIATE_TEST_SUITE_P(
    Each, LyingProvider_Claim,
    testing::Values(
        Lie{"Nonce", "nonce", "another", Refusal::id_token_nonce},
        Lie{"Audience", "aud", "another", Refusal::id_token_audience},
        Lie{"Audiences", "aud", json::array{"sluis", "another"},
            Refusal::id_token_authorized_party},
        Lie{"Issuer", "iss", "https://evil.example", Refusal::id_token_issuer},
        Lie{"AuthorizedParty", "azp", "another", Refusal::id_token_authorized_party},
        Lie{"Expired", "exp", kStart - 60, Refusal::id_token_expired},
        Lie{"NotYetValid", "nbf", kStart + 61, Refusal::id_token_not_yet_valid},
        Lie{"IssuedLater", "iat", kStart + 61, Refusal::id_token_not_yet_valid},
        Lie{"Subject", "sub", "", Refusal::id_token_subject},
        Lie{"AccessTokenHash", "at_hash", "AAAA", Refusal::id_token_access_token_hash},
        Lie{"LoginTime", "auth_time", kStart + 61, Refusal::id_token_auth_time},
        Lie{"Addresses", "email", json::array{"anna@minbzk.nl"}, Refusal::email_malformed},
        Lie{"TwoAddresses", "email", "anna@minbzk.nl,bea@minbzk.nl", Refusal::email_malformed},
        Lie{"Unverified", "email_verified", false, Refusal::email_not_verified},
        Lie{"VerifiedAsText", "email_verified", "true", Refusal::email_not_verified}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(LyingProvider_Claims, WithoutASubjectAreRefused) {
  OidcDoor door;
  door.provider.dropped = {"sub"};

  EXPECT_EQ(outcome(door), Refusal::subject_missing);
}

TEST(LyingProvider_Claims, WithoutVerificationAreRefused) {
  OidcDoor door;
  door.provider.dropped = {"email_verified"};

  EXPECT_EQ(outcome(door), Refusal::email_not_verified);
}

TEST(LyingProvider_Claims, WithoutAnAddressAnywhereAreRefused) {
  OidcDoor door;
  door.provider.dropped = {"email"};
  door.provider.userinfo.erase("email");

  EXPECT_EQ(outcome(door), Refusal::email_malformed);
}

TEST(LyingProvider_Claims, WithoutAnAddressOrAUserinfoEndpointAreRefused) {
  OidcDoor door;
  door.provider.dropped = {"email"};
  door.provider.metadata.erase("userinfo_endpoint");

  EXPECT_EQ(outcome(door), Refusal::email_malformed);
}

TEST(LyingProvider_LoginTime, ThatIsNotSaidIsRefusedWhereItWasAsked) {
  OidcDoor door;
  OidcBrowser browser{door, "flow", no_older_than(300s)};

  EXPECT_EQ(refusal_of(browser.log_in()), Refusal::id_token_auth_time);
}

TEST(LyingProvider_LoginTime, ThatIsTooLongAgoIsRefused) {
  OidcDoor door;
  door.provider.claims["auth_time"] = kStart - 361;
  OidcBrowser browser{door, "flow", no_older_than(300s)};

  EXPECT_EQ(refusal_of(browser.log_in()), Refusal::id_token_auth_time);
}

TEST(LyingProvider_LoginTime, BeforeAFreshLoginWasAskedIsRefused) {
  OidcDoor door;
  door.provider.claims["auth_time"] = kStart - 61;
  OidcBrowser browser{door, "flow", fresh_login()};

  EXPECT_EQ(refusal_of(browser.log_in()), Refusal::id_token_auth_time);
}

TEST(LyingProvider_Userinfo, OfAnotherSubjectIsRefused) {
  OidcDoor door;
  door.provider.dropped = {"email"};
  door.provider.userinfo["sub"] = "somebody-else";

  EXPECT_EQ(outcome(door), Refusal::userinfo_mismatch);
}

TEST(LyingProvider_Userinfo, WithoutASubjectIsRefused) {
  OidcDoor door;
  door.provider.dropped = {"email"};
  door.provider.userinfo.erase("sub");

  EXPECT_EQ(outcome(door), Refusal::userinfo_mismatch);
}

TEST(LyingProvider_Userinfo, IsNotAskedToVerifyTheTokensAddress) {
  OidcDoor door;
  door.provider.claims["email"] = "bea@minbzk.nl";
  door.provider.dropped = {"email_verified"};

  EXPECT_EQ(outcome(door), Refusal::email_not_verified);
}

TEST(LyingProvider_Userinfo, AsAJwtIsUnavailable) {
  OidcDoor door;
  door.provider.dropped = {"email"};
  http::Response jwt{.status = 200, .headers = {}, .body = "e30.e30.e30"};
  jwt.headers.add("Content-Type", "application/jwt");
  door.provider.instead[std::string(kUserinfo)] = jwt;

  EXPECT_THROW(outcome(door), Unavailable);
}

TEST(LyingProvider_State, ThatIsMissingOrAnotherIsRefused) {
  Underway login;

  EXPECT_EQ(refusal_of(login.browser.come_back("code=the-code")), Refusal::state_mismatch);
  EXPECT_EQ(refusal_of(login.browser.come_back("code=the-code&state=flow.another")),
            Refusal::state_mismatch);
  EXPECT_EQ(refusal_of(login.browser.come_back("error=access_denied&state=flow.another")),
            Refusal::state_mismatch);
  EXPECT_EQ(login.end(), std::nullopt) << "and her own answer is still good";
}

TEST(LyingProvider_State, OfAnotherBrowserIsRefused) {
  Underway hers;
  OidcBrowser victim{hers.door, "flow"};
  victim.begin();

  EXPECT_EQ(refusal_of(victim.come_back(hers.answer)), Refusal::state_mismatch);
  EXPECT_EQ(hers.door.provider.asked(kToken), 0U);
}

TEST(LyingProvider_Answer, ThatIsReplayedIsRefused) {
  Underway login;
  ASSERT_EQ(login.end(), std::nullopt);

  EXPECT_EQ(login.end(), Refusal::flow_used);
  EXPECT_EQ(login.door.provider.asked(kToken), 1U);
}

TEST(LyingProvider_Answer, ThatWasRefusedOnceIsNotTriedAgain) {
  Underway login;
  login.door.provider.claims["nonce"] = "another";
  ASSERT_EQ(login.end(), Refusal::id_token_nonce);

  EXPECT_EQ(login.end(), Refusal::flow_used);
}

TEST(LyingProvider_Answer, ToASecondDepartureOfTheFlowIsGood) {
  Underway login;
  ASSERT_EQ(login.end(), std::nullopt);

  EXPECT_EQ(refusal_of(login.browser.log_in()), std::nullopt);
}

TEST(LyingProvider_Answer, IsRefusedOnceTheKeyOfItsMarkIsGone) {
  Underway login;
  auto memory = upstream::OidcMemory::parse(login.browser.memory).value();
  memory.key_id = "destroyed";
  login.browser.memory = memory.serialise();

  EXPECT_EQ(login.end(), Refusal::flow_unknown);
}

TEST(LyingProvider_Answer, WithARepeatedParameterIsRefused) {
  Underway login;

  EXPECT_EQ(refusal_of(login.browser.come_back(login.answer + "&code=another")),
            Refusal::request_malformed);
}

TEST(LyingProvider_Answer, WithoutAMemoryIsRefused) {
  Underway login;
  login.browser.memory = "forged";

  EXPECT_EQ(login.end(), Refusal::flow_unknown);
}

TEST(LyingProvider_Answer, WithoutACodeIsRefused) {
  Underway login;
  const auto state = login.door.provider.in_authorization("state");

  EXPECT_EQ(refusal_of(login.browser.come_back("state=" + state)),
            Refusal::provider_answer_malformed);
}

TEST(LyingProvider_Answer, WithAnErrorIsRefused) {
  Underway login;

  EXPECT_EQ(refusal_of(login.browser.come_back(login.answer + "&error=access_denied")),
            Refusal::provider_refused);
  EXPECT_EQ(login.door.provider.asked(kToken), 0U);
}

TEST(LyingProvider_Rfc9207, AnnouncedIssuerThatIsMissingIsRefused) {
  OidcDoor door;
  door.provider.metadata["authorization_response_iss_parameter_supported"] = true;

  EXPECT_EQ(outcome(door), Refusal::issuer_mismatch);
}

TEST(LyingProvider_Rfc9207, AnotherIssuerIsRefusedWhetherAnnouncedOrNot) {
  Underway login;

  EXPECT_EQ(refusal_of(login.browser.come_back(login.answer + "&iss=https%3A%2F%2Fevil.example")),
            Refusal::issuer_mismatch);
  EXPECT_EQ(login.door.provider.asked(kToken), 0U) << "the code of another stays with us";
}

TEST(LyingProvider_Rfc9207, TheRightIssuerIsAccepted) {
  Underway login;

  EXPECT_EQ(refusal_of(login.browser.come_back(login.answer + "&iss=https%3A%2F%2Fidp.example")),
            std::nullopt);
}

TEST(LyingProvider_Rfc9207, AFlowThatLeftForAnotherProviderIsRefused) {
  Underway login;
  auto memory = upstream::OidcMemory::parse(login.browser.memory).value();
  memory.issuer = "https://other.example";
  login.browser.memory = memory.serialise();

  EXPECT_EQ(login.end(), Refusal::issuer_mismatch);
}

TEST(LyingProvider_Discovery, OfAnotherIssuerIsRefused) {
  OidcDoor door;
  door.provider.metadata["issuer"] = "https://renamed.example";

  EXPECT_EQ(outcome(door), Refusal::issuer_mismatch);
}

TEST(LyingProvider_Discovery, WithoutAnEndpointIsRefused) {
  OidcDoor door;
  door.provider.metadata.erase("token_endpoint");

  EXPECT_EQ(outcome(door), Refusal::provider_answer_malformed);
}

TEST(LyingProvider_Tokens, WithoutAnIdTokenAreRefused) {
  OidcDoor door;
  door.provider.instead[std::string(kToken)] =
      json_answer(R"({"access_token":"at","token_type":"Bearer"})");

  EXPECT_EQ(outcome(door), Refusal::provider_answer_malformed);
}

TEST(LyingProvider_Tokens, ThatItDoesNotGiveAreARefusal) {
  OidcDoor door;
  door.provider.instead[std::string(kToken)] = json_answer(R"({"error":"invalid_grant"})", 400);

  EXPECT_EQ(outcome(door), Refusal::provider_refused);
}

class LyingProvider_Silence : public testing::TestWithParam<std::string_view> {};

TEST_P(LyingProvider_Silence, IsUnavailable) {
  OidcDoor door;
  door.provider.dropped = {"email"};
  door.provider.silent = {std::string(GetParam())};

  EXPECT_THROW(outcome(door), Unavailable);
}

INSTANTIATE_TEST_SUITE_P(EachEndpoint, LyingProvider_Silence,
                         testing::Values(kDiscovery, kJwks, kToken, kUserinfo));

class LyingProvider_Redirect : public testing::TestWithParam<std::string_view> {};

TEST_P(LyingProvider_Redirect, IsNotFollowed) {
  OidcDoor door;
  door.provider.dropped = {"email"};
  auto elsewhere = json_answer("{}", 307);
  elsewhere.headers.add("Location", "https://evil.example/");
  door.provider.instead[std::string(GetParam())] = elsewhere;

  EXPECT_THROW(outcome(door), Unavailable);
  EXPECT_EQ(door.provider.asked("https://evil.example/"), 0U);
}

INSTANTIATE_TEST_SUITE_P(EachEndpoint, LyingProvider_Redirect,
                         testing::Values(kDiscovery, kJwks, kToken, kUserinfo));

class LyingProvider_Oversize : public testing::TestWithParam<std::string_view> {};

TEST_P(LyingProvider_Oversize, IsUnavailable) {
  OidcDoor door;
  door.provider.dropped = {"email"};
  door.provider.instead[std::string(GetParam())] =
      json_answer(R"({"padding":")" + std::string(300'000, 'a') + R"("})");

  EXPECT_THROW(outcome(door), Unavailable);
}

INSTANTIATE_TEST_SUITE_P(EachEndpoint, LyingProvider_Oversize,
                         testing::Values(kDiscovery, kJwks, kToken, kUserinfo));

}  // namespace

}  // namespace sluis::tests
