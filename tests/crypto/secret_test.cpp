#include "crypto/secret.h"

#include <gtest/gtest.h>

#include <ostream>
#include <type_traits>
#include <utility>

namespace sluis::crypto {
namespace {

template <typename T>
concept Printable = requires(std::ostream& stream, const T& value) { stream << value; };

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!Printable<Secret>);

TEST(Secret_Style, HoldsWhatItWasGiven) {
  const Secret secret = Secret::copy_of(std::string_view("a\0b", 3));

  EXPECT_EQ(secret.expose(), std::string_view("a\0b", 3));
  EXPECT_EQ(secret.size(), 3U);
  EXPECT_FALSE(secret.empty());
}

TEST(Secret_Style, StartsAsZeroes) {
  const Secret secret(4);

  EXPECT_EQ(secret.expose(), std::string_view("\0\0\0\0", 4));
}

TEST(Secret_Style, TakingWipesAShortString) {
  std::string octets = "short";
  const char* const place = octets.data();  // inside the object itself

  const Secret secret = Secret::take(std::move(octets));

  EXPECT_EQ(secret.expose(), "short");
  EXPECT_EQ(std::string_view(place, 5), std::string_view("\0\0\0\0\0", 5));
}

TEST(Secret_Style, IsEmptyOnceMovedFrom) {
  Secret first = Secret::copy_of("octets");

  const Secret second = std::move(first);

  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
  EXPECT_EQ(second.expose(), "octets");
}

TEST(Secret_Style, AssignmentReplaces) {
  Secret secret = Secret::copy_of("old");

  secret = Secret::copy_of("newer");

  EXPECT_EQ(secret.expose(), "newer");
}

TEST(Secret_Style, ACloneIsItsOwn) {
  Secret first = Secret::copy_of("octets");

  const Secret second = first.clone();
  first.fill()[0] = 'x';

  EXPECT_EQ(second.expose(), "octets");
}

TEST(Secret_Style, ComparesByOctets) {
  EXPECT_TRUE(Secret::copy_of("same") == Secret::copy_of("same"));
  EXPECT_FALSE(Secret::copy_of("same") == Secret::copy_of("sane"));
  EXPECT_FALSE(Secret::copy_of("same") == Secret::copy_of("samea"));
  EXPECT_TRUE(Secret() == Secret());
  EXPECT_FALSE(Secret() == Secret::copy_of("a"));
}

TEST(EqualInConstantTime_Der09, SeesTheFirstAndTheLastOctet) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "xbc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abx"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST(Wipe_Der09, LeavesNothingNotEvenWhatWasCutOff) {
  std::string octets = "0123456789";
  octets.resize(2);
  const char* const place = octets.data();

  wipe(octets);

  EXPECT_TRUE(octets.empty());
  EXPECT_EQ(std::string_view(place, 10).find_first_not_of('\0'), std::string_view::npos);
}

}  // namespace
}  // namespace sluis::crypto
