#pragma once

// Why a token does not do what it is asked. The texts are ours and name no secret; each reason has
// one of its own.

#include <stdexcept>
#include <string>

namespace sluis::crypto {

class TokenError : public std::runtime_error {
 public:
  enum class Why {
    no_module,     // the library is not there, or is none of PKCS#11
    no_token,      // no token of that label
    pin_unread,    // the file with the PIN is missing, empty, or open to others
    pin_refused,   // and is not tried a second time: a token locks itself
    no_mechanism,  // the token computes no HMAC-SHA-256, or makes no keys for it
    no_key,        // it has no key, or several, of that label
    key_exposed,   // it has, and would give the key out
    lost,          // it answered, and does not any more
  };

  TokenError(Why why, const std::string& text) : std::runtime_error(text), why_(why) {}

  Why why() const noexcept { return why_; }

 private:
  Why why_;
};

}  // namespace sluis::crypto
