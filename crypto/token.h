#pragma once

// A PKCS#11 token (an HSM) that keeps pseudonym keys and computes with them: HMAC-SHA-256 by C_Sign
// under a generic secret that is sensitive and not extractable (PKCS #11 2.40). A key's label in
// the token is its id in the ring.
//
// Everything here waits for the token, for as long as that takes: token_line.h waits for it in the
// gateway. Every refusal is a TokenError.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crypto/secret.h"
#include "crypto/token_error.h"

namespace sluis::crypto {

/// Where it is and how it opens (DESIGN §10, keys.pkcs11).
struct TokenAddress {
  std::filesystem::path module;    // the library of the token's maker
  std::string token;               // the token's label
  std::filesystem::path pin_file;  // first line; owner and mode as for every secret

  bool operator==(const TokenAddress&) const = default;
};

class Token;

/// A way to the token for one thread at a time. When the token was away, the next call looks for it
/// again.
class TokenSession {
 public:
  enum class For { computing, changing };

  /// Opens nothing before it is used.
  TokenSession(std::shared_ptr<Token> token, For purpose);
  ~TokenSession();
  TokenSession(const TokenSession&) = delete;
  TokenSession& operator=(const TokenSession&) = delete;

  Secret mac(const std::string& key_id, std::string_view message);
  bool has_key(const std::string& key_id);
  /// 256 random bits that never leave the token. Throws for an id that is there.
  void make_key(const std::string& key_id);
  /// False: it was not there.
  bool destroy_key(const std::string& key_id);

 private:
  template <typename Work>
  auto at_the_token(Work work);
  void open();
  void close() noexcept;
  unsigned long key(const std::string& key_id);

  std::shared_ptr<Token> token_;  // shared: a thread that the token never answers outlives the rest
  For purpose_;
  unsigned long session_ = 0;  // PKCS #11: 0 is no session
  std::uint64_t opened_in_ = 0;
  std::unordered_map<std::string, unsigned long> keys_;
};

/// The token itself, for all sessions of this process. Loads nothing before a session needs it.
/// A token that is away is looked for once in `between_tries`.
std::shared_ptr<Token> token_at(TokenAddress address,
                                std::chrono::milliseconds between_tries = std::chrono::seconds(1));

}  // namespace sluis::crypto
