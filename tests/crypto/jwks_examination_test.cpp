#include "crypto/jwks_examination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/crypto/foreign_key.h"

namespace sluis::crypto {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tests::ForeignKey;

const std::vector<Algorithm> kAll = {Algorithm::rs256, Algorithm::es256};

std::string set_of(std::initializer_list<std::string> keys) {
  std::string set;
  for (const auto& key : keys) set += (set.empty() ? "" : ",") + key;
  return R"({"keys":[)" + set + "]}";
}

std::string named(const ForeignKey& key, const std::string& kid) {
  return key.jwk(R"(,"kid":")" + kid + "\"");
}

std::vector<std::string> at(Finding::Level level, const Findings& found) {
  std::vector<std::string> texts;
  for (const auto& one : found) {
    if (one.level == level) texts.push_back(one.text);
  }
  return texts;
}

std::vector<std::string> bad(const Findings& found) { return at(Finding::Level::bad, found); }
std::vector<std::string> notes(const Findings& found) { return at(Finding::Level::note, found); }

TEST(JwksExamination_Rfc7517, FindsKeysForEachAlgorithm) {
  const auto found = examine_jwks(
      set_of({named(ForeignKey::p256(), "a"), named(ForeignKey::rsa(2048), "b")}), kAll);

  EXPECT_THAT(bad(found), IsEmpty());
  EXPECT_THAT(notes(found), IsEmpty());
  EXPECT_THAT(at(Finding::Level::good, found), Contains(HasSubstr("RS256, ES256")));
}

TEST(JwksExamination_Rfc7517, RefusesWhatIsNoSet) {
  EXPECT_THAT(bad(examine_jwks("<html>", kAll)), Contains(HasSubstr("no set of keys")));
}

TEST(JwksExamination_Rfc7517, NotesAnAlgorithmWithoutKey) {
  const auto found = examine_jwks(set_of({named(ForeignKey::p256(), "a")}), kAll);

  EXPECT_THAT(bad(found), IsEmpty());
  EXPECT_THAT(notes(found), Contains(HasSubstr("no key for RS256")));
}

TEST(JwksExamination_Rfc7517, RefusesASetWithoutAKeyThatFits) {
  const auto found =
      examine_jwks(set_of({named(ForeignKey::p256(), "a")}), {Algorithm::rs256, Algorithm::ps256});

  EXPECT_THAT(bad(found), Contains(HasSubstr("none of their keys")));
}

TEST(JwksExamination_Nlr07, RefusesSeveralKeysWithoutKid) {
  const auto found =
      examine_jwks(set_of({ForeignKey::p256().jwk(""), named(ForeignKey::p256(), "b")}), kAll);

  EXPECT_THAT(bad(found), Contains(HasSubstr("2 keys for ES256, and not each has a kid")));
}

TEST(JwksExamination_Nlr07, TakesASingleKeyWithoutKid) {
  EXPECT_THAT(bad(examine_jwks(set_of({ForeignKey::p256().jwk("")}), kAll)), IsEmpty());
}

TEST(JwksExamination_Nlr07, NotesTwoKeysOfOneKid) {
  const auto found =
      examine_jwks(set_of({named(ForeignKey::p256(), "a"), named(ForeignKey::p256(), "a")}), kAll);

  EXPECT_THAT(notes(found), Contains(HasSubstr("two keys for ES256 share a kid")));
}

TEST(JwksExamination_Opx15, RefusesASmallRsaKey) {
  const auto found = examine_jwks(set_of({named(ForeignKey::rsa(1024), "a")}), kAll);

  EXPECT_THAT(bad(found), Contains(HasSubstr("1024 bits")));
}

TEST(JwksExamination_Opx15, SpeaksOfAPublishedPrivateKey) {
  const auto found =
      examine_jwks(set_of({R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"})"}), kAll);

  EXPECT_THAT(bad(found), Contains(HasSubstr("should be secret")));
}

}  // namespace
}  // namespace sluis::crypto
