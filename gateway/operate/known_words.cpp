#include "operate/known_words.h"

#include <arpa/inet.h>

#include <algorithm>

#include "http/message.h"

namespace sluis::operate {

KnownPaths::KnownPaths(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {
  std::ranges::partition(patterns_,
                         [](const std::string& pattern) { return !pattern.contains('{'); });
}

std::string_view KnownPaths::pattern_of(std::string_view path) const {
  const auto found = std::ranges::find_if(patterns_, [&](const std::string& pattern) {
    return http::segment_of(pattern, path).has_value();
  });
  return found == patterns_.end() ? kUnknown : std::string_view(*found);
}

std::string_view known_method(std::string_view method) {
  static constexpr std::string_view kMethods[] = {"GET",     "POST",    "HEAD",  "PUT",  "DELETE",
                                                  "OPTIONS", "CONNECT", "TRACE", "PATCH"};
  const auto found = std::ranges::find(kMethods, method);
  return found == std::end(kMethods) ? kUnknown : *found;
}

std::string known_client_address(std::string_view address) {
  const std::string numeric(address.substr(0, address.find('%')));
  in6_addr octets{};  // large enough for both families
  const bool is_address = inet_pton(AF_INET, numeric.c_str(), &octets) == 1 ||
                          inet_pton(AF_INET6, numeric.c_str(), &octets) == 1;
  // A NUL would hide what stands behind it from inet_pton.
  if (!is_address || numeric.contains('\0')) return std::string(kUnknown);
  return numeric;
}

}  // namespace sluis::operate
