#pragma once

// What every fuzz target begins with.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace sluis::tests {

/// What holds for every input. Ends the process, so that the input is kept as a finding.
inline void require(bool holds) {
  if (!holds) std::abort();
}

inline std::string_view text_of(const std::uint8_t* octets, std::size_t size) {
  return {reinterpret_cast<const char*>(octets), size};
}

/// Up to the next line feed, which goes too; all of it where there is none.
inline std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return line;
}

}  // namespace sluis::tests
