#include "identity/subject.h"

#include <gtest/gtest.h>

#include <ostream>

#include "crypto/encoding.h"

namespace sluis::identity {
namespace {

template <typename T>
constexpr bool is_streamable = requires(std::ostream& stream, const T& value) { stream << value; };

Subject upstream(std::string_view realm, std::string_view name) {
  return Subject::of_upstream(realm, crypto::Secret::copy_of(name));
}

TEST(Subject_Der01, IsLengthPrefixed) {
  EXPECT_EQ(upstream("bzk", "s-1").expose(), crypto::length_prefixed({"sub/1", "bzk", "s-1"}));
  EXPECT_NE(upstream("a", "bc").expose(), upstream("ab", "c").expose());
}

TEST(Subject_Design3, IsOneForEverySpellingOfAnAddress) {
  const auto lower = Subject::of_address(*EmailAddress::parse("a.bos@minbzk.nl"));
  const auto upper = Subject::of_address(*EmailAddress::parse("A.Bos@MINBZK.NL"));

  EXPECT_EQ(lower.expose(), crypto::length_prefixed({"mail/1", "a.bos", "minbzk.nl"}));
  EXPECT_EQ(upper.expose(), lower.expose());
}

TEST(Subject_Design3, KeepsAnAddressApartFromAnUpstreamName) {
  EXPECT_NE(Subject::of_address(*EmailAddress::parse("a@minbzk.nl")).expose(),
            upstream("a", "minbzk.nl").expose());
}

TEST(Subject_Promise2, CannotBeStreamed) { EXPECT_FALSE(is_streamable<Subject>); }

}  // namespace
}  // namespace sluis::identity
