// Signature wrapping (standards XSW-01 to XSW-18): a good signed message, one attack on it, signed
// again where the attack needs that. Each must be refused, and by name.

#include <gtest/gtest.h>

#include <string>

#include "saml/binding.h"
#include "saml/signing.h"
#include "saml/verified.h"
#include "tests/saml/parties.h"

using namespace sluis;
using tests::assertion_xml;
using tests::part;
using tests::posted;
using tests::response_xml;
using tests::signed_assertion;
using tests::signed_response;
using tests::with;
using tests::without;

namespace {

constexpr std::string_view kSignatureBegin = "<ds:Signature ";
constexpr std::string_view kSignatureEnd = "</ds:Signature>";
constexpr std::string_view kSha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
constexpr std::string_view kExclusive =
    "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";

std::string signature_of(std::string_view xml) { return part(xml, kSignatureBegin, kSignatureEnd); }
std::string unsigned_(std::string xml) {
  return without(std::move(xml), kSignatureBegin, kSignatureEnd);
}

std::string forged_assertion() {
  return with(with(assertion_xml(), "_a1", "_evil"), "jan@duo.example", "boss@duo.example");
}

// What the parser takes, the verifier must judge; what it does not take is refused as well.
Refusal refusal_of(std::string_view xml) {
  const auto received =
      saml::receive_post(saml::MessageKind::response, saml::post_value(xml), std::nullopt);
  if (!received) return received.error();
  const auto answer = xml_signed_answer(*received, {.signers = tests::provider_keys()});
  EXPECT_FALSE(answer) << xml;
  return answer ? Refusal::login_required : answer.error();
}

// The signature's own element with its content changed, everything else as it was.
Refusal refusal_with(std::string_view what, std::string_view replacement) {
  return refusal_of(with(signed_response(assertion_xml()), what, replacement));
}

}  // namespace

