#include "crypto/seal.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "crypto/encoding.h"
#include "crypto/gcm.h"
#include "tests/crypto/fixed_random.h"
#include "tests/crypto/vector_file.h"

namespace sluis::crypto {
namespace {

// The nonce of a vector, and nothing else.
class NonceOnly final : public Random {
 public:
  explicit NonceOnly(std::string nonce) : nonce_(std::move(nonce)) {}
  void fill(char* octets, std::size_t size_bytes) override {
    if (size_bytes != nonce_.size()) throw std::runtime_error("not a nonce");
    nonce_.copy(octets, size_bytes);
  }

 private:
  std::string nonce_;
};

class Seal_Design3 : public testing::Test {
 protected:
  std::string sealed(Padding padding = Padding::none) {
    return seal(key_, {.kind = "pe", .name = "pe:abc"}, "text", padding, random_);
  }
  std::optional<Secret> opened(std::string_view text, Padding padding = Padding::none) {
    return open(key_, {.kind = "pe", .name = "pe:abc"}, text, padding);
  }
  // Sealed rightly, over a plain text that was not padded by us.
  std::string sealed_as_padded(std::string_view padded) {
    return seal(key_, {.kind = "pe", .name = "pe:abc"}, padded, Padding::none, random_);
  }

  tests::FixedRandom random_;
  Secret key_ = random_.secret(32);
};

TEST_F(Seal_Design3, VectorsSealAndOpen) {
  for (const auto& row : tests::read_vectors("seal.txt", 7)) {
    SCOPED_TRACE(row[1] + " " + row[2] + " " + row[5]);
    const Secret key = Secret::copy_of(tests::octets_of_hex(row[0]));
    const SealedFor what{.kind = row[1], .name = row[2]};
    NonceOnly nonce(tests::octets_of_hex(row[3]));
    const std::string plain_text = tests::octets_of_hex(row[4]);
    const Padding padding = row[5] == "steps" ? Padding::to_steps : Padding::none;

    const std::string made = seal(key, what, plain_text, padding, nonce);
    const auto again = open(key, what, tests::octets_of_hex(row[6]), padding);

    EXPECT_EQ(hex_encode(made), row[6]);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->expose(), plain_text);
  }
}

TEST_F(Seal_Design3, OpensWhatItSealed) {
  const auto text = opened(sealed());

  ASSERT_TRUE(text);
  EXPECT_EQ(text->expose(), "text");
}

TEST_F(Seal_Design3, NeverMakesTheSameTwice) { EXPECT_NE(sealed(), sealed()); }

TEST_F(Seal_Design3, PadsToThreeSizesOnly) {
  const auto size_of = [this](std::size_t plain_bytes) {
    return seal(key_, {.kind = "pe", .name = ""}, std::string(plain_bytes, 'x'), Padding::to_steps,
                random_)
               .size() -
           29;
  };

  EXPECT_EQ(size_of(0), 256U);
  EXPECT_EQ(size_of(255), 256U);
  EXPECT_EQ(size_of(256), 1024U);
  EXPECT_EQ(size_of(1023), 1024U);
  EXPECT_EQ(size_of(1024), 4096U);
  EXPECT_EQ(size_of(4095), 4096U);
}

TEST_F(Seal_Design3, RefusesATextThatFitsNoStep) {
  EXPECT_THROW(
      seal(key_, {.kind = "pe", .name = ""}, std::string(4096, 'x'), Padding::to_steps, random_),
      std::length_error);
}

TEST_F(Seal_Design3, RefusesAnotherVersion) {
  std::string text = sealed();
  text[0] = 0x02;

  EXPECT_FALSE(opened(text));
}

TEST_F(Seal_Design3, RefusesAChangeInAnyOctet) {
  const std::string text = sealed();
  for (std::size_t position = 0; position < text.size(); ++position) {
    std::string changed = text;
    changed[position] = static_cast<char>(changed[position] ^ 1);

    EXPECT_FALSE(opened(changed)) << "octet " << position;
  }
}

TEST_F(Seal_Design3, RefusesEveryTruncation) {
  const std::string text = sealed();
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(opened(std::string_view(text).substr(0, size))) << size << " octets";
  }
}

TEST_F(Seal_Design3, RefusesALongerText) { EXPECT_FALSE(opened(sealed() + '\0')); }

TEST_F(Seal_Design3, RefusesAnotherKey) {
  const Secret other = random_.secret(32);

  EXPECT_FALSE(open(other, {.kind = "pe", .name = "pe:abc"}, sealed(), Padding::none));
}

TEST_F(Seal_Design3, RefusesAnotherKind) {
  EXPECT_FALSE(open(key_, {.kind = "se", .name = "pe:abc"}, sealed(), Padding::none));
}

TEST_F(Seal_Design3, RefusesAnotherName) {
  EXPECT_FALSE(open(key_, {.kind = "pe", .name = "pe:abd"}, sealed(), Padding::none));
}

TEST_F(Seal_Design3, RefusesAFieldMovedBetweenKindAndName) {
  EXPECT_FALSE(open(key_, {.kind = "pep", .name = "e:abc"}, sealed(), Padding::none));
}

TEST_F(Seal_Design3, RefusesPaddingWithoutItsStart) {
  EXPECT_FALSE(opened(sealed_as_padded(std::string(256, '\0')), Padding::to_steps));
}

TEST_F(Seal_Design3, RefusesPaddingThatEndsInAnotherOctet) {
  EXPECT_FALSE(opened(sealed_as_padded(std::string(255, '\0') + "x"), Padding::to_steps));
}

TEST_F(Seal_Design3, RefusesAPaddedTextOfAnotherSize) {
  EXPECT_FALSE(opened(sealed_as_padded("text\x80"), Padding::to_steps));
}

}  // namespace
}  // namespace sluis::crypto
