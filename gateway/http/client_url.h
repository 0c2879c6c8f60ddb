#pragma once

// A URL that may be asked: https or http, a host, and nothing that hides where it leads.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluis::http {

struct ClientUrl {
  enum class Scheme { https, http };

  Scheme scheme;
  std::string host;  // lower case; numeric IPv6 without brackets
  std::uint16_t port;
  std::string target;     // path and query as written, never empty
  std::string authority;  // for the Host header: the port only where it is not the scheme's own

  /// Refuses every other scheme, a user or password, a fragment, port 0, and a host that is neither
  /// numeric nor a name in LDH form.
  static std::optional<ClientUrl> parse(std::string_view text);
};

}  // namespace sluis::http
