#include "upstream/token_request.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "fault/unavailable.h"
#include "http/form.h"
#include "tests/upstream/lying_provider.h"

namespace sluis::tests {

namespace {

using namespace upstream;

const CodeExchange kExchange{.token_endpoint = "https://idp.example/token",
                             .code = "a+b&c",
                             .redirect_uri = "https://login.example/login/callback/bzk",
                             .verifier = "verifier"};

std::optional<Refusal> refusal(http::Response response) {
  const auto answer = read_token_answer(std::move(response));
  return answer ? std::nullopt : std::optional(answer.error());
}

TEST(TokenRequest_OidcCore_3_1_3_1, IsAFormWithTheCodeAndTheVerifier) {
  const auto request =
      token_request(kExchange, SecretProof{"sluis", crypto::Secret::copy_of("secret")});

  const auto form = http::Form::parse(request.body).value();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://idp.example/token");
  EXPECT_EQ(request.headers.get("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(form.get("grant_type"), "authorization_code");
  EXPECT_EQ(form.get("code"), "a+b&c");
  EXPECT_EQ(form.get("redirect_uri"), kExchange.redirect_uri);
  EXPECT_EQ(form.get("code_verifier"), "verifier");
}

TEST(TokenRequest_Rfc6749_2_3_1, EncodesBothHalvesOfTheBasicHeader) {
  const auto request =
      token_request(kExchange, SecretProof{"a:b", crypto::Secret::copy_of("p%q r")});

  EXPECT_EQ(request.headers.get("Authorization"),
            "Basic " + crypto::base64_encode("a%3Ab:p%25q%20r"));
}

TEST(TokenRequest_Nlr04, ProvesItselfInOneWay) {
  const auto by_secret =
      token_request(kExchange, SecretProof{"sluis", crypto::Secret::copy_of("secret")});
  const auto by_key = token_request(kExchange, AssertionProof{"a.b.c"});

  const auto form = http::Form::parse(by_key.body).value();
  EXPECT_FALSE(http::Form::parse(by_secret.body).value().get("client_assertion"));
  EXPECT_FALSE(by_key.headers.has("Authorization"));
  EXPECT_EQ(form.get("client_assertion"), "a.b.c");
  EXPECT_EQ(form.get("client_assertion_type"),
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
}

TEST(TokenAnswer_OidcCore_3_1_3_3, HoldsBothTokens) {
  auto answer = read_token_answer(
      json_answer(R"({"access_token":"at","token_type":"bearer","id_token":"a.b.c"})"));

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->access_token.expose(), "at");
  EXPECT_EQ(answer->id_token, "a.b.c");
}

class TokenAnswer_Malformed : public testing::TestWithParam<const char*> {};

TEST_P(TokenAnswer_Malformed, IsRefused) {
  EXPECT_EQ(refusal(json_answer(GetParam())), Refusal::provider_answer_malformed);
}

INSTANTIATE_TEST_SUITE_P(
    Each, TokenAnswer_Malformed,
    testing::Values(R"({"access_token":"at","token_type":"Bearer"})",
                    R"({"access_token":"at","token_type":"Bearer","id_token":""})",
                    R"({"access_token":"at","token_type":"Bearer","id_token":["a.b.c"]})",
                    R"({"token_type":"Bearer","id_token":"a.b.c"})",
                    R"({"access_token":"a\r\nX: y","token_type":"Bearer","id_token":"a.b.c"})",
                    R"({"access_token":"at","id_token":"a.b.c"})",
                    R"({"access_token":"at","token_type":"DPoP","id_token":"a.b.c"})"));

TEST(TokenAnswer_Rfc6749_5_2, ThatSaysNoIsARefusal) {
  EXPECT_EQ(refusal(json_answer(R"({"error":"invalid_grant"})", 400)), Refusal::provider_refused);
  EXPECT_EQ(refusal(json_answer(R"({"error":"invalid_client"})", 401)), Refusal::provider_refused);
}

TEST(TokenAnswer_Fault, IsAProviderThatIsNotThere) {
  const std::string right = R"({"access_token":"at","token_type":"Bearer","id_token":"a.b.c"})";
  http::Response page{.status = 200, .headers = {}, .body = right};
  page.headers.add("Content-Type", "text/html");
  const std::string large = R"({"access_token":")" + std::string(70'000, 'a') + R"("})";

  EXPECT_THROW(refusal(json_answer(right, 500)), Unavailable);
  EXPECT_THROW(refusal(json_answer(right, 302)), Unavailable);
  EXPECT_THROW(refusal(json_answer("no", 400)), Unavailable);
  EXPECT_THROW(refusal(page), Unavailable);
  EXPECT_THROW(refusal(json_answer("no")), Unavailable);
  EXPECT_THROW(refusal(json_answer(R"({"id_token":"a","id_token":"b"})")), Unavailable);
  EXPECT_THROW(refusal(json_answer(large)), Unavailable);
}

}  // namespace

}  // namespace sluis::tests
