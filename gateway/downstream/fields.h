#pragma once

// LP(a, b, …) of DESIGN §3 read back: for the records and memories that only this gateway writes.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluis::downstream {

/// Every field, in order; nothing where a length points past the end.
std::optional<std::vector<std::string>> split_fields(std::string_view octets);

/// Exactly `count` fields of which the first is `label`.
std::optional<std::vector<std::string>> labelled_fields(std::string_view octets,
                                                        std::string_view label, std::size_t count);

}  // namespace sluis::downstream
