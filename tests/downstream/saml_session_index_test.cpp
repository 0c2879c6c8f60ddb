#include "downstream/saml_session_index.h"

#include <gtest/gtest.h>

namespace sluis::downstream {
namespace {

constexpr SessionOfService kWiki{.client = "wiki", .name_id = "somebody"};

TEST(SamlSessionIndex_Xsw27, ComesBackWithItsName) {
  const auto index = session_index("sid", kWiki);

  EXPECT_EQ(sid_of_index(index, kWiki), "sid");
  EXPECT_EQ(sid_of_index(index, {.client = "wiki", .name_id = "another"}), std::nullopt);
  EXPECT_EQ(sid_of_index(index, {.client = "chat", .name_id = "somebody"}), std::nullopt);
  EXPECT_EQ(sid_of_index("x" + index, kWiki), std::nullopt);
}

TEST(SamlSessionIndex_SamlCore3_7_1, IsTheSameWheneverItIsMade) {
  EXPECT_EQ(session_index("sid", kWiki), session_index("sid", kWiki));
  EXPECT_NE(session_index("sid", kWiki), session_index("another", kWiki));
}

}  // namespace
}  // namespace sluis::downstream
