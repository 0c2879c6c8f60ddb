#include "saml/binding.h"

#include <gtest/gtest.h>

#include <string>

#include "crypto/encoding.h"
#include "saml/algorithms.h"
#include "saml/deflate.h"
#include "saml/names.h"
#include "saml/redirect_query.h"
#include "saml/signing.h"
#include "saml/verified.h"
#include "saml/writing.h"
#include "tests/saml/cost.h"
#include "tests/saml/parties.h"

using namespace sluis;
using saml::AuthnRequest;
using saml::MessageKind;
using saml::percent_encoded;
using saml::receive_post;
using saml::receive_redirect;
using saml::Received;

namespace {

std::string request_value(std::string_view xml) {
  return percent_encoded(crypto::base64_encode(saml::deflate(xml)));
}

std::string unsigned_query() {
  return "SAMLRequest=" + request_value(to_xml(tests::example_request()));
}

std::string signed_query(const saml::PrivateKey& key = tests::provider_key()) {
  const std::string url = saml::redirect_url({.kind = MessageKind::request,
                                              .location = "https://idp.example/sso",
                                              .xml = to_xml(tests::example_request()),
                                              .relay_state = "a b+c/é"},
                                             key);
  return url.substr(url.find('?') + 1);
}

std::expected<saml::Verified<AuthnRequest>, Refusal> verified(const std::string& query) {
  const auto received = receive_redirect(query);
  if (!received) return std::unexpected(received.error());
  return saml::redirect_signed<AuthnRequest>(*received, tests::provider_keys());
}

Refusal refusal_of(const std::string& query) {
  const auto outcome = verified(query);
  EXPECT_FALSE(outcome) << query.substr(0, 80);
  return outcome ? Refusal::login_required : outcome.error();
}

}  // namespace

TEST(Redirect_SamlBindings_3_4, BringsASignedRequestAndItsRelayState) {
  for (const auto* const key : {&tests::provider_key(), &tests::elliptic_key()}) {
    const auto received = receive_redirect(signed_query(*key));

    ASSERT_TRUE(received);
    EXPECT_EQ(received->kind(), MessageKind::request);
    EXPECT_EQ(received->signing(), Received::Signing::query);
    EXPECT_EQ(received->relay_state(), "a b+c/é");
    EXPECT_EQ(received->candidate_issuer(), tests::kService);
    const auto request = saml::redirect_signed<AuthnRequest>(*received, tests::provider_keys());
    ASSERT_TRUE(request);
    EXPECT_EQ((*request)->id, "_q1");
  }
}

TEST(Redirect_SamlBindings_3_4, GoesToAnAddressThatHasAQuery) {
  const std::string url = saml::redirect_url(
      {.kind = MessageKind::response, .location = "https://sp.example/?a=b", .xml = "<a/>"},
      tests::provider_key());

  EXPECT_TRUE(url.starts_with("https://sp.example/?a=b&SAMLResponse=")) << url;
  EXPECT_FALSE(url.contains("RelayState"));
}

TEST(Redirect_Xsw25, TakesParametersInAnyOrderButSignedInTheirs) {
  std::string query = signed_query();
  const std::size_t relay = query.find("&RelayState=");
  const std::size_t algorithm = query.find("&SigAlg=");
  const std::string moved = query.substr(relay + 1, algorithm - relay - 1) + "&lang=nl&" +
                            query.substr(algorithm + 1) + "&" + query.substr(0, relay);

  EXPECT_TRUE(verified(moved));
}

TEST(Redirect_Xsw25, VerifiesTheOctetsAsTheyCame) {
  // The same values in another spelling: lower-case percent signs.
  EXPECT_EQ(refusal_of(tests::with(signed_query(), "%3A", "%3a")), Refusal::saml_request_signature);
}

TEST(Redirect_Xsw25, TakesTheSendersOwnSpelling) {
  const std::string good = signed_query();
  std::string query = tests::with(good.substr(0, good.find("&Signature=")), "%3A", "%3a");
  const std::string signature = saml::sign_octets(query, tests::provider_key());

  query += "&Signature=" + percent_encoded(crypto::base64_encode(signature));

  EXPECT_TRUE(verified(query));
}

TEST(Redirect_Xsw25, RefusesWhatIsAmbiguous) {
  const std::string good = signed_query();
  const std::string value = unsigned_query();
  const std::string queries[] = {
      "",
      "RelayState=x",
      good + "&" + value,         // SAMLRequest twice
      good + "&RelayState=x",     // RelayState twice
      good + "&SAML%52equest=x",  // another spelling of a name of ours
      tests::with(value, "SAMLRequest", "SAML%52equest"),
      value + "&Relay%53tate=x",
      good + "&Relay%53tate=x",                         //
      good + "&SAMLResponse=x",                         // both
      good.substr(0, good.find("&Signature=")),         // SigAlg without Signature
      value + "&Signature=eA%3D%3D",                    // Signature without SigAlg
      good + "&Signature=eA%3D%3D",                     // Signature twice
      value + "&SAMLEncoding=urn%3Aexample%3Anone",     // not DEFLATE
      value + "%",                                      // a broken percent sign
      value + "&RelayState=%zz",                        //
      value + "&RelayState=%ff",                        // not UTF-8
      value + "&RelayState=%0d%0aLocation:x",           // control characters
      value + "&RelayState=" + std::string(1025, 'x'),  // too long
      "SAMLRequest=" + percent_encoded(crypto::base64_encode(to_xml(tests::example_request()))),
      "SAMLRequest=" + percent_encoded(crypto::base64_encode(saml::deflate("<a/>") + "x")),
      "SAMLRequest=%2A",
      "SAMLRequest=",
      "SAMLRequest",
  };

  for (const std::string& query : queries)
    EXPECT_EQ(refusal_of(query), Refusal::saml_malformed) << query;
}

