#include "downstream/jitsi_config_js.h"

#include <algorithm>

namespace sluis::downstream {

namespace {

constexpr std::string_view kQuotes = "'\"`";
constexpr std::string_view kSpaces = " \t\r\n";

/// Of the text that begins at `at` with its quote: where it ends, behind the closing one.
std::size_t end_of_text(std::string_view source, std::size_t at) {
  const char quote = source[at];
  for (++at; at < source.size() && source[at] != quote; ++at) {
    if (source[at] == '\\') ++at;
  }
  return std::min(at + 1, source.size());
}

std::string without_comments(std::string_view source) {
  std::string code;
  std::size_t at = 0;
  while (at < source.size()) {
    const auto rest = source.substr(at);
    if (rest.starts_with("//")) {
      at = std::min(source.find('\n', at), source.size());
    } else if (rest.starts_with("/*")) {
      const auto end = source.find("*/", at + 2);
      at = end == std::string_view::npos ? source.size() : end + 2;
      code += ' ';
    } else if (kQuotes.contains(rest.front())) {
      const auto end = end_of_text(source, at);
      code += source.substr(at, end - at);
      at = end;
    } else {
      code += rest.front();
      ++at;
    }
  }
  return code;
}

bool is_of_a_name(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '_' || letter == '$';
}

std::string_view without_spaces_before(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
  return text;
}

}  // namespace

JitsiConfigJs::JitsiConfigJs(std::string_view source) : code_(without_comments(source)) {}

std::optional<std::string_view> JitsiConfigJs::value(std::string_view name) const {
  const std::string_view code = code_;
  for (auto at = code.rfind(name); at != std::string_view::npos && at > 0;
       at = code.rfind(name, at - 1)) {
    if (is_of_a_name(code[at - 1])) continue;
    auto rest = code.substr(at + name.size());
    if (!rest.empty() && kQuotes.contains(rest.front())) rest.remove_prefix(1);
    rest = without_spaces_before(rest);
    if (!rest.starts_with(':') && !(rest.starts_with('=') && !rest.starts_with("=="))) continue;
    return without_spaces_before(rest.substr(1));
  }
  return std::nullopt;
}

std::optional<std::string> JitsiConfigJs::text(std::string_view name) const {
  const auto found = value(name);
  if (!found || found->empty() || !kQuotes.contains(found->front())) return std::nullopt;
  const auto end = end_of_text(*found, 0);
  if (end < 2 || found->at(end - 1) != found->front()) return std::nullopt;
  return std::string(found->substr(1, end - 2));
}

bool JitsiConfigJs::is_true(std::string_view name) const {
  const auto found = value(name);
  return found && found->starts_with("true");
}

}  // namespace sluis::downstream
