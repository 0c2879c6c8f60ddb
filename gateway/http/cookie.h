#pragma once

// Cookies (RFC 6265bis), with the __Host- prefix wherever the issuer is https (standards WEB-01).

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace sluis::http {

enum class SameSite { lax, none };

/// How this gateway writes its cookies. A laboratory with an http:// issuer on loopback loses
/// prefix and Secure.
class CookieStyle {
 public:
  explicit CookieStyle(bool secure) : secure_(secure) {}

  std::string name(std::string_view bare) const;  // "__Host-" + bare, or bare
  /// A Set-Cookie value: Path=/, HttpOnly, SameSite, Secure. `max_age` of none makes a session
  /// cookie. Throws std::invalid_argument for characters that a cookie cannot hold, and past 4096
  /// octets.
  std::string set(std::string_view bare, std::string_view value, SameSite same_site,
                  std::optional<std::chrono::seconds> max_age) const;
  std::string remove(std::string_view bare, SameSite same_site) const;
  /// The value; nothing when absent, or sent twice with different values.
  std::optional<std::string> read(const Request& request, std::string_view bare) const;
  /// Bare names that begin with `prefix`, in the order sent, with their values; each name once,
  /// those with two values left out. At most 32.
  std::vector<std::pair<std::string, std::string>> read_all(const Request& request,
                                                            std::string_view prefix) const;

 private:
  bool secure_;
};

}  // namespace sluis::http
