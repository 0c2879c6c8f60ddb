#pragma once

// Parameters that are lists of words with spaces between them: scope, prompt, acr_values,
// ui_locales.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluis::downstream {

std::vector<std::string_view> words_of(std::optional<std::string_view> text);

/// The language tags among them, at most 4. A tag that is none is passed over: an error SHOULD NOT
/// result from ui_locales (OIDC Core 3.1.2.1).
std::vector<std::string> languages_of(std::optional<std::string_view> ui_locales);

}  // namespace sluis::downstream
