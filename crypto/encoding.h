#pragma once

// Octets as text and back. Decoders are strict: one text for one value, anything else is nothing.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace sluis::crypto {

std::string base64url_encode(
    std::string_view octets);  // RFC 4648 §5, without padding (RFC 7515 §2)
std::optional<std::string> base64url_decode(
    std::string_view text);  // refuses padding and loose trailing bits

std::string base64_encode(std::string_view octets);  // RFC 4648 §4, with padding
std::optional<std::string> base64_decode(std::string_view text);

std::string base32_lower_encode(
    std::string_view octets);  // RFC 4648 §6 in lower case, without padding
std::optional<std::string> base32_lower_decode(std::string_view text);

std::string hex_encode(std::string_view octets);  // lower case

/// LP(a, b, …) of DESIGN §3: each field behind its length as four big-endian bytes, so that
/// ("a","bc") and ("ab","c") differ (standards DER-01).
std::string length_prefixed(std::initializer_list<std::string_view> fields);

}  // namespace sluis::crypto
