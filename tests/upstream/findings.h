#pragma once

// Findings as a test reads them: "bad theirs: they publish …".

#include <string>

#include "fault/finding.h"

namespace sluis::tests {

inline std::string as_text(const Findings& findings) {
  std::string text;
  for (const auto& one : findings) {
    text += std::string(name_of(one.level)) + " " + std::string(name_of(one.side)) + ": " +
            one.text + "\n";
  }
  return text;
}

}  // namespace sluis::tests
