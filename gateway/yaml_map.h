#pragma once

// A YAML mapping that is read strictly: every key is asked for by name, and what nobody asked for
// is a mistake with its line. Mistakes are collected, not thrown, so that an operator sees all of
// them at once.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "operate/mistake.h"

namespace YAML {
class Node;
}

namespace sluis {

class YamlMap {
 public:
  using Mistakes = std::vector<operate::Mistake>;

  /// Nothing (and a mistake) if the file cannot be read or is no mapping.
  static std::optional<YamlMap> load(const std::filesystem::path& file, Mistakes& mistakes);

  YamlMap(YamlMap&&) noexcept;
  YamlMap& operator=(YamlMap&&) = delete;
  ~YamlMap();

  bool has(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::string text_or(std::string_view key, std::string otherwise);
  std::string required(std::string_view key);  // "" and a mistake when it is missing
  /// Decimal digits only ("010" is a mistake, not 8), within the bounds.
  std::optional<std::uint64_t> number(std::string_view key, std::uint64_t least,
                                      std::uint64_t most);
  std::optional<bool> flag(std::string_view key);  // true or false
  /// A number with s, m, h or d behind it.
  std::optional<std::chrono::seconds> duration(std::string_view key);
  std::optional<std::chrono::year_month_day> date(std::string_view key);  // 2027-12-31
  std::vector<std::string> texts(std::string_view key);                   // a list of texts
  std::optional<YamlMap> map(std::string_view key);
  std::vector<std::string> keys() const;            // where the keys are an operator's own words
  std::vector<YamlMap> maps(std::string_view key);  // a list of mappings

  void mistake(std::string_view key, std::string text);
  void warning(std::string_view key, std::string text);
  int line_of(std::string_view key) const;

  /// Says which keys nobody asked for. To be called last.
  void refuse_the_rest();

 private:
  YamlMap(const YAML::Node& node, std::string file, Mistakes& mistakes);
  std::optional<YAML::Node> find(std::string_view key);

  std::unique_ptr<YAML::Node> node_;
  std::string file_;
  Mistakes& mistakes_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace sluis
