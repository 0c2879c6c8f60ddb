#include "operate/mistake.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

namespace sluis::operate {
namespace {

const std::vector<Mistake> kTwo{
    {"sluis.yaml", 12, "unknown key 'isuer'", Mistake::Severity::error},
    {"sluis.yaml", 40, "chat and wiki share the sector 'chat'", Mistake::Severity::warning}};

TEST(Check_Design10, SaysFileAndLineOfEachMistake) {
  std::ostringstream out;

  const int exit_code = print_mistakes(kTwo, Format::text, out);

  EXPECT_EQ(out.str(),
            "sluis.yaml:12: error: unknown key 'isuer'\n"
            "sluis.yaml:40: warning: chat and wiki share the sector 'chat'\n"
            "1 error, 1 warning\n");
  EXPECT_EQ(exit_code, 1);
}

TEST(Check_Design10, WarningsAloneDoNotFail) {
  std::ostringstream out;

  const int exit_code = print_mistakes({kTwo[1]}, Format::text, out);

  EXPECT_EQ(exit_code, 0);
  EXPECT_TRUE(out.str().ends_with("0 errors, 1 warning\n"));
}

TEST(Check_Design10, SaysThatNothingIsWrong) {
  std::ostringstream out;

  const int exit_code = print_mistakes({}, Format::text, out);

  EXPECT_EQ(out.str(), "no mistakes found\n");
  EXPECT_EQ(exit_code, 0);
}

TEST(Check_Design10, LeavesTheLineOutForTheFileAsAWhole) {
  std::ostringstream out;

  print_mistakes({{"sluis.yaml", 0, "cannot be read", Mistake::Severity::error}}, Format::text,
                 out);

  EXPECT_TRUE(out.str().starts_with("sluis.yaml: error: cannot be read\n"));
}

TEST(Check_Design10, SpeaksJson) {
  std::ostringstream out;

  const int exit_code = print_mistakes(kTwo, Format::json, out);

  const auto report = boost::json::parse(out.str()).as_object();
  EXPECT_EQ(report.at("errors"), 1);
  EXPECT_EQ(report.at("warnings"), 1);
  EXPECT_EQ(report.at("mistakes").as_array().at(0).at("line"), 12);
  EXPECT_EQ(report.at("mistakes").as_array().at(1).at("severity"), "warning");
  EXPECT_EQ(exit_code, 1);
}

}  // namespace
}  // namespace sluis::operate
