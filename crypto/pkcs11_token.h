#pragma once

// What all sessions share of a token: the loaded module, the slot, the one login. For token.cpp and
// pkcs11_token.cpp only: nobody else sees PKCS #11.

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "crypto/secret.h"
#include "crypto/token.h"

struct _CK_FUNCTION_LIST;  // NOLINT(bugprone-reserved-identifier): PKCS #11's own name

namespace sluis::crypto {

/// Throws TokenError (lost) with what was tried, where `outcome` is not CKR_OK.
void require_token(unsigned long outcome, const char* what);

class Token {
 public:
  Token(TokenAddress address, std::chrono::milliseconds between_tries)
      : address_(std::move(address)), between_tries_(between_tries) {}
  ~Token();
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;

  using InUse = std::shared_lock<std::shared_timed_mutex>;
  /// To be held while the module is called: the functions are there, and nothing begins anew.
  /// Throws TokenError: it is not there, or was lost a moment ago.
  InUse use();

  const _CK_FUNCTION_LIST& functions() const { return *functions_; }
  /// How often everything began anew. A session of an earlier beginning is none.
  std::uint64_t beginnings() const { return beginnings_; }
  /// Logged in. Only while in use.
  unsigned long open_session(TokenSession::For purpose);

  /// What was opened since that beginning is of no use any more. The next one in need begins anew,
  /// though not at once: a token that is away is not asked a hundred times a second.
  void lose(std::uint64_t beginning);

 private:
  void load();
  void begin();
  void end() noexcept;
  void begin_if_needed();
  unsigned long find_slot() const;
  void require_mechanisms(unsigned long slot, TokenSession::For purpose) const;
  void log_in(unsigned long session, unsigned long slot);

  const TokenAddress address_;
  const std::chrono::milliseconds between_tries_;
  std::shared_timed_mutex module_;
  void* library_ = nullptr;
  const _CK_FUNCTION_LIST* functions_ = nullptr;
  bool has_begun_ = false;
  std::uint64_t beginnings_ = 0;

  std::mutex loss_;  // of the next two
  bool is_lost_ = true;
  std::chrono::steady_clock::time_point asked_at_{};

  std::mutex login_;  // of the next one: one try for all, so that a wrong PIN is counted once
  Secret refused_pin_;
};

}  // namespace sluis::crypto
