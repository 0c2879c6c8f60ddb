#include "downstream/jitsi_proof.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "tests/downstream/jitsi_world.h"

namespace sluis::downstream {
namespace {

class JitsiProof_Jitsi_1_4 : public testing::Test {
 protected:
  const JitsiClient& client(std::string_view id = "meet") { return *world_.clients.find(id); }
  std::string made() { return proofs_.make(client(), {.sid = "the-sid", .nonce = "n-1"}); }

  tests::JitsiWorld world_;
  JitsiParts parts_ = world_.parts();
  JitsiProofs proofs_{parts_};
};

TEST_F(JitsiProof_Jitsi_1_4, LeadsToTheSession) {
  EXPECT_EQ(proofs_.sid_of(client(), made()), "the-sid");
}

TEST_F(JitsiProof_Jitsi_1_4, LeadsThereHoweverOld) {
  const auto proof = made();

  world_.clock.advance(std::chrono::hours(9));

  EXPECT_EQ(proofs_.sid_of(client(), proof), "the-sid");
}

TEST_F(JitsiProof_Jitsi_1_4, IsOfOneDeployment) {
  EXPECT_FALSE(proofs_.sid_of(client("board"), made()));
}

TEST_F(JitsiProof_Jitsi_1_4, IsRefusedWhereAWordWasChanged) {
  const auto proof = made();
  const auto first = proof.find('.'), last = proof.rfind('.');
  auto claims = *crypto::base64url_decode(proof.substr(first + 1, last - first - 1));
  claims.replace(claims.find("the-sid"), 7, "another");

  const auto forged =
      proof.substr(0, first + 1) + crypto::base64url_encode(claims) + proof.substr(last);

  EXPECT_FALSE(proofs_.sid_of(client(), forged));
}

TEST_F(JitsiProof_Jitsi_1_4, IsRefusedWithoutItsMac) {
  const auto proof = made();

  EXPECT_FALSE(proofs_.sid_of(client(), proof.substr(0, proof.rfind('.') + 1)));
  EXPECT_FALSE(proofs_.sid_of(client(), proof.substr(0, proof.rfind('.'))));
  EXPECT_FALSE(proofs_.sid_of(client(), ""));
  EXPECT_FALSE(proofs_.sid_of(client(), "."));
}

}  // namespace
}  // namespace sluis::downstream
