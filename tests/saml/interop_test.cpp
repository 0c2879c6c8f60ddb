// xmlsec1's and OpenSSL's command lines against our code, both ways: what we sign and encrypt they
// accept, what they sign and encrypt we accept; and what we accept, they accept too.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "crypto/encoding.h"
#include "saml/algorithms.h"
#include "saml/binding.h"
#include "saml/issue.h"
#include "saml/own_metadata.h"
#include "saml/redirect_query.h"
#include "saml/signing.h"
#include "saml/verified.h"
#include "saml/writing.h"
#include "tests/crypto/fixed_random.h"
#include "tests/saml/command.h"
#include "tests/saml/parties.h"

using namespace sluis;
using tests::assertion_xml;
using tests::response_xml;
using tests::with;

namespace {

constexpr const char* kIds =
    " --id-attr:ID urn:oasis:names:tc:SAML:2.0:protocol:Response"
    " --id-attr:ID urn:oasis:names:tc:SAML:2.0:protocol:AuthnRequest"
    " --id-attr:ID urn:oasis:names:tc:SAML:2.0:assertion:Assertion"
    " --id-attr:ID urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor ";
constexpr const char* kOfAssertion =
    " --node-xpath \"//*[local-name()='Assertion']/*[local-name()='Signature']\" ";

class Bench {
 public:
  std::string file(std::string_view name, std::string_view content) const {
    tests::write_file(folder_ / name, content);
    return (folder_ / name).string();
  }
  std::string path(std::string_view name) const { return (folder_ / name).string(); }
  std::string content(std::string_view name) const { return tests::content_of(folder_ / name); }

  tests::Outcome xmlsec1(const std::string& arguments) const {
    return tests::run("xmlsec1 " + arguments);
  }

  tests::Outcome verify(const std::string& xml, const saml::PrivateKey& key,
                        const std::string& which = "") const {
    return xmlsec1("--verify --enabled-reference-uris same-doc" + std::string(kIds) + which +
                   " --pubkey-cert-pem " + file("certificate.pem", tests::certificate_pem(key)) +
                   " " + file("signed.xml", xml));
  }

  // `xml` has a ds:Signature with empty values.
  std::string sign(const std::string& xml, const saml::PrivateKey& key) const {
    const auto outcome =
        xmlsec1("--sign" + std::string(kIds) + "--output " + path("out.xml") + " --privkey-pem " +
                file("key.pem", tests::private_pem(key)) + " " + file("template.xml", xml));
    EXPECT_EQ(outcome.status, 0) << outcome.said;
    return content("out.xml");
  }

 private:
  tests::TemporaryFolder folder_;
};

struct Suite {
  std::string method;
  std::string digest = "http://www.w3.org/2001/04/xmlenc#sha256";
  std::string prefixes = "";  // of InclusiveNamespaces
};

std::string signature_template(std::string_view id, const Suite& suite) {
  const std::string kept =
      suite.prefixes.empty()
          ? ""
          : "<ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" "
            "PrefixList=\"" +
                suite.prefixes + "\"/>";
  return R"(<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm=")" +
         suite.method + "\"/><ds:Reference URI=\"#" + std::string(id) +
         R"("><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">)" +
         kept + "</ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"" + suite.digest +
         "\"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>";
}

std::string template_of_response(const Suite& suite) {
  return with(response_xml(assertion_xml()), "</saml:Issuer>",
              "</saml:Issuer>" + signature_template("_r1", suite));
}

std::string address_of(const std::string& xml) {
  const std::vector keys{tests::opening_key()};
  const auto received =
      saml::receive_post(saml::MessageKind::response, saml::post_value(xml), std::nullopt);
  if (!received) return std::string(name_of(received.error()));
  const auto answer =
      xml_signed_answer(*received, {.signers = tests::provider_keys(), .decryption_keys = keys});
  if (!answer) return std::string(name_of(answer.error()));
  return tests::address_in((*answer)->assertion.value());
}

const std::string kMore = "http://www.w3.org/2001/04/xmldsig-more#";

}  // namespace

