#include "crypto/pkcs11_token.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "crypto/keyring_file.h"

namespace sluis::crypto {

namespace {

using Why = TokenError::Why;

// Others are in the middle of a call: whoever is not out by then keeps the token lost.
constexpr std::chrono::milliseconds kOthersLeave{100};

/// PKCS #11 §2: labels are padded with blanks and have no end.
std::string_view label_of(const CK_TOKEN_INFO& token) {
  const std::string_view padded(reinterpret_cast<const char*>(token.label), sizeof token.label);
  const auto end = padded.find_last_not_of(' ');
  return end == std::string_view::npos ? std::string_view() : padded.substr(0, end + 1);
}

Secret read_pin(const std::filesystem::path& file) {
  try {
    return load_secret(file);
  } catch (const KeyringFileError& why) {
    throw TokenError(Why::pin_unread, "keys.pkcs11.pin_file: " + std::string(why.what()));
  }
}

bool is_refusal_of_pin(CK_RV outcome) {
  return outcome == CKR_PIN_INCORRECT || outcome == CKR_PIN_INVALID ||
         outcome == CKR_PIN_LEN_RANGE || outcome == CKR_PIN_EXPIRED;
}

[[noreturn]] void refuse_locked() {
  throw TokenError(Why::pin_refused, "the token is locked: too many wrong PINs were given");
}

}  // namespace

void require_token(CK_RV outcome, const char* what) {
  if (outcome == CKR_OK) return;
  throw TokenError(Why::lost, std::string("the token does not ") + what);
}

Token::~Token() {
  end();
  if (library_ != nullptr) dlclose(library_);
}

void Token::load() {
  if (functions_ != nullptr) return;
  if (library_ == nullptr) library_ = dlopen(address_.module.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library_ == nullptr) {
    throw TokenError(Why::no_module,
                     "the PKCS#11 module " + address_.module.string() + " cannot be loaded");
  }
  const auto list = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library_, "C_GetFunctionList"));
  CK_FUNCTION_LIST* functions = nullptr;
  if (list == nullptr || list(&functions) != CKR_OK || functions == nullptr) {
    throw TokenError(Why::no_module, address_.module.string() + " is not a PKCS#11 module");
  }
  functions_ = functions;
}

void Token::begin() {
  CK_C_INITIALIZE_ARGS threads{};
  threads.flags = CKF_OS_LOCKING_OK;
  const CK_RV outcome = functions_->C_Initialize(&threads);
  has_begun_ = outcome == CKR_OK;
  if (outcome != CKR_CRYPTOKI_ALREADY_INITIALIZED) require_token(outcome, "begin");
  ++beginnings_;
}

void Token::end() noexcept {
  if (has_begun_) functions_->C_Finalize(nullptr);
  has_begun_ = false;
}

// A token that was away is often found by a fresh beginning alone: some modules look for their
// slots at no other time.
void Token::begin_if_needed() {
  const std::lock_guard guard(loss_);
  if (!is_lost_) return;
  const auto now = std::chrono::steady_clock::now();
  if (beginnings_ > 0 && now - asked_at_ < between_tries_) {
    throw TokenError(Why::lost, "the token is away");
  }
  asked_at_ = now;
  std::unique_lock alone(module_, std::defer_lock);
  if (!alone.try_lock_for(kOthersLeave)) throw TokenError(Why::lost, "the token does not answer");
  load();
  end();
  begin();
  is_lost_ = false;
}

Token::InUse Token::use() {
  begin_if_needed();
  return InUse(module_);
}

void Token::lose(std::uint64_t beginning) {
  const std::lock_guard guard(loss_);
  if (beginning == beginnings_) is_lost_ = true;
}

unsigned long Token::find_slot() const {
  CK_ULONG count = 0;
  require_token(functions_->C_GetSlotList(CK_TRUE, nullptr, &count), "list its slots");
  std::vector<CK_SLOT_ID> slots(count);
  require_token(functions_->C_GetSlotList(CK_TRUE, slots.data(), &count), "list its slots");
  slots.resize(count);
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO token{};
    if (functions_->C_GetTokenInfo(slot, &token) != CKR_OK) continue;
    if (label_of(token) == address_.token) return slot;
  }
  throw TokenError(Why::no_token, "there is no token named " + address_.token);
}

void Token::require_mechanisms(unsigned long slot, TokenSession::For purpose) const {
  const auto offers = [&](CK_MECHANISM_TYPE mechanism, CK_FLAGS use) {
    CK_MECHANISM_INFO offered{};
    return functions_->C_GetMechanismInfo(slot, mechanism, &offered) == CKR_OK &&
           (offered.flags & use) != 0;
  };
  if (!offers(CKM_SHA256_HMAC, CKF_SIGN)) {
    throw TokenError(Why::no_mechanism, "the token computes no HMAC-SHA-256 (CKM_SHA256_HMAC)");
  }
  const bool makes_keys = offers(CKM_GENERIC_SECRET_KEY_GEN, CKF_GENERATE);
  if (purpose == TokenSession::For::changing && !makes_keys) {
    throw TokenError(Why::no_mechanism,
                     "the token makes no keys for it (CKM_GENERIC_SECRET_KEY_GEN)");
  }
}

// A PIN that was refused is not tried again before the file says another: most tokens lock after
// three to ten.
void Token::log_in(unsigned long session, unsigned long slot) {
  const std::lock_guard one_at_a_time(login_);
  CK_TOKEN_INFO token{};
  require_token(functions_->C_GetTokenInfo(slot, &token), "say how it is");
  if ((token.flags & CKF_USER_PIN_LOCKED) != 0) refuse_locked();
  Secret pin = read_pin(address_.pin_file);
  if (!refused_pin_.empty() && pin == refused_pin_) {
    throw TokenError(Why::pin_refused, "the token has refused the PIN, and is not asked again");
  }
  if ((token.flags & CKF_USER_PIN_FINAL_TRY) != 0) {
    throw TokenError(
        Why::pin_refused,
        "the token locks at the next wrong PIN: log in by hand first, which clears it");
  }
  auto* const octets = reinterpret_cast<CK_UTF8CHAR_PTR>(pin.fill());
  const CK_RV outcome = functions_->C_Login(session, CKU_USER, octets, pin.size());
  if (outcome == CKR_PIN_LOCKED) refuse_locked();
  if (is_refusal_of_pin(outcome)) {
    refused_pin_ = std::move(pin);
    throw TokenError(Why::pin_refused, "the token refuses the PIN");
  }
  if (outcome != CKR_USER_ALREADY_LOGGED_IN) require_token(outcome, "let us log in");
}

unsigned long Token::open_session(TokenSession::For purpose) {
  const CK_SLOT_ID slot = find_slot();
  require_mechanisms(slot, purpose);
  const bool changes = purpose == TokenSession::For::changing;
  const CK_FLAGS flags = CKF_SERIAL_SESSION | (changes ? CKF_RW_SESSION : 0UL);
  CK_SESSION_HANDLE session = 0;
  require_token(functions_->C_OpenSession(slot, flags, nullptr, nullptr, &session),
                "open a session");
  try {
    log_in(session, slot);
  } catch (const TokenError&) {
    functions_->C_CloseSession(session);
    throw;
  }
  return session;
}

std::shared_ptr<Token> token_at(TokenAddress address, std::chrono::milliseconds between_tries) {
  return std::make_shared<Token>(std::move(address), between_tries);
}

}  // namespace sluis::crypto
