#pragma once

// The `co:` record (DESIGN §4): what an authorization code stands for, and afterwards the mark that
// it was used. Sealed by the code; 60 seconds (standards OPX-01), the mark as long as what the code
// gave.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/secret.h"

namespace sluis::downstream {

inline constexpr std::chrono::seconds kCodeLifetime{60};

struct CodeContents {
  std::string client;
  std::string redirect_uri;
  std::string challenge;  // PKCE: 32 octets, or empty
  std::string nonce;
  std::string sub;
  std::string person_name;
  std::string acr;
  std::string sid;
  std::optional<std::int64_t> auth_time;  // seconds; only when the service asked for it
  bool wants_profile = false;
};

struct UsedMark {
  std::string access_token_name;  // what the first use gave, so that a second one can revoke it
};

using CodeRecord = std::variant<CodeContents, UsedMark>;

crypto::Secret serialise(const CodeContents& contents);
crypto::Secret serialise(const UsedMark& mark);
std::optional<CodeRecord> parse_code_record(std::string_view octets);

}  // namespace sluis::downstream
