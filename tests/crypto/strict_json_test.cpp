#include "crypto/strict_json.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace sluis::crypto {
namespace {

struct Case {
  const char* why;
  std::string_view text;
};

void PrintTo(const Case& the_case, std::ostream* stream) { *stream << the_case.why; }

class StrictJsonAccepts_Rfc8259 : public testing::TestWithParam<Case> {};
TEST_P(StrictJsonAccepts_Rfc8259, Text) { EXPECT_TRUE(is_strict_json_object(GetParam().text)); }
INSTANTIATE_TEST_SUITE_P(
    StrictJson, StrictJsonAccepts_Rfc8259,
    testing::Values(Case{"nothing in it", "{}"}, Case{"white space around", " {\"a\":1}\r\n"},
                    Case{"every kind of value",
                         R"({"a":1,"b":-2.5e3,"c":"x","d":true,"e":null,"f":[1,{"a":2}],"g":{}})"},
                    Case{"a name again in another object", R"({"a":{"a":1},"b":{"a":2}})"},
                    Case{"a name again in objects of a list", R"({"a":[{"b":1},{"b":2}]})"},
                    Case{"names that differ in case", R"({"alg":1,"ALG":2})"}));

class StrictJsonRefuses_Rfc8725_2_4 : public testing::TestWithParam<Case> {};
TEST_P(StrictJsonRefuses_Rfc8725_2_4, Text) {
  EXPECT_FALSE(is_strict_json_object(GetParam().text));
}
INSTANTIATE_TEST_SUITE_P(
    StrictJson, StrictJsonRefuses_Rfc8725_2_4,
    testing::Values(Case{"an empty text", ""}, Case{"a list", "[{}]"}, Case{"a string", "\"a\""},
                    Case{"a number", "1"}, Case{"half an object", R"({"a":1)"},
                    Case{"something after it", "{} {}"}, Case{"a name twice", R"({"a":1,"a":2})"},
                    Case{"a name twice, once escaped", "{\"alg\":1,\"\\u0061lg\":2}"},
                    Case{"an empty name twice", R"({"":1,"":2})"},
                    Case{"a name twice further in", R"({"x":[{"a":1,"b":2,"a":3}]})"},
                    Case{"a comma too many", R"({"a":1,})"}, Case{"a comment", "{/**/}"},
                    Case{"octets that are no UTF-8", "{\"a\":\"\xff\"}"},
                    Case{"a zero octet after it", std::string_view("{}\0", 3)}));

TEST(StrictJson_Design9, RefusesDeepNesting) {
  const auto nested = [](std::size_t depth) {
    return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };

  EXPECT_TRUE(is_strict_json_object(nested(16)));
  EXPECT_FALSE(is_strict_json_object(nested(17)));
  EXPECT_FALSE(is_strict_json_object(nested(100'000)));
}

}  // namespace
}  // namespace sluis::crypto
