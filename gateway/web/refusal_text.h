#pragma once

// A refusal in words: what happened and what she can do. Several refusals may share their words: to
// a person it is all one whether a service forgot a parameter or sent a wrong one.

#include <string_view>

#include "fault/refusal.h"
#include "web/language.h"

namespace sluis::web {

struct RefusalText {
  std::string_view title;
  std::string_view what;  // may hold {service} and {organisation}
  std::string_view then;  // what she can do
};

/// The part of the text keys: "refusal.<stem>.title", ".what" and ".then".
std::string_view refusal_stem(Refusal refusal);

RefusalText refusal_text(Refusal refusal, Language language);

int status_of(Refusal refusal);

}  // namespace sluis::web
