#include "crypto/gcm.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "crypto/encoding.h"
#include "tests/crypto/vector_file.h"

namespace sluis::crypto::gcm {
namespace {

TEST(Gcm_McGrewViega_B, VectorsEncryptAndDecrypt) {
  for (const auto& row : tests::read_vectors("gcm.txt", 7)) {
    SCOPED_TRACE("case " + row[0]);
    const Secret key = Secret::copy_of(tests::octets_of_hex(row[1]));
    const std::string nonce = tests::octets_of_hex(row[2]);
    const std::string associated = tests::octets_of_hex(row[3]);
    const Box box{.nonce = nonce, .associated = associated};

    const std::string encrypted = encrypt(key, box, tests::octets_of_hex(row[4]));
    const auto decrypted = decrypt(key, box, encrypted);

    EXPECT_EQ(hex_encode(encrypted), row[5] + row[6]);
    ASSERT_TRUE(decrypted);
    EXPECT_EQ(hex_encode(decrypted->expose()), row[4]);
  }
}

TEST(Gcm_Sp800_38D, RefusesAKeyOfAnotherSize) {
  const std::string nonce(kNonceBytes, 'n');

  EXPECT_THROW(encrypt(Secret(16), {.nonce = nonce, .associated = ""}, "text"),
               std::invalid_argument);
}

TEST(Gcm_Sp800_38D, RefusesANonceOfAnotherSize) {
  EXPECT_THROW(encrypt(Secret(32), {.nonce = "short", .associated = ""}, "text"),
               std::invalid_argument);
}

}  // namespace
}  // namespace sluis::crypto::gcm
