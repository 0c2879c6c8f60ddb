#pragma once

// The `at:` record (DESIGN §4): what an opaque access token stands for. Sealed by the token; five
// minutes (docs/decisions/0010-opaque-access-tokens.md).

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/clock.h"
#include "crypto/secret.h"

namespace sluis::downstream {

inline constexpr std::chrono::seconds kAccessTokenLifetime{300};  // standards OAU-06

struct AccessTokenContents {
  std::string client;
  std::string sub;
  std::string person_name;
  bool wants_profile = false;
  crypto::TimePoint expires_at;  // checked as well: a store may be late with forgetting

  crypto::Secret serialise() const;
  static std::optional<AccessTokenContents> parse(std::string_view octets);
};

}  // namespace sluis::downstream
