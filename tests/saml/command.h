#pragma once

// Debian's command lines as a second opinion: xmlsec1, xmllint and openssl.

#include <cstdio>
#include <stdexcept>
#include <string>

#include "tests/operate/temporary_folder.h"

namespace sluis::tests {

/// Its exit status; 127 if it is not installed. What it says is kept for the message of a failure.
struct Outcome {
  int status;
  std::string said;
};

inline Outcome run(const std::string& command) {
  std::FILE* const pipe = popen((command + " 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string said;
  char part[4096];
  while (const std::size_t size = std::fread(part, 1, sizeof part, pipe)) said.append(part, size);
  return {WEXITSTATUS(pclose(pipe)), said};
}

}  // namespace sluis::tests
