#include "saml/encryption.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <string>

#include "crypto/encoding.h"
#include "saml/content_key.h"
#include "saml/signing.h"
#include "saml/verified.h"
#include "tests/crypto/fixed_random.h"
#include "tests/saml/parties.h"

using namespace sluis;
using saml::ResponseSignature;
using tests::assertion_xml;
using tests::response_xml;
using tests::signed_assertion;
using tests::signed_response;
using tests::with;

namespace {

const std::vector<saml::PrivateKey>& opening_keys() {
  static const std::vector keys{tests::second_opening_key(), tests::opening_key()};
  return keys;
}

saml::EncryptionKey published(std::vector<std::string> methods = {}) {
  return {tests::opening_key().public_key(), std::move(methods)};
}

std::string encrypted(std::string_view assertion, std::vector<std::string> methods = {}) {
  tests::FixedRandom random;
  return saml::Recipient::choose({published(std::move(methods))})->encrypt(assertion, random);
}

std::expected<saml::Verified<saml::Answer>, Refusal> read(
    std::string_view xml, ResponseSignature wanted = ResponseSignature::optional) {
  return xml_signed_answer(tests::posted(xml), {.signers = tests::provider_keys(),
                                                .decryption_keys = opening_keys(),
                                                .response_signature = wanted});
}

Refusal refusal_of(std::string_view xml) {
  const auto answer = read(xml);
  EXPECT_FALSE(answer) << xml;
  return answer ? Refusal::login_required : answer.error();
}

std::string address_of(std::string_view xml) {
  const auto answer = read(xml);
  if (!answer) return std::string(name_of(answer.error()));
  return tests::address_in((*answer)->assertion.value());
}

// An EncryptedAssertion with other digests in OAEP, wrapped by the same room's primitives; the
// primitives themselves are held against OpenSSL's and xmlsec1's command lines in interop_test.cpp.
std::string with_oaep(const saml::Oaep& oaep, std::string_view method) {
  tests::FixedRandom random;
  const auto key = random.secret(32);
  const std::string wrapped =
      crypto::base64_encode(saml::wrap_key(key, oaep, tests::opening_key().public_key()));
  const std::string content =
      crypto::base64_encode(saml::encrypt_content(key, assertion_xml(), random));
  return R"(<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"><xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:RetrievalMethod URI="#_k"/></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>)" +
         content +
         R"(</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData><xenc:EncryptedKey xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Id="_k">)" +
         std::string(method) + "<xenc:CipherData><xenc:CipherValue>" + wrapped +
         "</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></saml:EncryptedAssertion>";
}

}  // namespace

TEST(Encryption_Sam17, IsOpenedInsideASignedResponse) {
  EXPECT_EQ(address_of(signed_response(encrypted(assertion_xml()))), "jan@duo.example");
  EXPECT_EQ(address_of(signed_response(encrypted(signed_assertion()))), "jan@duo.example");
}

TEST(Encryption_Sam17, IsOpenedAroundASignedAssertion) {
  const auto answer = read(response_xml(encrypted(signed_assertion())));

  ASSERT_TRUE(answer);
  EXPECT_FALSE((*answer)->response);
  EXPECT_EQ(tests::address_in((*answer)->assertion.value()), "jan@duo.example");
}

TEST(Encryption_Xsw24, DoesNotMakeUpForASignature) {
  // Anybody can encrypt for us.
  EXPECT_EQ(refusal_of(response_xml(encrypted(assertion_xml()))), Refusal::saml_signature);
  const std::string forged = saml::sign(assertion_xml(), tests::attacker_key());
  EXPECT_EQ(refusal_of(response_xml(encrypted(forged))), Refusal::saml_signature);
  EXPECT_EQ(refusal_of(signed_response(encrypted(forged))), Refusal::saml_signature);
}

TEST(Encryption_Xsw24, HidesNoSignatureInAnotherPlace) {
  const std::string good = signed_assertion();
  const std::string signature = tests::part(good, "<ds:Signature ", "</ds:Signature>");
  const std::string moved =
      with(with(good, signature, ""), "<saml:NameID ", signature + "<saml:NameID ");

  EXPECT_EQ(refusal_of(signed_response(encrypted(moved))), Refusal::saml_signature);
}

TEST(Encryption_Xsw24, IsNotOpenedWhereTheResponseMustBeSigned) {
  const auto answer =
      read(response_xml(encrypted(signed_assertion())), ResponseSignature::required);

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), Refusal::saml_signature);
}

