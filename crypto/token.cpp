#include "crypto/token.h"

#include <p11-kit/pkcs11.h>

#include <array>
#include <optional>
#include <utility>

#include "crypto/pkcs11_token.h"

namespace sluis::crypto {

namespace {

using Why = TokenError::Why;

constexpr CK_ULONG kKeyBytes = 32;
constexpr CK_ULONG kMacBytes = 32;

// PKCS #11 takes everything by pointers that are not const, and changes nothing through these.
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const void* value, CK_ULONG size) {
  return {type, const_cast<void*>(value), size};  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}
template <typename T>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const T& value) {
  return attribute(type, &value, sizeof value);
}
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const std::string& text) {
  return attribute(type, text.data(), text.size());
}

constexpr CK_OBJECT_CLASS kSecretKey = CKO_SECRET_KEY;
constexpr CK_KEY_TYPE kGenericSecret = CKK_GENERIC_SECRET;
constexpr CK_BBOOL kTrue = CK_TRUE;
constexpr CK_BBOOL kFalse = CK_FALSE;

/// Nothing where there is none; throws where there are several, because nobody knows which it is.
std::optional<CK_OBJECT_HANDLE> find(const CK_FUNCTION_LIST& token, CK_SESSION_HANDLE session,
                                     const std::string& key_id) {
  std::array wanted = {attribute(CKA_CLASS, kSecretKey), attribute(CKA_KEY_TYPE, kGenericSecret),
                       attribute(CKA_LABEL, key_id)};
  require_token(token.C_FindObjectsInit(session, wanted.data(), wanted.size()), "look for a key");
  std::array<CK_OBJECT_HANDLE, 2> found{};
  CK_ULONG count = 0;
  const CK_RV outcome = token.C_FindObjects(session, found.data(), found.size(), &count);
  token.C_FindObjectsFinal(session);
  require_token(outcome, "look for a key");
  if (count > 1) throw TokenError(Why::no_key, "the token has several keys named " + key_id);
  if (count == 0) return std::nullopt;
  return found[0];
}

CK_OBJECT_HANDLE find_present(const CK_FUNCTION_LIST& token, CK_SESSION_HANDLE session,
                              const std::string& key_id) {
  const auto found = find(token, session, key_id);
  if (!found) throw TokenError(Why::no_key, "the token has no key named " + key_id);
  return *found;
}

/// Whoever put it there by hand may have left a way out for it.
void require_kept(const CK_FUNCTION_LIST& token, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
                  const std::string& key_id) {
  CK_BBOOL is_sensitive = CK_FALSE;
  CK_BBOOL is_extractable = CK_TRUE;
  std::array asked = {attribute(CKA_SENSITIVE, is_sensitive),
                      attribute(CKA_EXTRACTABLE, is_extractable)};
  require_token(token.C_GetAttributeValue(session, key, asked.data(), asked.size()),
                "say how it keeps a key");
  if (is_sensitive == CK_FALSE || is_extractable != CK_FALSE) {
    throw TokenError(Why::key_exposed, "the token would give out the key " + key_id +
                                           ": it must be sensitive and not extractable");
  }
}

}  // namespace

TokenSession::TokenSession(std::shared_ptr<Token> token, For purpose)
    : token_(std::move(token)), purpose_(purpose) {}

TokenSession::~TokenSession() {
  try {
    if (session_ == 0) return;
    const auto in_use = token_->use();
    if (opened_in_ == token_->beginnings()) token_->functions().C_CloseSession(session_);
  } catch (const std::exception&) {
    return;  // with the token goes the session
  }
}

void TokenSession::open() {
  if (session_ != 0 && opened_in_ == token_->beginnings()) return;
  keys_.clear();
  session_ = 0;
  session_ = token_->open_session(purpose_);
  opened_in_ = token_->beginnings();
}

