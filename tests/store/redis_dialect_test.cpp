#include "store/redis_dialect.h"

#include <gtest/gtest.h>

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using namespace store;
using Kind = Reply::Kind;

std::string command_for(const Operation& operation, ScriptBy by = ScriptBy::digest) {
  const RedisScripts scripts{{"C", "c"}, {"F", "f"}, {"R", "r"}};
  Commands commands;
  encode(operation, scripts, by, commands);
  return commands.octets();
}

std::string words(std::initializer_list<std::string_view> expected) {
  Commands commands;
  commands.add(expected);
  return commands.octets();
}

TEST(RedisDialect_Design4, SaysEachOperationInOneCommand) {
  EXPECT_EQ(command_for(Put{"n", "v", 5s}), words({"SET", "n", "v", "PX", "5000"}));
  EXPECT_EQ(command_for(Get{"n"}), words({"GET", "n"}));
  EXPECT_EQ(command_for(Take{"n"}), words({"GETDEL", "n"}));
  EXPECT_EQ(command_for(Add{"n", "v", 5s}), words({"SET", "n", "v", "NX", "PX", "5000"}));
  EXPECT_EQ(command_for(Renew{"n", 5s}), words({"PEXPIRE", "n", "5000"}));
  EXPECT_EQ(command_for(Count{"n", 5s}), words({"EVALSHA", "c", "1", "n", "5000"}));
  EXPECT_EQ(command_for(FindOrAdd{{"a", "b"}, "v", 5s, 7}),
            words({"EVALSHA", "f", "3", "a", "b", "fence", "7", "", "", "5000", "v"}));
  EXPECT_EQ(command_for(FindOrAdd{{"a"}, "v", 5s, 7, crypto::TimePoint(1234ms)}),
            words({"EVALSHA", "f", "2", "a", "fence", "7", "", "1234", "5000", "v"}));
  EXPECT_EQ(command_for(FindOrAdd{{"a"}, "v", 5s, 7, crypto::TimePoint(1234ms), {"k7", "k2"}}),
            words({"EVALSHA", "f", "2", "a", "fence", "7", "k7 k2", "1234", "5000", "v"}));
  EXPECT_EQ(command_for(Replace{"n", "old", "new", 5s}),
            words({"EVALSHA", "r", "1", "n", "old", "5000", "new"}));
}

TEST(RedisDialect_Design4, LeavesOutWhatIsNotGiven) {
  EXPECT_EQ(command_for(FindOrAdd{{"a"}, std::nullopt, 5s, 7}),
            words({"EVALSHA", "f", "2", "a", "fence", "7", "", "", "5000"}));
  EXPECT_EQ(command_for(Replace{"n", "old", std::nullopt, std::nullopt}),
            words({"EVALSHA", "r", "1", "n", "old", "keep"}));
}

TEST(RedisDialect_Design4, SendsTheWholeScriptWhenAsked) {
  EXPECT_EQ(command_for(Count{"n", 5s}, ScriptBy::text), words({"EVAL", "C", "1", "n", "5000"}));
}

TEST(RedisDialect_Design9, RefusesRepliesThatTheOperationCannotHave) {
  const Reply number{.kind = Kind::number, .number = 2};
  const Reply text{.kind = Kind::text, .text = "text"};
  const Reply nothing{};

  EXPECT_FALSE(decode(Put{"n", "v", 5s}, text).has_value());
  EXPECT_FALSE(decode(Get{"n"}, number).has_value());
  EXPECT_FALSE(decode(Take{"n"}, number).has_value());
  EXPECT_FALSE(decode(Add{"n", "v", 5s}, text).has_value());
  EXPECT_FALSE(decode(Count{"n", 5s}, text).has_value());
  EXPECT_FALSE(decode(Renew{"n", 5s}, number).has_value());
  EXPECT_FALSE(decode(Replace{"n", "v", {}, {}}, nothing).has_value());
  EXPECT_FALSE(decode(FindOrAdd{{"n"}, {}, 5s, 1}, text).has_value());
}

TEST(RedisDialect_Design9, RefusesAFindThatContradictsTheQuestion) {
  const Reply added{.kind = Kind::text, .text = "added"};
  const Reply absent{.kind = Kind::text, .text = "absent"};

  EXPECT_FALSE(decode(FindOrAdd{{"n"}, std::nullopt, 5s, 1}, added).has_value());
  EXPECT_FALSE(decode(FindOrAdd{{"n"}, "v", 5s, 1}, absent).has_value());
}

TEST(RedisDialect_Design9, RefusesAnIndexBeyondTheNames) {
  const Reply value{.kind = Kind::text, .text = "v"};
  for (const std::int64_t index : {-1, 0, 3}) {
    Reply reply{.kind = Kind::list};
    reply.elements = {Reply{.kind = Kind::number, .number = index}, value};
    EXPECT_FALSE(decode(FindOrAdd{{"a", "b"}, "v", 5s, 1}, reply).has_value()) << index;
  }
}

}  // namespace
}  // namespace sluis::tests
