#pragma once

// Dutch first and English beside it.

#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace sluis::web {

enum class Language { nl, en };

std::string_view code_of(Language language);  // "nl", "en": BCP 47

/// A text in both languages.
struct Localised {
  std::string nl;
  std::string en;
  const std::string& in(Language language) const { return language == Language::nl ? nl : en; }
};

/// The cookie that the language switch sets ("language=en", no secret), then ui_locales, then
/// Accept-Language with its weights (RFC 9110 §12.5.4); Dutch when none of them decides.
Language choose_language(const http::Request& request, std::span<const std::string> ui_locales);

}  // namespace sluis::web