/// Once again after a loss: a session that the token has ended meanwhile is no reason to turn
/// anybody away.
template <typename Work>
auto TokenSession::at_the_token(Work work) {
  std::uint64_t beginning = 0;
  const auto attempt = [&] {
    const auto in_use = token_->use();
    beginning = token_->beginnings();
    open();
    return work(token_->functions());
  };
  try {
    return attempt();
  } catch (const TokenError& why) {
    if (why.why() != Why::lost && why.why() != Why::no_token) throw;
    if (beginning == 0) throw;
    token_->lose(beginning);
    if (session_ == 0) throw;
    session_ = 0;
  }
  return attempt();
}

unsigned long TokenSession::key(const std::string& key_id) {
  const auto known = keys_.find(key_id);
  if (known != keys_.end()) return known->second;
  const CK_FUNCTION_LIST& token = token_->functions();
  const CK_OBJECT_HANDLE found = find_present(token, session_, key_id);
  require_kept(token, session_, found, key_id);
  keys_.emplace(key_id, found);
  return found;
}

Secret TokenSession::mac(const std::string& key_id, std::string_view message) {
  return at_the_token([&](const CK_FUNCTION_LIST& token) {
    CK_MECHANISM mechanism{CKM_SHA256_HMAC, nullptr, 0};
    require_token(token.C_SignInit(session_, &mechanism, key(key_id)), "begin a MAC");
    Secret mac(kMacBytes);
    CK_ULONG size = kMacBytes;
    // Signing reads the message and does not write it.
    auto* const octets = reinterpret_cast<CK_BYTE_PTR>(
        const_cast<char*>(message.data()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    require_token(token.C_Sign(session_, octets, message.size(),
                               reinterpret_cast<CK_BYTE_PTR>(mac.fill()), &size),
                  "compute a MAC");
    if (size != kMacBytes) throw TokenError(Why::lost, "the token computes a MAC of another size");
    return mac;
  });
}

bool TokenSession::has_key(const std::string& key_id) {
  return at_the_token(
      [&](const CK_FUNCTION_LIST& token) { return find(token, session_, key_id).has_value(); });
}

void TokenSession::make_key(const std::string& key_id) {
  at_the_token([&](const CK_FUNCTION_LIST& token) {
    if (find(token, session_, key_id)) {
      throw TokenError(Why::no_key, "the token has a key named " + key_id + " already");
    }
    std::array wanted = {
        attribute(CKA_CLASS, kSecretKey),    attribute(CKA_KEY_TYPE, kGenericSecret),
        attribute(CKA_VALUE_LEN, kKeyBytes), attribute(CKA_LABEL, key_id),
        attribute(CKA_ID, key_id),           attribute(CKA_TOKEN, kTrue),
        attribute(CKA_PRIVATE, kTrue),       attribute(CKA_SENSITIVE, kTrue),
        attribute(CKA_EXTRACTABLE, kFalse),  attribute(CKA_SIGN, kTrue),
        attribute(CKA_ENCRYPT, kFalse),      attribute(CKA_DECRYPT, kFalse),
        attribute(CKA_WRAP, kFalse),         attribute(CKA_UNWRAP, kFalse),
        attribute(CKA_DERIVE, kFalse)};
    CK_MECHANISM mechanism{CKM_GENERIC_SECRET_KEY_GEN, nullptr, 0};
    CK_OBJECT_HANDLE made = 0;
    require_token(token.C_GenerateKey(session_, &mechanism, wanted.data(), wanted.size(), &made),
                  "make a key");
    require_kept(token, session_, made, key_id);
    return true;
  });
}

bool TokenSession::destroy_key(const std::string& key_id) {
  return at_the_token([&](const CK_FUNCTION_LIST& token) {
    const auto found = find(token, session_, key_id);
    if (!found) return false;
    keys_.erase(key_id);
    require_token(token.C_DestroyObject(session_, *found), "destroy a key");
    return true;
  });
}

}  // namespace sluis::crypto