TEST(Redirect_Xsw25, RefusesAnotherSignature) {
  const std::string good = signed_query();

  EXPECT_EQ(refusal_of(unsigned_query()), Refusal::saml_request_signature);
  EXPECT_EQ(refusal_of(signed_query(tests::attacker_key())), Refusal::saml_request_signature);
  EXPECT_EQ(refusal_of(tests::with(good, "RelayState=a", "RelayState=b")),
            Refusal::saml_request_signature);
  EXPECT_EQ(refusal_of(tests::without(good, "RelayState=", "&")), Refusal::saml_request_signature);
  EXPECT_EQ(refusal_of(tests::with(good, "rsa-sha256", "rsa-sha512")),
            Refusal::saml_request_signature);
}

TEST(Redirect_Sam08, RefusesWeakAlgorithms) {
  const std::string good = signed_query();
  const std::string strong = percent_encoded("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");

  for (const char* const weak :
       {"http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "none", ""}) {
    EXPECT_EQ(refusal_of(tests::with(good, strong, percent_encoded(weak))), Refusal::saml_algorithm)
        << weak;
  }
}

TEST(Redirect_SamlBindings_3_4_4_1, RefusesAnEnvelopedSignature) {
  const std::string xml = saml::sign(to_xml(tests::example_request()), tests::provider_key());

  const auto received = receive_redirect("SAMLRequest=" + request_value(xml));

  ASSERT_FALSE(received);
  EXPECT_EQ(received.error(), Refusal::saml_malformed);
}

TEST(Redirect_Xsw20, RefusesDeflateBombs) {
  // 50 MB of spaces in some 50 kB, and a small one that grows a thousandfold.
  const std::string huge = saml::deflate("<a>" + std::string(std::size_t{50} << 20U, ' ') + "</a>");
  const std::string steep = saml::deflate("<a>" + std::string(200'000, ' ') + "</a>");

  EXPECT_EQ(saml::inflate(huge, 256 * 1024), std::nullopt);
  EXPECT_EQ(saml::inflate(steep, 256 * 1024), std::nullopt);
  for (const std::string& bomb : {huge, steep}) {
    const auto query = "SAMLRequest=" + percent_encoded(crypto::base64_encode(bomb));
    const auto cost = tests::cost_of([&query] { EXPECT_FALSE(receive_redirect(query)); });
    EXPECT_LT(cost.processor, tests::kXsw20Processor);
    EXPECT_LT(cost.kilobytes, tests::kXsw20Kilobytes);
  }
}

TEST(Deflate_Rfc1951, ComesBackTheSame) {
  const std::string text = to_xml(tests::example_request());

  EXPECT_EQ(saml::inflate(saml::deflate(text), text.size()), text);
  EXPECT_EQ(saml::inflate(saml::deflate(text), text.size() - 1), std::nullopt);
}

TEST(Deflate_Rfc1951, RefusesPartsAndLeftovers) {
  const std::string whole = saml::deflate("some text that is no bomb at all");

  EXPECT_EQ(saml::inflate(whole + "x", 1000), std::nullopt);
  EXPECT_EQ(saml::inflate(whole.substr(0, whole.size() - 1), 1000), std::nullopt);
  EXPECT_EQ(saml::inflate("", 1000), std::nullopt);
  EXPECT_EQ(saml::inflate("\xff\xff\xff", 1000), std::nullopt);
}

TEST(Post_SamlBindings_3_5, BringsADocument) {
  const std::string value = saml::post_value(tests::signed_response(tests::assertion_xml()));
  std::string wrapped;
  for (std::size_t at = 0; at < value.size(); at += 76) wrapped += value.substr(at, 76) + "\r\n";

  const auto received = receive_post(MessageKind::response, wrapped, "handle");

  ASSERT_TRUE(received);
  EXPECT_EQ(received->candidate_issuer(), tests::kProvider);
  EXPECT_EQ(received->relay_state(), "handle");
  EXPECT_EQ(received->signing(), Received::Signing::enveloped);
}

TEST(Post_SamlBindings_3_5, RefusesLooseBase64) {
  const std::string value = crypto::base64_encode("<a/>  ");
  const std::string values[] = {"",          "<a/>",   value + "=", value + "!",
                                " " + value, "PGEvPg", "PGEvPh=="};

  for (const std::string& each : values) {
    EXPECT_FALSE(receive_post(MessageKind::response, each, std::nullopt)) << each;
  }
  EXPECT_TRUE(receive_post(MessageKind::response, value, std::nullopt));
}

TEST(Post_Xsw22, RefusesARelayStateThatCannotGoOn) {
  const std::string value = crypto::base64_encode("<a/>");

  EXPECT_FALSE(receive_post(MessageKind::request, value, std::string(1025, 'x')));
  EXPECT_FALSE(receive_post(MessageKind::request, value, "a\r\nb"));
  EXPECT_FALSE(receive_post(MessageKind::request, value, "\xc0\xaf"));
  EXPECT_TRUE(receive_post(MessageKind::request, value, std::string(1024, 'x')));
}

TEST(Received_Candidate, IsTheOnlyIssuerOfTheRoot) {
  EXPECT_EQ(tests::posted(tests::response_xml(tests::assertion_xml())).candidate_issuer(),
            tests::kProvider);
  EXPECT_EQ(tests::posted("<a/>").candidate_issuer(), std::nullopt);
  const std::string twice = tests::with(tests::response_xml(""), "<saml:Issuer>",
                                        "<saml:Issuer>x</saml:Issuer><saml:Issuer>");
  EXPECT_EQ(tests::posted(twice).candidate_issuer(), std::nullopt);
}