TEST(Encryption_Xsw24, FailsAlikeWhateverFails) {
  const std::string good = encrypted(signed_assertion());
  const std::string key_value = tests::part(good, "<xenc:CipherValue>", "</xenc:CipherValue>");
  const std::string content = good.substr(good.find("</ds:KeyInfo>"));
  const std::string content_value =
      tests::part(content, "<xenc:CipherValue>", "</xenc:CipherValue>");
  const auto value = [](std::string_view octets) {
    return "<xenc:CipherValue>" + crypto::base64_encode(octets) + "</xenc:CipherValue>";
  };
  const std::string broken[] = {
      with(good, key_value, value(std::string(256, '\0'))),    // OAEP
      with(good, key_value, value(std::string(256, '\xff'))),  // more than the modulus
      with(good, key_value, value("short")),                   //
      with(good, key_value, value("")),                        //
      with(good, key_value, "<xenc:CipherValue>*</xenc:CipherValue>"),
      with(good, key_value, "<xenc:CipherReference URI=\"file:///etc/passwd\"/>"),
      with(good, content_value, value(std::string(100, '\0'))),  // the tag
      with(good, content_value, value(std::string(27, '\0'))),   // no room for nonce and tag
      with(good, content_value, value("")),
      with(good, content_value, ""),
      encrypted("no XML"),
      encrypted("<a/>"),
      encrypted(signed_assertion() + signed_assertion()),
      encrypted("</opened><opened>" + signed_assertion()),
      encrypted(""),
      tests::without(good, "<xenc:EncryptedKey>", "</xenc:EncryptedKey>"),
      with(
          good, "<xenc:EncryptedKey>",
          tests::part(good, "<xenc:EncryptedKey>", "</xenc:EncryptedKey>") + "<xenc:EncryptedKey>"),
      "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>",
  };

  for (const std::string& each : broken) {
    EXPECT_EQ(refusal_of(response_xml(each)), Refusal::saml_decryption) << each;
  }
}

// RFC 8017 §7.1.2, and the attack of Manger: whether the padding was right nobody learns, since the
// content is tried with some key in any case.
TEST(Encryption_Xsw24, AKeyThatDoesNotOpenIsReplacedByARandomOne) {
  const saml::Oaep oaep{.digest = EVP_sha1(), .mask_digest = EVP_sha1()};
  const auto key = crypto::Secret::copy_of(std::string(32, 'k'));
  const auto right = saml::wrap_key(key, oaep, tests::opening_key().public_key());
  const std::string wrong[] = {
      saml::wrap_key(key, oaep, tests::second_opening_key().public_key()),
      std::string(256, '\0'),  // the padding
      saml::wrap_key(crypto::Secret::copy_of(std::string(16, 'k')), oaep,
                     tests::opening_key().public_key()),  // good, and of another size
      "short"};

  EXPECT_EQ(saml::unwrap_key(right, 32, oaep, tests::opening_key()).expose(), key.expose());
  for (const std::string& wrapped : wrong) {
    const auto first = saml::unwrap_key(wrapped, 32, oaep, tests::opening_key());
    const auto again = saml::unwrap_key(wrapped, 32, oaep, tests::opening_key());
    EXPECT_EQ(first.size(), 32U);
    EXPECT_NE(first.expose(), key.expose());
    EXPECT_NE(first.expose(), again.expose());
  }
}

TEST(Encryption_Sam13, DoesNotStandBesideAnAssertion) {
  EXPECT_EQ(refusal_of(signed_response(assertion_xml() + encrypted(assertion_xml()))),
            Refusal::saml_malformed);
}

TEST(Encryption_Xsw24, RefusesAnotherPartysKey) {
  const std::vector keys{tests::second_opening_key()};

  const auto answer =
      xml_signed_answer(tests::posted(signed_response(encrypted(assertion_xml()))),
                        {.signers = tests::provider_keys(), .decryption_keys = keys});

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), Refusal::saml_decryption);
}

TEST(Encryption_Sam08, RefusesWeakAlgorithms) {
  const std::string good = encrypted(signed_assertion());
  const std::string_view cipher = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
  const std::string_view transport = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";

  for (const char* const weak : {"http://www.w3.org/2001/04/xmlenc#aes256-cbc",
                                 "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
                                 "http://www.w3.org/2001/04/xmlenc#tripledes-cbc",
                                 "http://www.w3.org/2009/xmlenc11#aes192-gcm", ""}) {
    EXPECT_EQ(refusal_of(response_xml(with(good, cipher, weak))), Refusal::saml_algorithm) << weak;
  }
  for (const char* const weak : {"http://www.w3.org/2001/04/xmlenc#rsa-1_5",
                                 "http://www.w3.org/2001/04/xmlenc#kw-aes256", ""}) {
    EXPECT_EQ(refusal_of(response_xml(with(good, transport, weak))), Refusal::saml_algorithm)
        << weak;
  }
  EXPECT_EQ(refusal_of(response_xml(with(good, "http://www.w3.org/2000/09/xmldsig#sha1",
                                         "http://www.w3.org/2001/04/xmldsig-more#md5"))),
            Refusal::saml_algorithm);
}

