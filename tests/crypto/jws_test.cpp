#include "crypto/jws.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crypto/encoding.h"
#include "tests/crypto/foreign_key.h"
#include "tests/crypto/vector_file.h"

namespace sluis::crypto {
namespace {

using tests::ForeignKey;

const JwsRules kAll{.algorithms = {Algorithm::rs256, Algorithm::ps256, Algorithm::es256},
                    .types = {}};

const ForeignKey& rsa() {
  static const ForeignKey key = ForeignKey::rsa(2048);
  return key;
}

const ForeignKey& p256() {
  static const ForeignKey key = ForeignKey::p256();
  return key;
}

VerificationKey key_of(const std::string& jwk) {
  auto key = VerificationKey::from_jwk(jwk);
  if (!key) throw std::runtime_error("a key of the test is refused");
  return *std::move(key);
}

std::string payload_or_fault(const std::expected<VerifiedJws, JwsFault>& result) {
  return result ? result->payload() : "fault " + std::to_string(static_cast<int>(result.error()));
}

testing::AssertionResult is_refused(const std::expected<VerifiedJws, JwsFault>& result,
                                    JwsFault fault) {
  if (!result && result.error() == fault) return testing::AssertionSuccess();
  return testing::AssertionFailure() << payload_or_fault(result);
}

TEST(Jws_Rfc7515_A, VectorsVerify) {
  for (const auto& row : tests::read_vectors("rfc7515.txt", 4)) {
    SCOPED_TRACE(row[0]);
    const std::vector<VerificationKey> keys = {key_of(row[2])};

    const auto result = verify_jws(row[3], keys, kAll);

    ASSERT_TRUE(result) << payload_or_fault(result);
    EXPECT_EQ(result->payload(),
              "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
    EXPECT_EQ(name_of(result->algorithm()), row[1]);
  }
}

class Jws_Rfc7515 : public testing::TestWithParam<Algorithm> {
 protected:
  static const ForeignKey& foreign() { return GetParam() == Algorithm::es256 ? p256() : rsa(); }
  static std::string header() { return R"({"alg":")" + std::string(name_of(GetParam())) + R"("})"; }
};
INSTANTIATE_TEST_SUITE_P(Jws, Jws_Rfc7515,
                         testing::Values(Algorithm::rs256, Algorithm::ps256, Algorithm::es256));

TEST_P(Jws_Rfc7515, VerifiesWhatWeSigned) {
  const SigningKey key = SigningKey::generate(GetParam(), "k");
  const std::vector<VerificationKey> keys = {key_of(key.public_jwk())};

  const std::string token = sign_jws(key, "at+jwt", R"({"sub":"a"})");
  const auto result = verify_jws(token, keys, {.algorithms = {GetParam()}, .types = {"at+jwt"}});

  EXPECT_EQ(payload_or_fault(result), R"({"sub":"a"})");
}

TEST_P(Jws_Rfc7515, VerifiesWhatOpenSslSigned) {
  const std::vector<VerificationKey> keys = {key_of(foreign().jwk())};

  const auto result = verify_jws(foreign().token(GetParam(), header(), "payload"), keys, kAll);

  EXPECT_EQ(payload_or_fault(result), "payload");
}

TEST_P(Jws_Rfc7515, RefusesAChangedPayload) {
  const std::vector<VerificationKey> keys = {key_of(foreign().jwk())};
  std::string token = foreign().token(GetParam(), header(), "payload");
  token.replace(token.find('.') + 1, base64url_encode("payload").size(),
                base64url_encode("pAyload"));

  EXPECT_TRUE(is_refused(verify_jws(token, keys, kAll), JwsFault::signature_wrong));
}

TEST_P(Jws_Rfc7515, RefusesAnotherKeysSignature) {
  const ForeignKey other =
      GetParam() == Algorithm::es256 ? ForeignKey::p256() : ForeignKey::rsa(2048);
  const std::vector<VerificationKey> keys = {key_of(other.jwk())};

  const auto result = verify_jws(foreign().token(GetParam(), header(), "payload"), keys, kAll);

  EXPECT_TRUE(is_refused(result, JwsFault::signature_wrong));
}

TEST_P(Jws_Rfc7515, RefusesAnEmptySignature) {
  const std::vector<VerificationKey> keys = {key_of(foreign().jwk())};
  const std::string token = foreign().token(GetParam(), header(), "payload");

  const auto result = verify_jws(token.substr(0, token.rfind('.') + 1), keys, kAll);

  EXPECT_TRUE(is_refused(result, JwsFault::signature_wrong));
}

TEST_P(Jws_Rfc7515, RefusesASignatureOfZeroes) {
  const std::vector<VerificationKey> keys = {key_of(foreign().jwk())};
  const std::string token = foreign().token(GetParam(), header(), "payload");
  const std::size_t size = GetParam() == Algorithm::es256 ? 64 : 256;

  const auto result =
      verify_jws(token.substr(0, token.rfind('.') + 1) + base64url_encode(std::string(size, '\0')),
                 keys, kAll);

  EXPECT_TRUE(is_refused(result, JwsFault::signature_wrong));
}

TEST(JwsHeader_Rfc7515_4_1, OursHasAlgKidAndTyp) {
  const SigningKey key = SigningKey::generate(Algorithm::es256, "k-1");

  const std::string token = sign_jws(key, "JWT", "{}");

  EXPECT_EQ(base64url_decode(token.substr(0, token.find('.'))),
            R"({"alg":"ES256","kid":"k-1","typ":"JWT"})");
}

TEST(JwsSignature_Rfc7518_3_4, OursAlwaysHas64Octets) {
  const SigningKey key = SigningKey::generate(Algorithm::es256, "k");
  for (int count = 0; count < 600; ++count) {  // one R or S in 128 is shorter
    const std::string token = sign_jws(key, "", std::to_string(count));
    ASSERT_EQ(token.size() - token.rfind('.') - 1, 86U);
  }
}

TEST(JwsSignature_Rfc7518_3_4, RefusesAnEs256SignatureInALongerForm) {
  const std::vector<VerificationKey> keys = {key_of(p256().jwk())};
  const std::string token = p256().token(Algorithm::es256, R"({"alg":"ES256"})", "payload");
  const std::string signature = *base64url_decode(token.substr(token.rfind('.') + 1));
  const std::string zero(1, '\0');
  const std::string longer = zero + signature.substr(0, 32) + zero + signature.substr(32);

  const auto result =
      verify_jws(token.substr(0, token.rfind('.') + 1) + base64url_encode(longer), keys, kAll);

  EXPECT_TRUE(is_refused(result, JwsFault::signature_wrong));
}

TEST(JwsSignature_Rfc7518_3_5, RefusesAPs256SaltOfAnotherSize) {
  const std::vector<VerificationKey> keys = {key_of(rsa().jwk())};
  const std::string token = rsa().token(Algorithm::ps256, R"({"alg":"PS256"})", "payload", 20);

  EXPECT_TRUE(is_refused(verify_jws(token, keys, kAll), JwsFault::signature_wrong));
}

class JwsRules_Rfc8725_3_1 : public testing::Test {
 protected:
  std::expected<VerifiedJws, JwsFault> verified(const std::string& header,
                                                const JwsRules& rules = kAll) const {
    return verify_jws(p256().token(Algorithm::es256, header, "payload"), keys_, rules);
  }
  const std::vector<VerificationKey> keys_ = {key_of(p256().jwk(R"(,"kid":"a")"))};
};

TEST_F(JwsRules_Rfc8725_3_1, RefusesNone) {
  const std::string token = base64url_encode(R"({"alg":"none"})") + ".cGF5bG9hZA.";

  EXPECT_TRUE(is_refused(verify_jws(token, keys_, kAll), JwsFault::algorithm_refused));
}

TEST_F(JwsRules_Rfc8725_3_1, RefusesHmac) {
  EXPECT_TRUE(is_refused(verified(R"({"alg":"HS256","kid":"a"})"), JwsFault::algorithm_refused));
}

TEST_F(JwsRules_Rfc8725_3_1, RefusesAnAlgorithmThatTheCallerDidNotName) {
  EXPECT_TRUE(is_refused(
      verified(R"({"alg":"ES256","kid":"a"})", {.algorithms = {Algorithm::rs256}, .types = {}}),
      JwsFault::algorithm_refused));
}

TEST_F(JwsRules_Rfc8725_3_1, RefusesEverythingWithoutAList) {
  EXPECT_TRUE(is_refused(verified(R"({"alg":"ES256"})", {.algorithms = {}, .types = {}}),
                         JwsFault::algorithm_refused));
}

class JwsHeaderRefused_Opx14 : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Jws, JwsHeaderRefused_Opx14,
                         testing::Values(R"("crit":["exp"])", R"("crit":[])",
                                         R"("jku":"https://a.example")",
                                         R"("x5u":"https://a.example")", R"("jwk":{})",
                                         R"("zip":"DEF")", R"("b64":true)"));
TEST_P(JwsHeaderRefused_Opx14, Member) {
  const std::vector<VerificationKey> keys = {key_of(p256().jwk())};
  const std::string header = R"({"alg":"ES256",)" + std::string(GetParam()) + "}";

  const auto result = verify_jws(p256().token(Algorithm::es256, header, "payload"), keys, kAll);

  EXPECT_TRUE(is_refused(result, JwsFault::header_refused));
}

class JwsType_Rfc7515_4_1_9 : public JwsRules_Rfc8725_3_1 {
 protected:
  const JwsRules only_jwt_{.algorithms = {Algorithm::es256}, .types = {"JWT"}};
};

TEST_F(JwsType_Rfc7515_4_1_9, IsComparedWithoutCaseAndWithoutApplication) {
  EXPECT_TRUE(verified(R"({"alg":"ES256","typ":"JWT"})", only_jwt_));
  EXPECT_TRUE(verified(R"({"alg":"ES256","typ":"jwt"})", only_jwt_));
  EXPECT_TRUE(verified(R"({"alg":"ES256","typ":"application/jwt"})", only_jwt_));
}

TEST_F(JwsType_Rfc7515_4_1_9, MayBeAnythingWhereTheRulesNameNone) {
  EXPECT_TRUE(verified(R"({"alg":"ES256","typ":"other"})"));
  EXPECT_TRUE(verified(R"({"alg":"ES256"})"));
}

TEST_F(JwsType_Rfc7515_4_1_9, RefusesAnother) {
  EXPECT_TRUE(is_refused(verified(R"({"alg":"ES256","typ":"at+jwt"})", only_jwt_),
                         JwsFault::header_refused));
}

TEST_F(JwsType_Rfc7515_4_1_9, RefusesNoneWhereOneIsRequired) {
  EXPECT_TRUE(is_refused(verified(R"({"alg":"ES256"})", only_jwt_), JwsFault::header_refused));
}

TEST_F(JwsType_Rfc7515_4_1_9, MayBeAbsentWhereTheRulesSaySo) {
  const JwsRules jwt_or_none{.algorithms = {Algorithm::es256}, .types = {"JWT", ""}};

  EXPECT_TRUE(verified(R"({"alg":"ES256"})", jwt_or_none));
  EXPECT_TRUE(verified(R"({"alg":"ES256","typ":"JWT"})", jwt_or_none));
  EXPECT_TRUE(is_refused(verified(R"({"alg":"ES256","typ":"at+jwt"})", jwt_or_none),
                         JwsFault::header_refused));
}

class JwsMalformed_Rfc7515_5_2 : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Jws, JwsMalformed_Rfc7515_5_2,
                         testing::Values("", "{", "[]", "{}", R"({"alg":256})",
                                         R"({"alg":"ES256","kid":1})", R"({"alg":"ES256","typ":1})",
                                         R"({"alg":"none","alg":"ES256"})",
                                         R"({"alg":"ES256","kid":"a","kid":"b"})",
                                         R"({"alg":"ES256"} )"
                                         "x"));
TEST_P(JwsMalformed_Rfc7515_5_2, Header) {
  const std::vector<VerificationKey> keys = {key_of(p256().jwk())};

  const auto result = verify_jws(p256().token(Algorithm::es256, GetParam(), "payload"), keys, kAll);

  EXPECT_TRUE(is_refused(result, JwsFault::malformed));
}

class JwsShape_Rfc7515_7_1 : public testing::Test {
 protected:
  testing::AssertionResult is_malformed(std::string_view token) const {
    return is_refused(verify_jws(token, keys_, kAll), JwsFault::malformed);
  }
  const std::vector<VerificationKey> keys_ = {key_of(p256().jwk())};
  const std::string token_ = p256().token(Algorithm::es256, R"({"alg":"ES256"})", "payload");
};

TEST_F(JwsShape_Rfc7515_7_1, RefusesFewerOrMoreParts) {
  EXPECT_TRUE(is_malformed(""));
  EXPECT_TRUE(is_malformed("."));
  EXPECT_TRUE(is_malformed(token_.substr(0, token_.rfind('.'))));
  EXPECT_TRUE(is_malformed(token_ + "."));
  EXPECT_TRUE(is_malformed(token_ + ".." + token_));
}

TEST_F(JwsShape_Rfc7515_7_1, RefusesPaddingAndOtherCharacters) {
  EXPECT_TRUE(is_malformed(token_ + "=="));
  EXPECT_TRUE(is_malformed(" " + token_));
  EXPECT_TRUE(is_malformed(token_ + "\n"));
}

TEST_F(JwsShape_Rfc7515_7_1, RefusesATokenLargerThanTheLimit) {
  JwsRules rules = kAll;
  rules.limit_bytes = token_.size();
  EXPECT_TRUE(verify_jws(token_, keys_, rules));

  rules.limit_bytes = token_.size() - 1;
  EXPECT_TRUE(is_refused(verify_jws(token_, keys_, rules), JwsFault::malformed));
}

class JwsKey_Opx14 : public testing::Test {
 protected:
  const std::string with_kid_ =
      p256().token(Algorithm::es256, R"({"alg":"ES256","kid":"a"})", "payload");
  const std::string without_kid_ = p256().token(Algorithm::es256, R"({"alg":"ES256"})", "payload");
  const VerificationKey right_ = key_of(p256().jwk(R"(,"kid":"a")"));
  const VerificationKey other_ = key_of(ForeignKey::p256().jwk(R"(,"kid":"b")"));
  const VerificationKey rsa_ = key_of(rsa().jwk(R"(,"kid":"a")"));
};

TEST_F(JwsKey_Opx14, IsFoundByKidAndType) {
  const std::vector<VerificationKey> keys = {other_, rsa_, right_};

  EXPECT_EQ(payload_or_fault(verify_jws(with_kid_, keys, kAll)), "payload");
}

TEST_F(JwsKey_Opx14, IsTheOneThatFitsWhereTheTokenHasNoKid) {
  const std::vector<VerificationKey> keys = {rsa_, right_};

  EXPECT_EQ(payload_or_fault(verify_jws(without_kid_, keys, kAll)), "payload");
}

TEST_F(JwsKey_Opx14, RefusesAnUnknownKidEvenIfAnotherKeyWouldFit) {
  const std::vector<VerificationKey> keys = {key_of(p256().jwk(R"(,"kid":"c")")),
                                             key_of(p256().jwk())};

  EXPECT_TRUE(is_refused(verify_jws(with_kid_, keys, kAll), JwsFault::key_unknown));
}

TEST_F(JwsKey_Opx14, RefusesToChooseBetweenTwoWithoutKid) {
  const std::vector<VerificationKey> keys = {right_, other_};

  EXPECT_TRUE(is_refused(verify_jws(without_kid_, keys, kAll), JwsFault::key_unknown));
}

TEST_F(JwsKey_Opx14, RefusesAKeyOfAnotherType) {
  const std::vector<VerificationKey> keys = {rsa_};

  EXPECT_TRUE(is_refused(verify_jws(with_kid_, keys, kAll), JwsFault::key_unknown));
}

TEST_F(JwsKey_Opx14, RefusesAKeyThatNamesAnotherAlgorithm) {
  const std::string token =
      rsa().token(Algorithm::rs256, R"({"alg":"RS256","kid":"a"})", "payload");
  const std::vector<VerificationKey> keys = {key_of(rsa().jwk(R"(,"kid":"a","alg":"PS256")"))};

  EXPECT_TRUE(is_refused(verify_jws(token, keys, kAll), JwsFault::key_unknown));
}

TEST_F(JwsKey_Opx14, RefusesWithoutKeys) {
  EXPECT_TRUE(is_refused(verify_jws(with_kid_, {}, kAll), JwsFault::key_unknown));
}

}  // namespace
}  // namespace sluis::crypto