TEST(Wrapping_Xsw01, RefusesTheOriginalInsideTheSignature) {
  const std::string original = signed_response(assertion_xml());
  const std::string copy = unsigned_(original);
  const std::string signature =
      with(signature_of(original), kSignatureEnd,
           "<ds:Object>" + copy + "</ds:Object>" + std::string(kSignatureEnd));
  const std::string forged = with(with(response_xml(forged_assertion()), "_r1", "_r2"),
                                  "</saml:Issuer>", "</saml:Issuer>" + signature);

  EXPECT_EQ(refusal_of(forged), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw02, RefusesTheOriginalBeforeADetachedSignature) {
  const std::string original = signed_response(assertion_xml());
  const std::string forged =
      with(with(response_xml(forged_assertion()), "_r1", "_r2"), "</saml:Issuer>",
           "</saml:Issuer>" + unsigned_(original) + signature_of(original));

  EXPECT_EQ(refusal_of(forged), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw03, RefusesAForgedAssertionBeforeTheSignedOne) {
  EXPECT_EQ(refusal_of(response_xml(forged_assertion() + signed_assertion())),
            Refusal::saml_malformed);
  EXPECT_EQ(refusal_of(response_xml(signed_assertion() + forged_assertion())),
            Refusal::saml_malformed);
}

TEST(Wrapping_Xsw04, RefusesTheSignedAssertionInsideAForgedOne) {
  const std::string forged =
      with(forged_assertion(), "</saml:Assertion>", signed_assertion() + "</saml:Assertion>");

  EXPECT_EQ(refusal_of(response_xml(forged)), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw05, RefusesAForgedAssertionWithTheSignatureOfAnother) {
  const std::string original = signed_assertion();
  const std::string forged =
      with(forged_assertion(), "</saml:Issuer>", "</saml:Issuer>" + signature_of(original));

  EXPECT_EQ(refusal_of(response_xml(forged + unsigned_(original))), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw06, RefusesTheOriginalInsideTheSignatureOfAForgedOne) {
  const std::string original = signed_assertion();
  const std::string signature =
      with(signature_of(original), kSignatureEnd, unsigned_(original) + std::string(kSignatureEnd));
  const std::string forged =
      with(forged_assertion(), "</saml:Issuer>", "</saml:Issuer>" + signature);

  EXPECT_EQ(refusal_of(response_xml(forged)), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw07, RefusesAForgedAssertionInExtensions) {
  const std::string forged =
      with(response_xml(signed_assertion()), "<samlp:Status>",
           "<samlp:Extensions>" + forged_assertion() + "</samlp:Extensions><samlp:Status>");

  EXPECT_EQ(refusal_of(forged), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw07, RefusesAnAssertionThatIsNowhereElse) {
  // Signed with its Response, and still not where an Assertion stands.
  const std::string hidden =
      with(response_xml(""), "<samlp:Status>",
           "<samlp:Extensions>" + assertion_xml() + "</samlp:Extensions><samlp:Status>");

  EXPECT_EQ(refusal_of(saml::sign(hidden, tests::provider_key())), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw08, RefusesTheOriginalInAnObject) {
  const std::string original = signed_assertion();
  const std::string signature =
      with(signature_of(original), kSignatureEnd,
           "<ds:Object>" + unsigned_(original) + "</ds:Object>" + std::string(kSignatureEnd));
  const std::string forged =
      with(forged_assertion(), "</saml:Issuer>", "</saml:Issuer>" + signature);

  EXPECT_EQ(refusal_of(response_xml(forged)), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw, RefusesTheOriginalHiddenUnderAnotherName) {
  // Nothing is called Assertion twice, but the reference leads elsewhere.
  const std::string original = signed_assertion();
  std::string hidden =
      with(unsigned_(original), "<saml:Assertion ", "<x:Hidden xmlns:x=\"urn:x\" ");
  hidden = with(hidden, "</saml:Assertion>", "</x:Hidden>");
  const std::string forged =
      with(forged_assertion(), "</saml:Issuer>", "</saml:Issuer>" + signature_of(original));
  const std::string xml = with(response_xml(forged), "<samlp:Status>",
                               "<samlp:Extensions>" + hidden + "</samlp:Extensions><samlp:Status>");

  EXPECT_EQ(refusal_of(xml), Refusal::saml_signature);
}

TEST(Wrapping_Xsw, RefusesASignatureInAnotherPlace) {
  const std::string original = signed_assertion();
  const std::string signature = signature_of(original);
  const std::string plain = unsigned_(original);
  const std::string places[] = {
      response_xml(with(plain, "<saml:NameID ", signature + "<saml:NameID ")),
      response_xml(with(plain, "jan@", signature + "jan@")),
      with(response_xml(plain), "<samlp:StatusCode", signature + "<samlp:StatusCode"),
      with(response_xml(original), "<samlp:Status>", signature + "<samlp:Status>"),
      with(response_xml(original), "</ds:KeyInfo>", signature + "</ds:KeyInfo>"),
      with(response_xml(original), "</saml:Issuer>",
           "</saml:Issuer><x:y xmlns:x=\"urn:x\">" + signature + "</x:y>"),
  };

  for (const std::string& place : places)
    EXPECT_EQ(refusal_of(place), Refusal::saml_signature) << place;
}

TEST(Wrapping_Xsw, RefusesTwoSignaturesOnOneElement) {
  const std::string once = signed_response(assertion_xml());

  EXPECT_EQ(refusal_of(saml::sign(once, tests::attacker_key())), Refusal::saml_signature);
  EXPECT_EQ(
      refusal_of(with(once, kSignatureBegin, signature_of(once) + std::string(kSignatureBegin))),
      Refusal::saml_signature);
}

TEST(Wrapping_Xsw09, RefusesOneIdTwice) {
  const std::string xml =
      with(response_xml(signed_assertion()), "<samlp:Status>", "<samlp:Status ID=\"_a1\">");

  EXPECT_EQ(refusal_of(xml), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw10, RefusesWhatIsNotSigned) {
  EXPECT_EQ(refusal_of(response_xml(assertion_xml())), Refusal::saml_signature);
  EXPECT_EQ(refusal_of(response_xml("")), Refusal::saml_signature);
  EXPECT_EQ(refusal_of(without(signed_response(assertion_xml()), kSignatureBegin, kSignatureEnd)),
            Refusal::saml_signature);
}

TEST(Wrapping_Xsw10, RefusesASignatureWithoutAValue) {
  const std::string good = signed_response(assertion_xml());

  EXPECT_EQ(refusal_of(with(good, part(good, "<ds:SignatureValue>", "</ds:SignatureValue>"),
                            "<ds:SignatureValue/>")),
            Refusal::saml_signature);
  EXPECT_EQ(refusal_of(without(good, "<ds:SignatureValue>", "</ds:SignatureValue>")),
            Refusal::saml_signature);
  EXPECT_EQ(refusal_of(without(good, "<ds:SignedInfo>", "</ds:SignedInfo>")),
            Refusal::saml_signature);
  EXPECT_EQ(refusal_of(with(good, signature_of(good),
                            "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>")),
            Refusal::saml_signature);
}

TEST(Wrapping_Xsw10, RefusesWhatWasChanged) {
  const std::string good = signed_response(assertion_xml());

  EXPECT_EQ(refusal_of(with(good, "jan@", "eva@")), Refusal::saml_signature);
  EXPECT_EQ(refusal_of(with(good, "InResponseTo=\"_q1\"", "InResponseTo=\"_q2\"")),
            Refusal::saml_signature);
  EXPECT_EQ(refusal_of(with(good, "<saml:Conditions", " <saml:Conditions")),
            Refusal::saml_signature);
}

TEST(Wrapping_Xsw11, RefusesOtherReferences) {
  const std::string good = signed_response(assertion_xml());
  const std::string reference = part(good, "<ds:Reference ", "</ds:Reference>");
  const char* const uris[] = {"",
                              "#",
                              "#_a1",
                              "#xpointer(/)",
                              "#xpointer(id('_r1'))",
                              "#_r1 ",
                              "_r1",
                              "https://evil.example/"};

  for (const char* const uri : uris) {
    EXPECT_EQ(refusal_with("URI=\"#_r1\"", "URI=\"" + std::string(uri) + "\""),
              Refusal::saml_signature)
        << uri;
  }
  EXPECT_EQ(refusal_with(" URI=\"#_r1\"", ""), Refusal::saml_signature);
  EXPECT_EQ(refusal_of(with(good, reference, reference + reference)), Refusal::saml_signature);
  EXPECT_EQ(refusal_of(with(good, reference, "")), Refusal::saml_signature);
}

TEST(Wrapping_Xsw11, RefusesAManifest) {
  EXPECT_EQ(refusal_with(kSignatureEnd,
                         "<ds:Object><ds:Manifest/></ds:Object>" + std::string(kSignatureEnd)),
            Refusal::saml_signature);
}

TEST(Wrapping_Xsw12, RefusesOtherTransforms) {
  const std::string good = signed_response(assertion_xml());
  const std::string transforms = part(good, "<ds:Transforms>", "</ds:Transforms>");
  const std::string enveloped =
      "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
  const std::string exclusive(kExclusive);
  const auto transform = [](std::string_view uri, std::string_view inside) {
    return "<ds:Transform Algorithm=\"" + std::string(uri) + "\">" + std::string(inside) +
           "</ds:Transform>";
  };
  const std::string xpath =
      transform("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>true()</ds:XPath>");
  const std::string xslt = transform(
      "http://www.w3.org/TR/1999/REC-xslt-19991116",
      "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"/>");
  const std::string lists[] = {
      "",                                                                      //
      enveloped,                                                               // implicit c14n
      exclusive,                                                               //
      exclusive + enveloped,                                                   //
      enveloped + exclusive + exclusive,                                       //
      enveloped + enveloped + exclusive,                                       //
      enveloped + xpath + exclusive,                                           //
      enveloped + xslt + exclusive,                                            //
      enveloped + xslt,                                                        //
      enveloped + transform("http://www.w3.org/2000/09/xmldsig#base64", ""),   //
      enveloped + transform("http://www.w3.org/2002/06/xmldsig-filter2", ""),  //
      enveloped + transform("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", ""),      //
      enveloped + transform("http://www.w3.org/2001/10/xml-exc-c14n#WithComments", ""),  //
      enveloped + transform("http://www.w3.org/2001/10/xml-exc-c14n#", xpath),           //
      transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature", xpath) + exclusive,
  };

  for (const std::string& list : lists) {
    EXPECT_EQ(refusal_of(with(good, transforms, "<ds:Transforms>" + list + "</ds:Transforms>")),
              Refusal::saml_algorithm)
        << list;
  }
  EXPECT_EQ(refusal_of(with(good, transforms, "")), Refusal::saml_signature);
}

TEST(Wrapping_Xsw12, RefusesAnotherCanonicalisation) {
  for (const char* const uri :
       {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments", ""}) {
    EXPECT_EQ(
        refusal_with("CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
                     "CanonicalizationMethod Algorithm=\"" + std::string(uri) + "\""),
        Refusal::saml_algorithm)
        << uri;
  }
}

TEST(Wrapping_Xsw13, TrustsNoKeyOfTheDocument) {
  // Signed by the attacker, whose certificate stands in KeyInfo.
  EXPECT_EQ(refusal_of(saml::sign(response_xml(forged_assertion()), tests::attacker_key())),
            Refusal::saml_signature);
  EXPECT_EQ(refusal_of(response_xml(saml::sign(forged_assertion(), tests::attacker_key()))),
            Refusal::saml_signature);
}

TEST(Wrapping_Xsw13, DoesNotReadKeyInfo) {
  // A good signature is good whatever stands there: another certificate, something to fetch,
  // nothing.
  const std::string good = signed_response(assertion_xml());
  const std::string key_info = part(good, "<ds:KeyInfo>", "</ds:KeyInfo>");
  const std::string others[] = {
      "",
      with(key_info, tests::provider_key().certificate(), tests::attacker_key().certificate()),
      "<ds:KeyInfo><ds:RetrievalMethod URI=\"file:///etc/passwd\"/></ds:KeyInfo>",
      "<ds:KeyInfo><ds:KeyName>x</ds:KeyName></ds:KeyInfo>",
  };

  for (const std::string& other : others) {
    const auto answer =
        xml_signed_answer(posted(with(good, key_info, other)), {.signers = tests::provider_keys()});
    EXPECT_TRUE(answer) << other;
  }
}

TEST(Wrapping_Xsw13, TrustsNobodyWithoutKeys) {
  const auto answer = xml_signed_answer(posted(signed_response(assertion_xml())), {.signers = {}});

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), Refusal::saml_signature);
}

TEST(Wrapping_Xsw14, RefusesOtherSignatureMethods) {
  for (const char* const uri :
       {"http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", ""}) {
    EXPECT_EQ(refusal_with("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", uri),
              Refusal::saml_algorithm)
        << uri;
  }
  EXPECT_EQ(
      refusal_with(
          "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>",
          "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\">"
          "<ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>"),
      Refusal::saml_algorithm);
}

TEST(Wrapping_Xsw14, RefusesAMethodOfAnotherKindOfKey) {
  EXPECT_EQ(refusal_with("rsa-sha256", "ecdsa-sha256"), Refusal::saml_signature);
}

TEST(Wrapping_Xsw14, RefusesWeakDigests) {
  for (const char* const uri :
       {"http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmldsig-more#md5",
        "http://www.w3.org/2001/04/xmldsig-more#sha224", ""}) {
    EXPECT_EQ(refusal_with(kSha256, uri), Refusal::saml_algorithm) << uri;
  }
}

TEST(Wrapping_Xsw15, ReadsNoTextThatACommentCuts) {
  const std::string good =
      signed_response(with(assertion_xml(), "jan@duo.example", "jan@duo.example.evil"));

  EXPECT_EQ(refusal_of(with(good, "duo.example.evil", "duo.example<!-- -->.evil")),
            Refusal::saml_malformed);
}

TEST(Wrapping_Xsw16, RefusesOtherWaysToWriteText) {
  const std::string good = signed_response(assertion_xml());

  EXPECT_EQ(refusal_of(with(good, "jan@duo.example", "<![CDATA[jan@duo.example]]>")),
            Refusal::saml_malformed);
  EXPECT_EQ(refusal_of(with(good, "jan@duo.example", "jan@<?x?>duo.example")),
            Refusal::saml_malformed);
  EXPECT_EQ(refusal_of(with(good, "jan@duo.example", "&jan;")), Refusal::saml_malformed);
}

TEST(Wrapping_Xsw17, RefusesConfusedNamespaces) {
  const std::string good = signed_response(assertion_xml());
  const std::string other = "urn:oasis:names:tc:SAML:2.0:assertion#";
  const std::string edits[] = {
      with(good, "ID=\"_r1\"", "ID=\"_r1\" ID=\"_r2\""),
      with(good, "ID=\"_r1\"", "xmlns:x=\"urn:x\" x:ID=\"_r1\""),
      with(good, "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
           "<saml:Assertion xmlns:saml=\"" + other + "\""),
      with(good, "xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"", "xmlns:samlp=\"urn:x\""),
  };

  for (const std::string& edit : edits) {
    const Refusal refusal = refusal_of(edit);
    EXPECT_TRUE(refusal == Refusal::saml_malformed || refusal == Refusal::saml_signature) << edit;
  }
}

TEST(Wrapping_Xsw18, RefusesTheDigestOfNothing) {
  const std::string good = signed_response(assertion_xml());
  const std::string digest = part(good, "<ds:DigestValue>", "</ds:DigestValue>");

  EXPECT_EQ(refusal_of(with(
                good, digest,
                "<ds:DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n</ds:DigestValue>")),
            Refusal::saml_signature);
  EXPECT_EQ(refusal_of(with(good, digest, "<ds:DigestValue/>")), Refusal::saml_signature);
}

TEST(Wrapping_Xsw18, RefusesWhatCannotBeCanonicalised) {
  // XML Canonicalization 1.0 §1.3: a relative namespace is an error.
  const std::string xml = with(signed_response(assertion_xml()), "<samlp:Status>",
                               "<samlp:Status><x:y xmlns:x=\"relative\"/>");

  EXPECT_EQ(refusal_of(xml), Refusal::saml_signature);
}

TEST(Wrapping_Xsw20, RefusesALongListOfPrefixes) {
  const auto with_list = [](int count) {
    std::string prefixes;
    for (int number = 0; number < count; ++number) prefixes += " p" + std::to_string(number);
    return with(
        signed_response(assertion_xml()), kExclusive,
        with(std::string(kExclusive), "/>",
             "><ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" "
             "PrefixList=\"" +
                 prefixes + "\"/></ds:Transform>"));
  };

  EXPECT_EQ(refusal_of(with_list(16)), Refusal::saml_algorithm);
  EXPECT_EQ(refusal_of(with_list(15)),
            Refusal::saml_signature);  // looked at, and not what was signed
}
