#include "yaml_map.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace sluis {

namespace {

int line(const YAML::Node& node) { return node.Mark().line + 1; }

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return value;
}

}  // namespace

YamlMap::YamlMap(const YAML::Node& node, std::string file, Mistakes& mistakes)
    : node_(std::make_unique<YAML::Node>(node)), file_(std::move(file)), mistakes_(mistakes) {
  // yaml-cpp lets a key come twice and keeps one of them.
  std::set<std::string> seen;
  for (const auto& pair : node) {
    if (!pair.first.IsScalar()) continue;
    if (!seen.insert(pair.first.Scalar()).second) {
      mistakes_.push_back(
          {file_, line(pair.first), "the key '" + pair.first.Scalar() + "' comes twice"});
    }
  }
}

YamlMap::YamlMap(YamlMap&&) noexcept = default;
YamlMap::~YamlMap() = default;

std::optional<YamlMap> YamlMap::load(const std::filesystem::path& file, Mistakes& mistakes) {
  try {
    const YAML::Node node = YAML::LoadFile(file.string());
    if (node.IsMap()) return YamlMap(node, file.string(), mistakes);
    mistakes.push_back({file.string(), 1, "this is not a YAML mapping"});
  } catch (const YAML::ParserException& broken) {
    mistakes.push_back({file.string(), broken.mark.line + 1, "this is not YAML: " + broken.msg});
  } catch (const YAML::BadFile&) {
    mistakes.push_back({file.string(), 0, "the file cannot be read"});
  }
  return std::nullopt;
}

std::optional<YAML::Node> YamlMap::find(std::string_view key) {
  asked_.emplace(key);
  for (const auto& pair : *node_) {
    if (pair.first.IsScalar() && pair.first.Scalar() == key && !pair.second.IsNull())
      return pair.second;
  }
  return std::nullopt;
}

int YamlMap::line_of(std::string_view key) const {
  for (const auto& pair : *node_) {
    if (pair.first.IsScalar() && pair.first.Scalar() == key) return line(pair.first);
  }
  return line(*node_);
}

void YamlMap::mistake(std::string_view key, std::string text) {
  mistakes_.push_back({file_, line_of(key), std::string(key) + ": " + std::move(text)});
}

void YamlMap::warning(std::string_view key, std::string text) {
  mistakes_.push_back({file_, line_of(key), std::string(key) + ": " + std::move(text),
                       operate::Mistake::Severity::warning});
}

bool YamlMap::has(std::string_view key) { return find(key).has_value(); }

std::optional<std::string> YamlMap::text(std::string_view key) {
  const auto node = find(key);
  if (!node) return std::nullopt;
  if (node->IsScalar()) return node->Scalar();
  mistake(key, "must be a text");
  return std::nullopt;
}

std::string YamlMap::text_or(std::string_view key, std::string otherwise) {
  return text(key).value_or(std::move(otherwise));
}

std::string YamlMap::required(std::string_view key) {
  if (!has(key)) {
    mistake(key, "is missing");
    return {};
  }
  return text(key).value_or("");
}

std::optional<std::uint64_t> YamlMap::number(std::string_view key, std::uint64_t least,
                                             std::uint64_t most) {
  const auto given = text(key);
  if (!given) return std::nullopt;
  const auto value = decimal(*given);
  if (value && *value >= least && *value <= most) return value;
  mistake(key, "must be a number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::optional<bool> YamlMap::flag(std::string_view key) {
  const auto given = text(key);
  if (!given) return std::nullopt;
  if (*given == "true") return true;
  if (*given == "false") return false;
  mistake(key, "must be true or false");
  return std::nullopt;
}

std::optional<std::chrono::seconds> YamlMap::duration(std::string_view key) {
  const auto given = text(key);
  if (!given) return std::nullopt;
  constexpr std::uint64_t kTenYears = 10ULL * 365 * 86'400;
  const std::string_view all = *given;
  const auto value = all.empty() ? std::nullopt : decimal(all.substr(0, all.size() - 1));
  const std::uint64_t unit = all.empty()         ? 0
                             : all.back() == 's' ? 1
                             : all.back() == 'm' ? 60
                             : all.back() == 'h' ? 3'600
                             : all.back() == 'd' ? 86'400
                                                 : 0;
  if (value && unit != 0 && *value > 0 && *value <= kTenYears / unit) {
    return std::chrono::seconds(*value * unit);
  }
  mistake(key, "must be a duration like 90d, 8h, 15m or 30s");
  return std::nullopt;
}

std::optional<std::chrono::year_month_day> YamlMap::date(std::string_view key) {
  const auto given = text(key);
  if (!given) return std::nullopt;
  const std::string_view all = *given;
  const auto is_date = all.size() == 10 && all[4] == '-' && all[7] == '-';
  const auto part = [&](std::size_t from, std::size_t size) -> std::optional<unsigned> {
    unsigned value = 0;
    const char* end = all.data() + from + size;
    const auto [stop, failed] = std::from_chars(all.data() + from, end, value);
    return failed == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
  };
  if (is_date) {
    const auto year = part(0, 4), month = part(5, 2), day = part(8, 2);
    if (year && month && day) {
      const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                             std::chrono::month(*month), std::chrono::day(*day)};
      if (date.ok()) return date;
    }
  }
  mistake(key, "must be a date like 2027-12-31");
  return std::nullopt;
}

std::vector<std::string> YamlMap::texts(std::string_view key) {
  std::vector<std::string> all;
  const auto node = find(key);
  if (!node) return all;
  if (!node->IsSequence()) {
    mistake(key, "must be a list");
    return all;
  }
  for (const auto& item : *node) {
    if (item.IsScalar()) {
      all.push_back(item.Scalar());
    } else {
      mistakes_.push_back({file_, line(item), std::string(key) + ": each item must be a text"});
    }
  }
  return all;
}

std::optional<YamlMap> YamlMap::map(std::string_view key) {
  const auto node = find(key);
  if (!node) return std::nullopt;
  if (node->IsMap()) return YamlMap(*node, file_, mistakes_);
  mistake(key, "must be a mapping");
  return std::nullopt;
}

std::vector<YamlMap> YamlMap::maps(std::string_view key) {
  std::vector<YamlMap> all;
  const auto node = find(key);
  if (!node) return all;
  if (!node->IsSequence()) {
    mistake(key, "must be a list");
    return all;
  }
  for (const auto& item : *node) {
    if (item.IsMap()) {
      all.push_back(YamlMap(item, file_, mistakes_));
    } else {
      mistakes_.push_back({file_, line(item), std::string(key) + ": each item must be a mapping"});
    }
  }
  return all;
}

std::vector<std::string> YamlMap::keys() const {
  std::vector<std::string> all;
  for (const auto& pair : *node_) {
    if (pair.first.IsScalar()) all.push_back(pair.first.Scalar());
  }
  return all;
}

void YamlMap::refuse_the_rest() {
  for (const auto& pair : *node_) {
    if (!pair.first.IsScalar()) {
      mistakes_.push_back({file_, line(pair.first), "a key must be a text"});
    } else if (!asked_.contains(pair.first.Scalar())) {
      mistakes_.push_back({file_, line(pair.first), "unknown key '" + pair.first.Scalar() + "'"});
    }
  }
}

}  // namespace sluis
