#include "crypto/mac.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "crypto/encoding.h"
#include "tests/crypto/vector_file.h"

namespace sluis::crypto {
namespace {

TEST(Hmac_Rfc4231_4, Vectors) {
  for (const auto& row : tests::read_vectors("rfc4231.txt", 4)) {
    SCOPED_TRACE("case " + row[0]);
    const Secret key = Secret::copy_of(tests::octets_of_hex(row[1]));

    const Secret mac = hmac_sha256(key, tests::octets_of_hex(row[2]));

    EXPECT_EQ(hex_encode(mac.expose()), row[3]);
  }
}

TEST(Hmac_Design3, ANameIsTheSameInBase64Url) {
  const Secret key = Secret::copy_of("key");

  EXPECT_EQ(hmac_name(key, "message"), base64url_encode(hmac_sha256(key, "message").expose()));
  EXPECT_EQ(hmac_name(key, "message").size(), 43U);
}

TEST(Hmac_Design3, RefusesAnEmptyKey) {
  EXPECT_THROW(hmac_sha256(Secret(), "message"), std::invalid_argument);
}

TEST(Hmac_Design3, ThreadsDoNotDisturbEachOther) {
  const Secret key = Secret::copy_of("key");
  const Secret expected = hmac_sha256(key, "message");
  std::vector<char> all_equal(4, 1);

  std::vector<std::thread> threads;
  for (char& equal : all_equal) {
    threads.emplace_back([&key, &expected, &equal] {
      for (int round = 0; round < 500; ++round) {
        if (!(hmac_sha256(key, "message") == expected)) equal = 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(all_equal, std::vector<char>(4, 1));
}

TEST(Sha256_Fips180, HashesAbc) {
  EXPECT_EQ(hex_encode(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_encode(sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace sluis::crypto
