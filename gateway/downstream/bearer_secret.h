#pragma once

// What a service holds and we do not: an authorization code, an access token, a refresh token. 32
// random octets, which name the record that they open (DESIGN §3, "Sealed by its holder").

#include <optional>
#include <string>
#include <string_view>

#include "crypto/random.h"
#include "crypto/secret.h"

namespace sluis::downstream {

class BearerSecret {
 public:
  enum class Kind { authorization_code, access_token, refresh_token };

  static BearerSecret fresh(Kind kind, crypto::Random& random);
  /// Nothing unless it is 43 characters of base64url (standards OAU-03).
  static std::optional<BearerSecret> parse(Kind kind, std::string_view text);

  std::string text() const;
  /// "co:", "at:" or "rt:" + base64url(HMAC(secret, "sluis/code/1", "sluis/access-token/1" or
  /// "sluis/refresh-token/1"))
  const std::string& name() const { return name_; }

  /// Under HMAC(secret, "sluis/code-lock/1", "sluis/access-token-lock/1" or
  /// "sluis/refresh-token-lock/1").
  std::string seal(std::string_view plain_text, crypto::Random& random) const;
  std::optional<crypto::Secret> open(std::string_view sealed) const;

 private:
  BearerSecret(Kind kind, crypto::Secret secret);
  Kind kind_;
  crypto::Secret secret_;
  std::string name_;
};

}  // namespace sluis::downstream
