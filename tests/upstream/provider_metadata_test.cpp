#include "upstream/provider_metadata.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/crypto/foreign_key.h"
#include "tests/upstream/lying_provider.h"

namespace sluis::tests {

namespace {

namespace json = boost::json;

json::object right() {
  return {{"issuer", "https://idp.example"},
          {"authorization_endpoint", "https://idp.example/authorize?tenant=1"},
          {"token_endpoint", "https://idp.example/token"},
          {"jwks_uri", "https://idp.example/jwks"}};
}

std::optional<Refusal> refusal(const json::object& document,
                               std::string_view issuer = "https://idp.example") {
  const auto read = upstream::read_metadata(document, issuer);
  return read ? std::nullopt : std::optional(read.error());
}

TEST(ProviderMetadata_Discovery_4_1, IsFetchedBelowTheIssuer) {
  EXPECT_EQ(upstream::discovery_url("https://idp.example"),
            "https://idp.example/.well-known/openid-configuration");
  EXPECT_EQ(upstream::discovery_url("https://idp.example/realm/"),
            "https://idp.example/realm/.well-known/openid-configuration");
}

TEST(ProviderMetadata_Discovery_3, GivesTheEndpoints) {
  auto document = right();
  document["userinfo_endpoint"] = "https://idp.example/me";
  document["authorization_response_iss_parameter_supported"] = true;

  const auto read = upstream::read_metadata(document, "https://idp.example");

  ASSERT_TRUE(read);
  EXPECT_EQ(read->authorization_endpoint, "https://idp.example/authorize?tenant=1");
  EXPECT_EQ(read->token_endpoint, "https://idp.example/token");
  EXPECT_EQ(read->jwks_uri, "https://idp.example/jwks");
  EXPECT_EQ(read->userinfo_endpoint, "https://idp.example/me");
  EXPECT_TRUE(read->names_itself_in_answers);
}

TEST(ProviderMetadata_Nlr06, RefusesAnIssuerThatIsNotOursToTheLetter) {
  for (const char* issuer : {"https://idp.example/", "https://IDP.example", "http://idp.example"}) {
    auto document = right();
    document["issuer"] = issuer;

    EXPECT_EQ(refusal(document), Refusal::issuer_mismatch) << issuer;
  }
}

TEST(ProviderMetadata_Discovery_3, RefusesADocumentWithoutAnEndpoint) {
  for (const char* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
    auto document = right();
    document.erase(name);

    EXPECT_EQ(refusal(document), Refusal::provider_answer_malformed) << name;
  }
}

class ProviderMetadata_Endpoint : public testing::TestWithParam<const char*> {};

TEST_P(ProviderMetadata_Endpoint, ThatMayNotBeUsedIsRefused) {
  for (const char* name :
       {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"}) {
    auto document = right();
    document[name] = GetParam();

    EXPECT_EQ(refusal(document), Refusal::provider_answer_malformed) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Each, ProviderMetadata_Endpoint,
                         testing::Values("", "/token", "http://idp.example/x",
                                         "javascript:alert(1)", "https://", "https://a b/",
                                         "https://idp.example/#x", "https://user@idp.example/",
                                         "https://idp.example/\r\nX:y", "file:///etc/passwd",
                                         "//idp.example/x", "https://idp.example:0/x",
                                         "https://idp%2eexample/x"));

TEST(ProviderMetadata_Endpoint, MayBePlainWhereTheIssuerIs) {
  auto document = right();
  document["issuer"] = "http://127.0.0.1:9000";
  document["token_endpoint"] = "http://127.0.0.1:9000/token";

  EXPECT_EQ(refusal(document, "http://127.0.0.1:9000"), std::nullopt);
}

struct Signed {
  ForeignKey key = ForeignKey::p256();
  json::object statement{{"iss", "https://idp.example"},
                         {"token_endpoint", "https://idp.example/signed"}};

  std::expected<upstream::ProviderMetadata, Refusal> read(const ForeignKey& signer) const {
    auto document = right();
    document["signed_metadata"] =
        signer.token(crypto::Algorithm::es256, R"({"alg":"ES256"})", json::serialize(statement));
    const std::vector keys{crypto::VerificationKey::from_jwk(key.jwk()).value()};
    return upstream::read_signed_metadata(document, "https://idp.example", keys,
                                          {crypto::Algorithm::es256});
  }
};

TEST(ProviderMetadata_Nlr08, TheSignedWordWins) {
  const Signed metadata;

  const auto read = metadata.read(metadata.key);

  ASSERT_TRUE(read);
  EXPECT_EQ(read->token_endpoint, "https://idp.example/signed");
  EXPECT_EQ(read->jwks_uri, "https://idp.example/jwks");
}

TEST(ProviderMetadata_Nlr08, RefusesTheSignatureOfAnother) {
  const Signed metadata;

  const auto read = metadata.read(ForeignKey::p256());

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), Refusal::provider_answer_malformed);
}

TEST(ProviderMetadata_Nlr08, RefusesTheStatementOfAnother) {
  Signed metadata;
  metadata.statement["iss"] = "https://evil.example";

  const auto read = metadata.read(metadata.key);

  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), Refusal::provider_answer_malformed);
}

}  // namespace

}  // namespace sluis::tests
