#include "web/texts.h"

#include <stdexcept>

namespace sluis::web {

namespace {

std::map<std::string_view, Text> collect() {
  std::map<std::string_view, Text> all;
  for (const auto group :
       {layout_texts(), login_texts(), logout_texts(), refusal_texts(), me_texts(), forget_texts(),
        start_texts(), room_texts(), privacy_texts(), accessibility_texts()}) {
    for (const Text& entry : group) {
      if (!all.emplace(entry.key, entry).second) {
        throw std::logic_error("a text stands there twice: " + std::string(entry.key));
      }
    }
  }
  return all;
}

}  // namespace

const std::map<std::string_view, Text>& texts() {
  static const std::map<std::string_view, Text> all = collect();
  return all;
}

std::string_view text(std::string_view key, Language language) {
  const auto found = texts().find(key);
  if (found == texts().end()) throw std::logic_error("no such text: " + std::string(key));
  return found->second.in(language);
}

std::string filled(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string whole;
  while (true) {
    const auto open = text.find('{');
    whole += text.substr(0, open);
    if (open == std::string_view::npos) return whole;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) throw std::logic_error("a text has an open brace");
    const std::string name(text.substr(open + 1, close - open - 1));
    const auto value = values.find(name);
    if (value == values.end()) throw std::logic_error("a text needs a value: " + name);
    whole += value->second;
    text.remove_prefix(close + 1);
  }
}

std::string text(std::string_view key, Language language,
                 const std::map<std::string, std::string>& values) {
  return filled(text(key, language), values);
}

}  // namespace sluis::web
