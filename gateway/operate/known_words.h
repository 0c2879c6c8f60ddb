#pragma once

// What a stranger sent, as far as a log or a metric may repeat it. A path can hold an address
// (`/j.devries@minbzk.nl`), a method any word: only what we know ourselves is repeated.

#include <string>
#include <string_view>
#include <vector>

namespace sluis::operate {

inline constexpr std::string_view kUnknown = "(unknown)";

/// The paths that this gateway has, as patterns (http::Route). Immutable; may be shared by threads.
class KnownPaths {
 public:
  explicit KnownPaths(std::vector<std::string> patterns);

  /// The pattern itself, never the path: `/login/callback/{connector}`. kUnknown if none fits.
  std::string_view pattern_of(std::string_view path) const;

 private:
  std::vector<std::string> patterns_;  // the literal ones first: they win
};

/// A method of RFC 9110 §9 (or PATCH), else kUnknown.
std::string_view known_method(std::string_view method);

/// A numeric IPv4 or IPv6 address, without a zone; else kUnknown.
std::string known_client_address(std::string_view address);

}  // namespace sluis::operate
