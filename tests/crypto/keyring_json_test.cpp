#include "crypto/keyring_json.h"

#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>
#include <string>

#include "crypto/encoding.h"

namespace sluis::crypto {
namespace {

const std::string kKey =
    R"({"id":"a","purpose":"seal","serial":1,"published_at":1000,"active_at":2000,)"
    R"("retired_at":null,"destroyed_at":null,"secret":")" +
    base64url_encode(std::string(32, 's')) + "\"}";

std::string ring(const std::string& keys) {
  return R"({"version":1,"serial":1,"keys":[)" + keys + "]}";
}

TEST(KeyringJson_Design5, ReadsAndWritesTheSameText) {
  const Keyring read = keyring_from_json(ring(kKey));

  ASSERT_EQ(read.keys().size(), 1U);
  EXPECT_EQ(read.keys()[0].timetable.active_at, TimePoint(std::chrono::seconds(2)));
  EXPECT_EQ(read.keys()[0].secret().expose(), std::string(32, 's'));
  EXPECT_EQ(keyring_to_json(read).expose(), ring(kKey));
}

TEST(KeyringJson_Design5, RefusesToWriteMoreThanTheFileHolds) {
  const TimePoint now{std::chrono::seconds(1)};
  const Timetable table{
      .published_at = now, .active_at = now, .retired_at = {}, .destroyed_at = {}};
  std::vector<Key> keys;
  keys.push_back({std::string(600 * 1024, 'a'), Purpose::seal, 1, table, Secret(32)});
  const Keyring large(1, std::move(keys));

  EXPECT_THROW(keyring_to_json(large), std::length_error);
}

struct Change {
  const char* why;
  std::string from;
  std::string to;
};

void PrintTo(const Change& change, std::ostream* stream) { *stream << change.why; }

class KeyringJsonRefuses_Design5 : public testing::TestWithParam<Change> {};
TEST_P(KeyringJsonRefuses_Design5, Text) {
  std::string text = ring(kKey);
  const std::size_t place = text.find(GetParam().from);
  ASSERT_NE(place, std::string::npos);
  text.replace(place, GetParam().from.size(), GetParam().to);

  EXPECT_THROW(keyring_from_json(text), std::invalid_argument);
}
INSTANTIATE_TEST_SUITE_P(
    KeyringJson, KeyringJsonRefuses_Design5,
    testing::Values(Change{"nothing", ring(kKey), ""}, Change{"an empty object", ring(kKey), "{}"},
                    Change{"another version", "\"version\":1", "\"version\":2"},
                    Change{"no serial", ",\"serial\":1,\"keys\"", ",\"keys\""},
                    Change{"keys that are no list", "[" + kKey + "]", "{}"},
                    Change{"a key that is no object", kKey, "1"},
                    Change{"a key twice", kKey, kKey + "," + kKey},
                    Change{"a member twice", "\"id\":\"a\"", "\"id\":\"a\",\"id\":\"a\""},
                    Change{"no id", "\"id\":\"a\",", ""},
                    Change{"an id that is no text", "\"a\"", "1"},
                    Change{"an unknown purpose", "\"seal\"", "\"sail\""},
                    Change{"a negative serial", "\"serial\":1,\"published",
                           "\"serial\":-1,\"published"},
                    Change{"a time that is no whole number", "2000", "2000.5"},
                    Change{"a time out of order", "2000", "999"},
                    Change{"no retired_at", "\"retired_at\":null,", ""},
                    Change{"a secret that is no base64url", "\"secret\":\"", "\"secret\":\"="},
                    Change{"no secret", "\"secret\"", "\"secrets\""},
                    Change{"a secret as a key pair", "\"secret\"", "\"jwk\""},
                    Change{"a key pair that is none", "\"seal\"", "\"oidc-sign-es256\""}));

}  // namespace
}  // namespace sluis::crypto
