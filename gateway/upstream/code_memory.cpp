#include "upstream/code_memory.h"

#include <array>
#include <charconv>
#include <utility>

#include "crypto/encoding.h"

namespace sluis::upstream {

namespace {

constexpr std::string_view kVersion = "mail-code/1";
constexpr std::size_t kFields = 8;

/// As many fields as there must be and nothing behind them.
std::optional<std::array<std::string_view, kFields>> fields_of(std::string_view octets) {
  std::array<std::string_view, kFields> fields;
  for (auto& field : fields) {
    if (octets.size() < 4) return std::nullopt;
    std::size_t length = 0;
    for (const char octet : octets.substr(0, 4)) {
      length = length << 8 | static_cast<unsigned char>(octet);
    }
    octets.remove_prefix(4);
    if (octets.size() < length) return std::nullopt;
    field = octets.substr(0, length);
    octets.remove_prefix(length);
  }
  if (!octets.empty()) return std::nullopt;
  return fields;
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

}  // namespace

std::string CodeMemory::serialise() const {
  const auto whole = address.expose();
  return crypto::length_prefixed({kVersion, whole.expose(), code.expose(),
                                  std::to_string(sent_at.time_since_epoch().count()), key_id,
                                  std::to_string(sending_number), std::to_string(tries_left),
                                  std::to_string(static_cast<int>(notice))});
}

std::optional<CodeMemory> CodeMemory::parse(std::string_view octets) {
  const auto fields = fields_of(octets);
  if (!fields || fields->at(0) != kVersion) return std::nullopt;
  auto address = identity::EmailAddress::parse(fields->at(1));
  const auto sent_at = number_of<std::int64_t>(fields->at(3));
  const auto sending_number = number_of<std::int64_t>(fields->at(5));
  const auto tries_left = number_of<unsigned>(fields->at(6));
  const auto notice = number_of<unsigned>(fields->at(7));
  if (!address || !sent_at || !sending_number || !tries_left || !notice || *notice > 3) {
    return std::nullopt;
  }
  return CodeMemory{.address = std::move(*address),
                    .code = crypto::Secret::copy_of(fields->at(2)),
                    .sent_at = crypto::TimePoint{std::chrono::milliseconds{*sent_at}},
                    .key_id = std::string(fields->at(4)),
                    .sending_number = *sending_number,
                    .tries_left = *tries_left,
                    .notice = static_cast<Notice>(*notice)};
}

}  // namespace sluis::upstream
