#include "saml/own_keys.h"

#include <gtest/gtest.h>

namespace sluis::saml {
namespace {

using namespace std::chrono_literals;
using crypto::Purpose;

constexpr crypto::TimePoint kNow{std::chrono::seconds{1767225600}};

crypto::Key key(std::string id, Purpose purpose, crypto::Timetable table) {
  return {id, purpose, 1, table, crypto::SigningKey::generate(crypto::Algorithm::rs256, id)};
}

// Before the rollover, while both are published, and when the old one only decrypts.
const crypto::Keyring& rolling_ring() {
  static const crypto::Keyring ring = [] {
    std::vector<crypto::Key> keys;
    for (const auto& [purpose, name] :
         {std::pair{Purpose::saml_sign, "sign"}, std::pair{Purpose::saml_encrypt, "encrypt"}}) {
      const std::string stem(name);
      keys.push_back(key(stem + "-old", purpose,
                         {.published_at = kNow - 80h,
                          .active_at = kNow - 80h,
                          .retired_at = kNow + 2h,
                          .destroyed_at = kNow + 9h}));
      keys.push_back(key(stem + "-new", purpose,
                         {.published_at = kNow + 1h,
                          .active_at = kNow + 2h,
                          .retired_at = {},
                          .destroyed_at = {}}));
    }
    return crypto::Keyring(1, std::move(keys));
  }();
  return ring;
}

const OwnKeys& rolling_keys() {
  static const OwnKeys keys(rolling_ring(), "login.example");
  return keys;
}

std::vector<std::string> certificates(const std::vector<PublicKey>& keys) {
  std::vector<std::string> all;
  for (const auto& one : keys) all.push_back(one.certificate());
  return all;
}

TEST(OwnKeys_Sam18, PublishesTwoDuringARollover) {
  const auto& keys = rolling_keys();

  EXPECT_EQ(keys.published_signing(kNow).size(), 1U);
  EXPECT_EQ(keys.published_signing(kNow + 1h).size(), 2U);
  EXPECT_EQ(keys.published_encryption(kNow + 1h).size(), 2U);
  EXPECT_EQ(keys.published_signing(kNow + 9h).size(), 1U);
}

TEST(OwnKeys_Design3, SignsWithThePrimaryOfTheMoment) {
  const auto& keys = rolling_keys();
  const auto both = certificates(keys.published_signing(kNow + 1h));  // newest first

  EXPECT_EQ(keys.signing(kNow + 1h).certificate(), both.at(1));
  EXPECT_EQ(keys.signing(kNow + 2h).certificate(), both.at(0));
}

// A provider that has fetched our metadata may use the next key before we call it ours.
TEST(OwnKeys_Sam18, DecryptsWithEveryKeyThatIsPublished) {
  const auto& keys = rolling_keys();

  EXPECT_EQ(keys.decryption(kNow + 1h).size(), 2U);
  EXPECT_EQ(keys.decryption(kNow + 3h).size(), 2U);
  EXPECT_EQ(keys.decryption(kNow + 9h).size(), 1U);
}

TEST(OwnKeys_Sam04, HaveTheSameCertificateOnEveryNode) {
  const OwnKeys other_node(rolling_ring(), "login.example");

  EXPECT_EQ(other_node.signing(kNow).certificate(), rolling_keys().signing(kNow).certificate());
}

TEST(OwnKeys_Design3, OfARingWithoutThemSpeakNoSaml) {
  const crypto::Keyring ring(1, {});

  const OwnKeys keys(ring, "login.example");

  EXPECT_FALSE(keys.can_sign(kNow));
  EXPECT_TRUE(keys.published_signing(kNow).empty());
  EXPECT_THROW(keys.signing(kNow), std::runtime_error);
}

}  // namespace
}  // namespace sluis::saml
