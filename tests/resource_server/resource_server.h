#pragma once

// A resource server that another hand made: liboauth2 finds the key in the JWKS, and checks
// signature, exp and iat. It compares neither iss nor aud with anything
// (docs/decisions/0005-liboauth2-in-tests-only.md): that is left to who uses it, and so done here.
//
// liboauth2 is under the AGPL: this folder's program is the only one that is linked with it.

#include <memory>
#include <optional>
#include <string>

extern "C" {
struct oauth2_log_t;
struct oauth2_cfg_token_verify_t;
}

namespace sluis::tests {

class ResourceServer {
 public:
  struct Expected {
    std::string issuer;
    std::string audience;
  };

  /// Throws std::runtime_error if liboauth2 takes no such configuration.
  ResourceServer(const std::string& jwks_url, Expected expected);

  /// The `sub` of a token that is good; nothing for any other.
  std::optional<std::string> subject_of(const std::string& token) const;

 private:
  struct Free {
    void operator()(oauth2_log_t* log) const;
  };
  std::unique_ptr<oauth2_log_t, Free> log_;
  struct FreeRules {
    oauth2_log_t* log;
    void operator()(oauth2_cfg_token_verify_t* rules) const;
  };
  std::unique_ptr<oauth2_cfg_token_verify_t, FreeRules> rules_;
  Expected expected_;
};

}  // namespace sluis::tests
