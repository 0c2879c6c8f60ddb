#pragma once

// What is wrong in an operator's file, and how it is said: one line for a person and an editor
// (`file:line: error: text`), or JSON. A text names keys and values of the configuration, never the
// content of a secret file.

#include <iosfwd>
#include <string>
#include <vector>

#include "operate/console.h"

namespace sluis::operate {

struct Mistake {
  enum class Severity {
    error,    // the gateway will not start with this
    warning,  // it will, and somebody should look
  };
  std::string file;
  int line = 0;  // 1 is the first; 0: the file as a whole
  std::string text;
  Severity severity = Severity::error;
};

/// Writes every mistake in the order given, then a line that counts them. Returns the exit code: 1
/// if one of them is an error, 0 otherwise (warnings do not fail).
int print_mistakes(const std::vector<Mistake>& mistakes, Format format, std::ostream& out);

}  // namespace sluis::operate