TEST(Interop_XmlSignature, Xmlsec1AcceptsWhatWeSign) {
  const Bench bench;
  tests::FixedRandom random;

  for (const auto* const key : {&tests::provider_key(), &tests::elliptic_key()}) {
    const std::string answer =
        issue(tests::example_response(), tests::example_assertion(), {.key = *key}, random);
    const auto shell = bench.verify(answer, *key);
    const auto assertion = bench.verify(answer, *key, kOfAssertion);
    const auto request = bench.verify(saml::sign(to_xml(tests::example_request()), *key), *key);

    EXPECT_EQ(shell.status, 0) << shell.said;
    EXPECT_EQ(assertion.status, 0) << assertion.said;
    EXPECT_EQ(request.status, 0) << request.said;
    EXPECT_NE(bench.verify(answer, tests::attacker_key()).status, 0);
  }
}

TEST(Interop_XmlSignature, Xmlsec1AcceptsOurMetadata) {
  const Bench bench;
  const std::string xml = to_metadata(
      saml::OwnSp{.entity = {.entity_id = "https://login.example/sp",
                             .document_id = "_m1",
                             .valid_until = crypto::TimePoint(std::chrono::days(30'000)),
                             .cache_duration = std::chrono::hours(8),
                             .signing_keys = {tests::provider_key().public_key()},
                             .logout_url = "https://login.example/slo"},
                  .consumer_url = "https://login.example/acs"},
      tests::provider_key());

  const auto outcome = bench.verify(xml, tests::provider_key());

  EXPECT_EQ(outcome.status, 0) << outcome.said;
}

TEST(Interop_XmlSignature, WeAcceptWhatXmlsec1Signs) {
  const Bench bench;
  const auto& rsa = tests::provider_key();
  const auto& elliptic = tests::elliptic_key();
  const std::pair<Suite, const saml::PrivateKey*> suites[] = {
      {{.method = kMore + "rsa-sha256"}, &rsa},
      {{.method = kMore + "rsa-sha384", .digest = kMore + "sha384"}, &rsa},
      {{.method = kMore + "rsa-sha512", .digest = "http://www.w3.org/2001/04/xmlenc#sha512"}, &rsa},
      {{.method = kMore + "ecdsa-sha256"}, &elliptic},
      {{.method = kMore + "ecdsa-sha384"}, &elliptic},
      {{.method = kMore + "ecdsa-sha512"}, &elliptic},
      {{.method = kMore + "rsa-sha256", .prefixes = "xs xsi"}, &rsa},
  };

  for (const auto& [suite, key] : suites) {
    EXPECT_EQ(address_of(bench.sign(template_of_response(suite), *key)), "jan@duo.example")
        << suite.method;
  }
}

TEST(Interop_XmlSignature, WeAcceptPrefixesThatAreDeclaredOutside) {
  // Kept by the inner signature, dropped by the outer one: verified where it stands, or not at all.
  const Bench bench;
  const std::string inner = with(
      with(assertion_xml(), " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"", ""), "</saml:Issuer>",
      "</saml:Issuer>" +
          signature_template("_a1", {.method = kMore + "rsa-sha256", .prefixes = "xs"}));
  const std::string shell = with(response_xml(inner), " ID=\"_r1\"",
                                 " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" ID=\"_r1\"");

  const std::string once = bench.sign(shell, tests::provider_key());
  const std::string twice =
      saml::sign(once.substr(once.find("<samlp:Response")), tests::provider_key());

  EXPECT_EQ(address_of(once), "jan@duo.example");
  EXPECT_EQ(address_of(twice), "jan@duo.example");
}

// The corpus of the fuzzer, its finds among them.
TEST(Interop_XmlSignature, Xmlsec1AcceptsWhatWeAccept) {
  const Bench bench;
  int accepted = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/saml")) {
    const std::string content = tests::content_of(entry.path());
    if (content.empty() || content[0] != 'p') continue;
    const std::string xml = content.substr(1);
    if (xml.contains("EncryptedAssertion") || !address_of(xml).contains('@')) continue;

    ++accepted;
    const auto by_rsa = bench.verify(xml, tests::provider_key());
    const auto by_elliptic = bench.verify(xml, tests::elliptic_key());
    EXPECT_TRUE(by_rsa.status == 0 || by_elliptic.status == 0) << entry.path() << by_rsa.said;
  }
  EXPECT_GE(accepted, 4);
}

TEST(Interop_Sam08, WeRefuseWhatXmlsec1SignsWeakly) {
  const Bench bench;
  const Suite weak[] = {
      {.method = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"},
      {.method = kMore + "rsa-sha256", .digest = "http://www.w3.org/2000/09/xmldsig#sha1"},
      {.method = kMore + "rsa-sha224"},
  };

  for (const Suite& suite : weak) {
    EXPECT_EQ(address_of(bench.sign(template_of_response(suite), tests::provider_key())),
              "saml_algorithm")
        << suite.method;
  }
}

TEST(Interop_Xsw12, WeRefuseTransformsThatXmlsec1Runs) {
  const Bench bench;
  const std::string exclusive =
      "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">";
  const std::string xpath =
      "<ds:Transform "
      "Algorithm=\"http://www.w3.org/TR/1999/"
      "REC-xpath-19991116\"><ds:XPath>not(ancestor-or-self::saml:AttributeStatement)</ds:XPath></"
      "ds:Transform>";
  const std::string good = template_of_response({.method = kMore + "rsa-sha256"});
  const std::string templates[] = {
      with(good, exclusive, xpath + exclusive),
      with(good, exclusive + "</ds:Transform>", ""),
      with(good, exclusive,
           "<ds:Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">"),
      with(good, exclusive,
           "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#WithComments\">"),
  };

  for (const std::string& each : templates) {
    EXPECT_EQ(address_of(bench.sign(each, tests::provider_key())), "saml_algorithm") << each;
  }
}

TEST(Interop_Xsw11, WeRefuseReferencesThatXmlsec1Follows) {
  const Bench bench;
  const std::string good = template_of_response({.method = kMore + "rsa-sha256"});
  const std::string reference = tests::part(good, "<ds:Reference ", "</ds:Reference>");
  const std::string templates[] = {
      with(good, "URI=\"#_r1\"", "URI=\"\""),
      with(good, "URI=\"#_r1\"", "URI=\"#xpointer(/)\""),
      with(good, "URI=\"#_r1\"", "URI=\"#_a1\""),
      with(good, reference, reference + with(reference, "#_r1", "#_a1")),
  };

  for (const std::string& each : templates) {
    EXPECT_EQ(address_of(bench.sign(each, tests::provider_key())), "saml_signature") << each;
  }
}

TEST(Interop_Xsw14, WeRefuseAMacUnderThePublicKey) {
  const Bench bench;
  const std::string key =
      bench.file("mac.key", crypto::base64_decode(tests::provider_key().certificate()).value());
  const auto outcome = bench.xmlsec1(
      "--sign" + std::string(kIds) + "--output " + bench.path("out.xml") + " --hmackey " + key +
      " " + bench.file("template.xml", template_of_response({.method = kMore + "hmac-sha256"})));

  ASSERT_EQ(outcome.status, 0) << outcome.said;
  EXPECT_EQ(address_of(bench.content("out.xml")), "saml_algorithm");
}

TEST(Interop_SamlBindings_3_4, OpensslAcceptsOurQuery) {
  const Bench bench;
  const auto& key = tests::provider_key();
  const std::string url = saml::redirect_url({.kind = saml::MessageKind::request,
                                              .location = "https://idp.example/sso",
                                              .xml = to_xml(tests::example_request()),
                                              .relay_state = "h"},
                                             key);
  const std::string query = url.substr(url.find('?') + 1);
  const auto parsed = saml::RedirectQuery::parse(query).value();
  const std::string octets = query.substr(0, query.find("&Signature="));

  const auto outcome = tests::run(
      "openssl x509 -pubkey -noout -in " + bench.file("c.pem", tests::certificate_pem(key)) + " >" +
      bench.path("p.pem") + " && openssl dgst -sha256 -verify " + bench.path("p.pem") +
      " -signature " + bench.file("s", crypto::base64_decode(parsed.signature.value()).value()) +
      " " + bench.file("o", octets));

  EXPECT_EQ(outcome.status, 0) << outcome.said;
}

TEST(Interop_SamlBindings_3_4, WeAcceptTheQueryThatOpensslSigns) {
  const Bench bench;
  const std::string url = saml::redirect_url({.kind = saml::MessageKind::request,
                                              .location = "x",
                                              .xml = to_xml(tests::example_request())},
                                             tests::provider_key());
  const std::string octets =
      with(url.substr(2, url.find("&Signature=") - 2), "rsa-sha256", "rsa-sha512");
  const auto outcome = tests::run("openssl dgst -sha512 -sign " +
                                  bench.file("k.pem", tests::private_pem(tests::provider_key())) +
                                  " -out " + bench.path("s") + " " + bench.file("o", octets));
  ASSERT_EQ(outcome.status, 0) << outcome.said;

  const auto received = saml::receive_redirect(
      octets + "&Signature=" + saml::percent_encoded(crypto::base64_encode(bench.content("s"))));

  ASSERT_TRUE(received);
  EXPECT_TRUE(saml::redirect_signed<saml::AuthnRequest>(*received, tests::provider_keys()));
}

TEST(Interop_XmlEncryption, Xmlsec1OpensWhatWeEncrypt) {
  const Bench bench;
  tests::FixedRandom random;

  for (const char* const cipher : {"http://www.w3.org/2009/xmlenc11#aes128-gcm",
                                   "http://www.w3.org/2009/xmlenc11#aes256-gcm"}) {
    const auto recipient = saml::Recipient::choose({{tests::opening_key().public_key(), {cipher}}});
    const std::string xml = issue(tests::example_response(), tests::example_assertion(),
                                  {.key = tests::provider_key(), .recipient = &*recipient}, random);
    const auto outcome =
        bench.xmlsec1("--decrypt --output " + bench.path("out.xml") + " --privkey-pem " +
                      bench.file("k.pem", tests::private_pem(tests::opening_key())) + " " +
                      bench.file("in.xml", xml));

    ASSERT_EQ(outcome.status, 0) << outcome.said;
    const std::string opened = bench.content("out.xml");
    EXPECT_TRUE(opened.contains("k7x@login.example")) << opened;
    EXPECT_EQ(bench.verify(opened, tests::provider_key(), kOfAssertion).status, 0) << opened;
  }
}

TEST(Interop_XmlEncryption, WeOpenWhatXmlsec1Encrypts) {
  const Bench bench;
  const std::string key = bench.file("c.pem", tests::certificate_pem(tests::opening_key()));

  for (const auto& [cipher, session] :
       {std::pair("aes128-gcm", "aes-128"), std::pair("aes256-gcm", "aes-256")}) {
    const std::string form =
        "<xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" "
        "Type=\"http://www.w3.org/2001/04/xmlenc#Element\">"
        "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#" +
        std::string(cipher) +
        "\"/>"
        "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><xenc:EncryptedKey>"
        "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/>"
        "<xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>"
        "<xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>";
    const auto outcome =
        bench.xmlsec1("--encrypt --output " + bench.path("e.xml") + " --pubkey-cert-pem " + key +
                      " --session-key " + session + " --xml-data " +
                      bench.file("a.xml", tests::signed_assertion()) + " --node-xpath \"/*\" " +
                      bench.file("t.xml", form));
    ASSERT_EQ(outcome.status, 0) << outcome.said;
    const std::string data =
        tests::part(bench.content("e.xml"), "<xenc:EncryptedData", "</xenc:EncryptedData>");

    EXPECT_EQ(
        address_of(response_xml("<saml:EncryptedAssertion>" + data + "</saml:EncryptedAssertion>")),
        "jan@duo.example")
        << cipher;
  }
}

TEST(Interop_Sam09, WeOpenWhatOpensslWrapsWithSha256) {
  const Bench bench;
  tests::FixedRandom random;
  const auto key = random.secret(32);
  const auto outcome = tests::run(
      "openssl pkeyutl -encrypt -certin -inkey " +
      bench.file("c.pem", tests::certificate_pem(tests::opening_key())) + " -in " +
      bench.file("k", key.expose()) + " -out " + bench.path("w") +
      " -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256");
  ASSERT_EQ(outcome.status, 0) << outcome.said;
  const auto recipient = saml::Recipient::choose({{tests::opening_key().public_key(), {}}});
  // The content under the same key, since the same random octets are drawn first.
  tests::FixedRandom again;
  std::string xml = recipient->encrypt(tests::signed_assertion(), again);
  xml = with(
      xml, tests::part(xml, "<xenc:CipherValue>", "</xenc:CipherValue>"),
      "<xenc:CipherValue>" + crypto::base64_encode(bench.content("w")) + "</xenc:CipherValue>");
  xml = with(xml, "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
             "http://www.w3.org/2009/xmlenc11#rsa-oaep");
  xml = with(
      xml,
      "<ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"></ds:DigestMethod>",
      "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
      "<x:MGF xmlns:x=\"http://www.w3.org/2009/xmlenc11#\" "
      "Algorithm=\"http://www.w3.org/2009/xmlenc11#mgf1sha256\"/>");

  EXPECT_EQ(address_of(response_xml(xml)), "jan@duo.example");
}
