#include "downstream/fields.h"

#include <cstdint>

namespace sluis::downstream {

namespace {

constexpr std::size_t kLengthBytes = 4;

std::size_t length_at_start(std::string_view octets) {
  std::size_t length = 0;
  for (std::size_t at = 0; at < kLengthBytes; ++at) {
    length = length << 8 | static_cast<std::uint8_t>(octets[at]);
  }
  return length;
}

}  // namespace

std::optional<std::vector<std::string>> split_fields(std::string_view octets) {
  std::vector<std::string> fields;
  while (!octets.empty()) {
    if (octets.size() < kLengthBytes) return std::nullopt;
    const std::size_t length = length_at_start(octets);
    octets.remove_prefix(kLengthBytes);
    if (octets.size() < length) return std::nullopt;
    fields.emplace_back(octets.substr(0, length));
    octets.remove_prefix(length);
  }
  return fields;
}

std::optional<std::vector<std::string>> labelled_fields(std::string_view octets,
                                                        std::string_view label, std::size_t count) {
  auto fields = split_fields(octets);
  if (!fields || fields->size() != count || fields->front() != label) return std::nullopt;
  return fields;
}

}  // namespace sluis::downstream
