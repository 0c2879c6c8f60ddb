#include "http/form.h"

#include <algorithm>
#include <cstdint>

#include "http/ascii.h"

namespace sluis::http {

namespace {

constexpr std::size_t kMostParameters = 64;

int digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

bool is_unreserved(char letter) {  // RFC 3986 §2.3
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || std::string_view("-._~").contains(letter);
}

/// What a first octet promises: how many follow, and between what the first of these must lie. That
/// range keeps out overlong forms, surrogates and all beyond U+10FFFF (RFC 3629 §4).
struct Lead {
  unsigned followers;
  std::uint8_t lowest = 0x80;
  std::uint8_t highest = 0xBF;
};

std::optional<Lead> lead_of(std::uint8_t octet) {
  if (octet < 0x80) return Lead{.followers = 0};
  if (octet >= 0xC2 && octet <= 0xDF) return Lead{.followers = 1};
  if (octet == 0xE0) return Lead{.followers = 2, .lowest = 0xA0};
  if (octet == 0xED) return Lead{.followers = 2, .highest = 0x9F};
  if (octet >= 0xE1 && octet <= 0xEF) return Lead{.followers = 2};
  if (octet == 0xF0) return Lead{.followers = 3, .lowest = 0x90};
  if (octet >= 0xF1 && octet <= 0xF3) return Lead{.followers = 3};
  if (octet == 0xF4) return Lead{.followers = 3, .highest = 0x8F};
  return std::nullopt;
}

bool is_text(std::string_view octets) {  // UTF-8 without NUL
  for (std::size_t at = 0; at < octets.size(); ++at) {
    const auto lead = lead_of(static_cast<std::uint8_t>(octets[at]));
    if (!lead || octets[at] == '\0' || octets.size() - at <= lead->followers) return false;
    for (unsigned follower = 1; follower <= lead->followers; ++follower) {
      const auto octet = static_cast<std::uint8_t>(octets[++at]);
      const auto lowest = follower == 1 ? lead->lowest : std::uint8_t{0x80};
      const auto highest = follower == 1 ? lead->highest : std::uint8_t{0xBF};
      if (octet < lowest || octet > highest) return false;
    }
  }
  return true;
}

enum class Plus { stays, is_space };

std::optional<std::string> decode(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%') {
      if (text.size() - at < 3) return std::nullopt;
      const int high = digit_of(text[at + 1]);
      const int low = digit_of(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      at += 2;
    } else {
      decoded += text[at] == '+' && plus == Plus::is_space ? ' ' : text[at];
    }
  }
  if (!is_text(decoded)) return std::nullopt;
  return decoded;
}

bool is_form(std::string_view content_type) {
  const auto semicolon = content_type.find(';');
  if (!equal_without_case(trimmed(content_type.substr(0, semicolon)),
                          "application/x-www-form-urlencoded")) {
    return false;
  }
  if (semicolon == std::string_view::npos) return true;
  const auto parameter = trimmed(content_type.substr(semicolon + 1));
  return parameter.empty() || equal_without_case(parameter, "charset=utf-8") ||
         equal_without_case(parameter, "charset=\"utf-8\"");
}

}  // namespace

std::expected<Form, Refusal> Form::parse(std::string_view text) {
  Form form;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (piece.empty()) continue;  // WHATWG URL §5.1: "a=1&&b=2" has two parameters
    if (form.entries_.size() == kMostParameters) return std::unexpected(Refusal::request_malformed);
    const auto equals = std::min(piece.find('='), piece.size());
    auto name = decode(piece.substr(0, equals), Plus::is_space);
    auto value = decode(piece.substr(std::min(equals + 1, piece.size())), Plus::is_space);
    if (!name || !value) return std::unexpected(Refusal::request_malformed);
    // RFC 6749 §3.1: request parameters MUST NOT be included more than once.
    const auto same = [&](const auto& entry) { return entry.first == *name; };
    if (std::ranges::any_of(form.entries_, same)) {
      return std::unexpected(Refusal::request_malformed);
    }
    form.entries_.emplace_back(std::move(*name), std::move(*value));
  }
  return form;
}

std::expected<Form, Refusal> Form::of_query(const Request& request) { return parse(request.query); }

std::expected<Form, Refusal> Form::of_body(const Request& request) {
  const auto type = request.headers.get("Content-Type");
  if (!type || !is_form(*type)) return std::unexpected(Refusal::request_malformed);
  return parse(request.body);
}

std::optional<std::string_view> Form::get(std::string_view name) const {
  for (const auto& [key, value] : entries_) {
    if (key == name && !value.empty()) return value;
  }
  return std::nullopt;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char letter : text) {
    if (is_unreserved(letter)) {
      encoded += letter;
    } else {
      const auto octet = static_cast<std::uint8_t>(letter);
      encoded += '%';
      encoded += kDigits[octet >> 4];
      encoded += kDigits[octet & 15];
    }
  }
  return encoded;
}

std::optional<std::string> percent_decode(std::string_view text) {
  return decode(text, Plus::stays);
}

std::string with_query(
    std::string_view base,
    const std::vector<std::pair<std::string_view, std::string_view>>& parameters) {
  const auto end = std::min(base.find('#'), base.size());
  std::string address(base.substr(0, end));
  bool has_query = address.contains('?');
  for (const auto& [name, value] : parameters) {
    if (!has_query) {
      address += '?';
    } else if (!address.ends_with('?') && !address.ends_with('&')) {
      address += '&';
    }
    has_query = true;
    address += percent_encode(name) + '=' + percent_encode(value);
  }
  return address.append(base.substr(end));
}

}  // namespace sluis::http
