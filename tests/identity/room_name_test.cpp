#include "identity/room_name.h"

#include <gtest/gtest.h>

namespace sluis::identity {
namespace {

struct Spelling {
  const char* text;
  const char* name;
};

class RoomNameSpelling : public testing::TestWithParam<Spelling> {};

TEST_P(RoomNameSpelling, IsOne) {
  const auto name = room_name(GetParam().text);

  EXPECT_EQ(name, GetParam().name);
  EXPECT_EQ(room_name(name.value_or("")), name);
}

// What Jitsi's own client makes of them.
INSTANTIATE_TEST_SUITE_P(RoomName_Design3, RoomNameSpelling,
                         testing::Values(Spelling{"Overleg", "overleg"},
                                         Spelling{"stille-reiger_7.b~c", "stille-reiger_7.b~c"},
                                         Spelling{"Straße 1", "stra%c3%9fe%201"},
                                         Spelling{"STRA%C3%9FE%201", "stra%c3%9fe%201"},
                                         Spelling{"ＦＵＬＬ", "full"}, Spelling{"ﬁets", "fiets"},
                                         Spelling{"ΟΔΟΣ", "%ce%bf%ce%b4%ce%bf%cf%82"},
                                         Spelling{"e\xCC\x81\x74", "%c3%a9t"},
                                         Spelling{"100%", "100%25"}, Spelling{"a%zz", "a%25zz"},
                                         Spelling{"a{b}", "a%7bb%7d"}));

class RoomNameRefused : public testing::TestWithParam<std::string> {};

TEST_P(RoomNameRefused, IsNoRoom) { EXPECT_EQ(room_name(GetParam()), std::nullopt); }

INSTANTIATE_TEST_SUITE_P(RoomName_Design3, RoomNameRefused,
                         testing::Values("", " ", "..", ".", "a/b", "a%2fb", "a?b", "a#b", "a@b",
                                         "a&b", "a:b", "a\\b", "a\nb", "a%00b", "a%0ab", "a\xFF",
                                         "a%E2%80%8Bb", "\xE2%80\x8E", " a", "a ",
                                         std::string(257, 'a'), "\xEF\xBC\x8F",
                                         std::string(128, '{')));

}  // namespace
}  // namespace sluis::identity
