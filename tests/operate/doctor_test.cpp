#include "operate/doctor.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

namespace sluis::operate {
namespace {

using enum Finding::Side;

const Findings kWell = {Finding::good(theirs, "S256 is offered"),
                        Finding::note(ours, "no acr is mapped")};
const Findings kIll = {Finding::good(network, "reached"), Finding::bad(ours, "wrong secret")};

TEST(Doctor_Design9, SaysLevelSideAndTextOnALineEach) {
  std::ostringstream out;

  const int exit_code = print_findings("connector az", kWell, Format::text, out);

  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(out.str(),
            "connector az\n"
            "  good  theirs   S256 is offered\n"
            "  note  ours     no acr is mapped\n"
            "0 bad, 1 note, 1 good\n");
}

TEST(Doctor_Design9, ExitsWithOneIfSomethingIsBad) {
  std::ostringstream out;

  const int exit_code = print_findings("connector az", kIll, Format::text, out);

  EXPECT_EQ(exit_code, 1);
  EXPECT_TRUE(out.str().ends_with("1 bad, 0 notes, 1 good\n"));
}

TEST(Doctor_Design9, SpeaksJson) {
  std::ostringstream out;

  const int exit_code = print_findings("client chat", kIll, Format::json, out);
  const auto report = boost::json::parse(out.str()).as_object();

  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(report.at("patient").as_string(), "client chat");
  EXPECT_EQ(report.at("bad").to_number<int>(), 1);
  EXPECT_EQ(report.at("notes").to_number<int>(), 0);
  EXPECT_EQ(report.at("findings").at(1),
            boost::json::value({{"level", "bad"}, {"side", "ours"}, {"text", "wrong secret"}}));
}

}  // namespace
}  // namespace sluis::operate
