#include "downstream/words.h"

#include <algorithm>

namespace sluis::downstream {

namespace {

constexpr std::size_t kLimitLanguages = 4;
constexpr std::size_t kLimitLanguageTag = 35;  // RFC 5646 §4.4.1

bool is_language_tag(std::string_view word) {
  const auto fits = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-';
  };
  return word.size() <= kLimitLanguageTag && std::ranges::all_of(word, fits);
}

}  // namespace

std::vector<std::string_view> words_of(std::optional<std::string_view> text) {
  std::vector<std::string_view> words;
  std::string_view rest = text.value_or("");
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (end > 0) words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

std::vector<std::string> languages_of(std::optional<std::string_view> ui_locales) {
  std::vector<std::string> languages;
  for (const auto word : words_of(ui_locales)) {
    if (is_language_tag(word) && languages.size() < kLimitLanguages) languages.emplace_back(word);
  }
  return languages;
}

}  // namespace sluis::downstream
