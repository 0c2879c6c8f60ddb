// DESIGN §4 in code: the table that `sluis doctor retention` judges by, against every name that is
// written anywhere.

#include "record_kinds.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace sluis {
namespace {

namespace fs = std::filesystem;

// Texts of the same form that name no record.
const std::set<std::string> kNoRecords = {"mailto:", "name:", "uid:", "xml:", "xmlns:"};

std::set<std::string> names_in(const fs::path& file) {
  static const std::regex prefix("\"([a-z]{2,8}:)[a-z]*\"");
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  const std::string source = text.str();
  std::set<std::string> names;
  for (auto at = std::sregex_iterator(source.begin(), source.end(), prefix);
       at != std::sregex_iterator(); ++at) {
    names.insert((*at)[1]);
  }
  return names;
}

std::set<std::string> names_in_the_code() {
  std::set<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator("gateway")) {
    const auto& file = entry.path();
    if (file.extension() != ".cpp" && file.extension() != ".h") continue;
    if (file.filename() == "record_kinds.cpp") continue;
    names.merge(names_in(file));
  }
  for (const auto& none : kNoRecords) names.erase(none);
  return names;
}

std::set<std::string> names_in_the_table() {
  std::set<std::string> names;
  for (const auto& kind : record_kinds(Config{})) {
    if (kind.beginning.ends_with(':')) names.emplace(kind.beginning);
  }
  return names;
}

TEST(RecordKinds_Design4, HasARowForEveryNameThatIsWrittenAndNoOther) {
  EXPECT_EQ(names_in_the_code(), names_in_the_table());
}

TEST(RecordKinds_Promise4, LetsNothingButTheFenceStayForEver) {
  for (const auto& kind : record_kinds(Config{})) {
    EXPECT_EQ(kind.longest.has_value(), kind.beginning != "fence") << kind.beginning;
  }
}

}  // namespace
}  // namespace sluis
