// Ten thousand random edits of good signed messages, half of each kind: none is accepted unless it
// says the same as before, and what is accepted is what the provider signed.

#include <gtest/gtest.h>

#include <string>

#include "saml/binding.h"
#include "saml/verified.h"
#include "tests/crypto/fixed_random.h"
#include "tests/saml/parties.h"

using namespace sluis;

namespace {

constexpr int kEdits = 5'000;

// Octets, tags and whole stretches that matter to a reader of XML.
std::string edited(std::string text, crypto::Random& random) {
  constexpr std::string_view kOctets = "<>/=\"'&; aA0_:#-!?\n\t\xc3\xa9";
  constexpr std::string_view kPieces[] = {
      "<!---->",           "<saml:Issuer>",  "ID=\"_r1\"", "&amp;", "xmlns:saml=\"urn:x\"",
      "</saml:Assertion>", "<ds:Signature>", "evil@",      " "};
  const auto at = random.below(static_cast<std::uint32_t>(text.size()));
  const auto size = 1 + random.below(40);
  switch (random.below(6)) {
    case 0:
      text[at] = kOctets[random.below(kOctets.size())];
      return text;
    case 1:
      return text.erase(at, 1);
    case 2:
      return text.erase(at, size);
    case 3:
      return text.insert(at,
                         text.substr(random.below(static_cast<std::uint32_t>(text.size())), size));
    case 4:
      return text.insert(at, kPieces[random.below(std::size(kPieces))]);
    default:
      text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << random.below(7)));
      return text;
  }
}

std::expected<saml::Verified<saml::Answer>, Refusal> read(std::string_view xml) {
  const auto received =
      saml::receive_post(saml::MessageKind::response, saml::post_value(xml), std::nullopt);
  if (!received) return std::unexpected(received.error());
  return xml_signed_answer(*received, {.signers = tests::provider_keys()});
}

// All that may be read, in one text.
std::string said(const saml::Answer& answer) {
  std::string text;
  const auto add = [&text](const std::optional<std::string>& part) {
    text += part.value_or("-") + "|";
  };
  if (answer.response) {
    add(answer.response->id);
    add(answer.response->issuer);
    add(answer.response->destination);
    add(answer.response->in_response_to);
    add(answer.response->status.code);
  }
  const saml::Assertion& assertion = answer.assertion.value();
  add(assertion.id);
  add(assertion.issuer);
  add(assertion.name_id->value);
  add(assertion.confirmations.at(0).recipient);
  add(assertion.confirmations.at(0).in_response_to);
  add(assertion.audience_restrictions.at(0).at(0));
  add(assertion.authn_statements.at(0).session_index);
  add(assertion.authn_statements.at(0).class_ref);
  add(tests::address_in(assertion));
  return text + std::to_string(crypto::unix_seconds(assertion.not_on_or_after.value()));
}

void edit_many(const std::string& good) {
  tests::FixedRandom random;
  const std::string meant = said(*read(good).value());
  int accepted = 0;
  for (int number = 0; number < kEdits; ++number) {
    const std::string bad = edited(good, random);
    const auto answer = read(bad);
    if (!answer) continue;
    ++accepted;
    EXPECT_EQ(said(**answer), meant) << bad;
  }
  // Some edits say the same: inside KeyInfo, or spaces between attributes.
  EXPECT_GT(accepted, 0);
  EXPECT_LT(accepted, kEdits / 2);
}

}  // namespace

TEST(Mutation_Xsw, OfASignedResponseChangesNothingThatIsRead) {
  edit_many(tests::signed_response(tests::assertion_xml()));
}

TEST(Mutation_Xsw, OfASignedAssertionChangesNothingThatIsRead) {
  // The shell is anybody's; what stands in the Assertion is not.
  edit_many(tests::response_xml(tests::signed_assertion()));
}
