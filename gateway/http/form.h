#pragma once

// application/x-www-form-urlencoded (WHATWG URL §5), strict: a parameter that comes twice is an
// error (RFC 6749 §3.1), and so are a broken percent sign, bytes that are not UTF-8, and NUL.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fault/refusal.h"
#include "http/message.h"

namespace sluis::http {

class Form {
 public:
  /// At most 64 parameters; the size was limited by the server. Refuses with request_malformed.
  static std::expected<Form, Refusal> parse(std::string_view text);
  static std::expected<Form, Refusal> of_query(const Request& request);
  /// Of the body; refuses another content type.
  static std::expected<Form, Refusal> of_body(const Request& request);

  /// A parameter that is there but empty counts as absent (RFC 6749 §3.1).
  std::optional<std::string_view> get(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

std::string percent_encode(std::string_view text);  // all but RFC 3986 unreserved characters
/// '+' stays '+'. Nothing for a broken percent sign, or when the outcome is not UTF-8 or holds a
/// NUL.
std::optional<std::string> percent_decode(std::string_view text);

/// `base` with parameters added, behind '?' or '&' as it needs and before a fragment. Values are
/// encoded here.
std::string with_query(
    std::string_view base,
    const std::vector<std::pair<std::string_view, std::string_view>>& parameters);

}  // namespace sluis::http
