#pragma once

// Reads tests/vectors/*.txt: lines of columns that are separated by tabs; '#' starts a comment
// line.

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sluis::tests {

using Row = std::vector<std::string>;

/// Throws if the file is not there, has no row, or has a row with another number of columns.
inline std::vector<Row> read_vectors(const std::string& name, std::size_t columns) {
  std::ifstream file(std::string("tests/vectors/") + name);
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    Row row(1);
    for (const char character : line) {
      if (character == '\t') {
        row.emplace_back();
      } else {
        row.back().push_back(character);
      }
    }
    if (row.size() != columns) throw std::runtime_error(name + ": a row with other columns");
    rows.push_back(std::move(row));
  }
  if (rows.empty()) throw std::runtime_error(name + ": no rows");
  return rows;
}

inline std::string octets_of_hex(std::string_view hex) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (hex.size() % 2 != 0) throw std::runtime_error("hexadecimal of odd length");
  std::string octets;
  for (std::size_t position = 0; position < hex.size(); position += 2) {
    const auto high = kDigits.find(hex[position]);
    const auto low = kDigits.find(hex[position + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      throw std::runtime_error("not hexadecimal");
    }
    octets.push_back(static_cast<char>(high << 4 | low));
  }
  return octets;
}

}  // namespace sluis::tests
