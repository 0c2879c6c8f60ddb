#pragma once

// DEFLATE without a header (RFC 1951), as HTTP-Redirect has it. For this room only.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sluis::saml {

std::string deflate(std::string_view octets);

/// Nothing for a text that is no whole stream, goes on behind its end, becomes larger than the
/// limit, or grows more than a hundredfold (standards XSW-20). Stops as soon as that is known.
std::optional<std::string> inflate(std::string_view octets, std::size_t limit_bytes);

}  // namespace sluis::saml