TEST(Encryption_Sam09, OpensOaepWithTheDigestsThatItNames) {
  const std::string sha256 =
      "<ds:DigestMethod xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" "
      "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>";
  const std::string mgf256 =
      "<x:MGF xmlns:x=\"http://www.w3.org/2009/xmlenc11#\" "
      "Algorithm=\"http://www.w3.org/2009/xmlenc11#mgf1sha256\"/>";
  const auto method = [](std::string_view uri, const std::string& inside) {
    return "<xenc:EncryptionMethod Algorithm=\"" + std::string(uri) + "\">" + inside +
           "</xenc:EncryptionMethod>";
  };
  const auto open = [](const saml::Oaep& oaep, const std::string& declared) {
    return address_of(signed_response(with_oaep(oaep, declared)));
  };
  const auto* const one = EVP_sha1();
  const auto* const two = EVP_sha256();

  EXPECT_EQ(open({one, one}, method(saml::kRsaOaepMgf1p, "")), "jan@duo.example");
  EXPECT_EQ(open({two, one}, method(saml::kRsaOaepMgf1p, sha256)), "jan@duo.example");
  EXPECT_EQ(open({one, one}, method(saml::kRsaOaep, "")), "jan@duo.example");
  EXPECT_EQ(open({two, two}, method(saml::kRsaOaep, sha256 + mgf256)), "jan@duo.example");
  EXPECT_EQ(open({two, one}, method(saml::kRsaOaep, sha256)), "jan@duo.example");
  EXPECT_EQ(open({two, two}, method(saml::kRsaOaep, sha256)), "saml_decryption");
  // The mask of rsa-oaep-mgf1p is what its name says, whatever stands beside it.
  EXPECT_EQ(open({one, two}, method(saml::kRsaOaepMgf1p, mgf256)), "saml_algorithm");
  EXPECT_EQ(open({one, one}, method(saml::kRsaOaep, "<xenc:OAEPparams>eA==</xenc:OAEPparams>")),
            "saml_algorithm");
}

TEST(Encryption_XmlEncryption_4_5_3, KnowsThePrefixesAroundIt) {
  const std::string bare =
      with(assertion_xml(), " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "");

  EXPECT_EQ(address_of(signed_response(encrypted(bare))), "jan@duo.example");
}

TEST(Encryption_Sam08, ChoosesWhatTheServiceCanOpen) {
  const std::string assertion = assertion_xml();
  const std::string aes128(saml::kAes128Gcm);
  const std::string aes256(saml::kAes256Gcm);
  const std::string mgf1p(saml::kRsaOaepMgf1p);
  const std::string cbc = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";

  EXPECT_TRUE(encrypted(assertion).contains("#aes256-gcm"));
  EXPECT_TRUE(encrypted(assertion, {aes128}).contains("#aes128-gcm"));
  EXPECT_TRUE(encrypted(assertion, {cbc, aes128, aes256, mgf1p}).contains("#aes256-gcm"));
  EXPECT_TRUE(encrypted(assertion, {mgf1p}).contains("#aes256-gcm"));
  EXPECT_EQ(address_of(signed_response(encrypted(assertion, {aes128}))), "jan@duo.example");
}

TEST(Encryption_Sam08, ChoosesNothingWhereItIsAllWeak) {
  using saml::Recipient;
  const saml::EncryptionKey elliptic{tests::elliptic_key().public_key(), {}};

  EXPECT_FALSE(Recipient::choose({}));
  EXPECT_FALSE(Recipient::choose({elliptic}));
  EXPECT_FALSE(Recipient::choose({published({"http://www.w3.org/2001/04/xmlenc#aes256-cbc"})}));
  EXPECT_FALSE(Recipient::choose({published({std::string(saml::kRsa15)})}));
  EXPECT_FALSE(Recipient::choose({published({std::string(saml::kRsaOaep)})}));
  EXPECT_TRUE(Recipient::choose({elliptic, published()}));
}
