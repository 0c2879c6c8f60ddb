// Random edits of good signed messages, five thousand of each kind: none is accepted unless it
// says the same as before, and what is accepted is what the provider signed.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "saml/binding.h"
#include "saml/names.h"
#include "saml/signing.h"
#include "saml/verified.h"
#include "saml/writing.h"
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

/// All that may be read, in one text.
class Said {
 public:
  void add(const std::string& part) { text_ += std::to_string(part.size()) + ":" + part; }
  void add(crypto::TimePoint moment) { add(std::to_string(crypto::unix_seconds(moment))); }
  void add(bool claim) { add(std::string(claim ? "yes" : "no")); }
  void add(const saml::NameId& name) {
    add(name.value);
    add(name.format);
    add(name.name_qualifier);
    add(name.sp_name_qualifier);
  }
  void add(const saml::Status& status) {
    add(status.code);
    add(status.second_code);
    add(status.message);
  }
  void add(const saml::SubjectConfirmation& confirmation) {
    add(confirmation.method);
    add(confirmation.recipient);
    add(confirmation.in_response_to);
    add(confirmation.not_before);
    add(confirmation.not_on_or_after);
  }
  void add(const saml::AuthnStatement& login) {
    add(login.authn_instant);
    add(login.session_index);
    add(login.session_not_on_or_after);
    add(login.class_ref);
    add(login.authorities);
  }
  void add(const saml::Attribute& attribute) {
    add(attribute.name);
    add(attribute.name_format);
    add(attribute.values);
  }
  void add(const saml::Response& response) {
    add(response.id);
    add(response.issue_instant);
    add(response.issuer);
    add(response.destination);
    add(response.in_response_to);
    add(response.status);
  }
  void add(const saml::Assertion& assertion) {
    add(assertion.id);
    add(assertion.issue_instant);
    add(assertion.issuer);
    add(assertion.name_id);
    add(assertion.confirmations);
    add(assertion.not_before);
    add(assertion.not_on_or_after);
    add(assertion.audience_restrictions);
    add(assertion.authn_statements);
    add(assertion.attributes);
  }
  void add(const saml::Answer& answer) {
    add(answer.response);
    add(answer.assertion);
  }
  void add(const saml::LogoutRequest& request) {
    add(request.id);
    add(request.issue_instant);
    add(request.issuer);
    add(request.destination);
    add(request.not_on_or_after);
    add(request.name_id);
    add(request.session_indexes);
  }
  template <typename Part>
  void add(const std::optional<Part>& part) {
    add(part.has_value());
    if (part) add(*part);
  }
  template <typename Part>
  void add(const std::vector<Part>& parts) {
    add(std::to_string(parts.size()));
    for (const auto& part : parts) add(part);
  }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// Nothing where it is refused.
using Read = std::optional<std::string> (*)(std::string_view xml);

template <typename Message>
std::optional<std::string> said(const std::expected<saml::Verified<Message>, Refusal>& read) {
  if (!read) return std::nullopt;
  Said all;
  all.add(**read);
  return all.text();
}

std::optional<std::string> read_answer(std::string_view xml) {
  const auto received =
      saml::receive_post(saml::MessageKind::response, saml::post_value(xml), std::nullopt);
  if (!received) return std::nullopt;
  return said(xml_signed_answer(*received, {.signers = tests::provider_keys()}));
}

std::optional<std::string> read_logout(std::string_view xml) {
  const auto received =
      saml::receive_post(saml::MessageKind::request, saml::post_value(xml), std::nullopt);
  if (!received) return std::nullopt;
  return said(saml::xml_signed<saml::LogoutRequest>(*received, tests::provider_keys()));
}

void edit_many(const std::string& good, Read read = read_answer) {
  tests::FixedRandom random;
  const auto meant = read(good);
  ASSERT_TRUE(meant);
  int accepted = 0;
  for (int number = 0; number < kEdits; ++number) {
    const std::string bad = edited(good, random);
    const auto answer = read(bad);
    if (!answer) continue;
    ++accepted;
    EXPECT_EQ(answer, meant) << bad;
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

TEST(Mutation_Xsw, OfASignedLogoutRequestChangesNothingThatIsRead) {
  const saml::LogoutRequest request{
      .id = "_l1",
      .issue_instant = crypto::TimePoint(std::chrono::hours(500'000)),
      .issuer = std::string(tests::kProvider),
      .destination = std::string(tests::kService) + "/slo",
      .not_on_or_after = crypto::TimePoint(std::chrono::hours(500'001)),
      .name_id = saml::NameId{.value = "k7x",
                              .format = std::string(saml::name_id_format::kPersistent),
                              .name_qualifier = std::string(tests::kProvider),
                              .sp_name_qualifier = std::string(tests::kService)},
      .session_indexes = {"one", "two"}};

  edit_many(saml::sign(saml::to_xml(request), tests::provider_key()), read_logout);
}
