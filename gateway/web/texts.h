#pragma once

// Every sentence that a person reads, in both languages (web/texts/*.cpp, one file per group of
// pages). Plain words, short sentences, no exclamation marks. `{name}` stands for a value of the
// page.

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "web/language.h"

namespace sluis::web {

struct Text {
  std::string_view key;  // "address.title": its page and its place
  std::string_view nl;
  std::string_view en;
  std::string_view in(Language language) const { return language == Language::nl ? nl : en; }
};

std::span<const Text> layout_texts();
std::span<const Text> login_texts();
std::span<const Text> logout_texts();
std::span<const Text> refusal_texts();
std::span<const Text> me_texts();
std::span<const Text> forget_texts();
std::span<const Text> start_texts();
std::span<const Text> room_texts();
std::span<const Text> privacy_texts();
std::span<const Text> accessibility_texts();

/// All of them by key. Throws std::logic_error at the first call if a key stands there twice.
const std::map<std::string_view, Text>& texts();

/// Throws std::logic_error for an unknown key.
std::string_view text(std::string_view key, Language language);

/// Puts values in the place of `{name}`. Throws std::logic_error for a name without a value.
std::string filled(std::string_view text, const std::map<std::string, std::string>& values);

/// Both at once.
std::string text(std::string_view key, Language language,
                 const std::map<std::string, std::string>& values);

}  // namespace sluis::web
