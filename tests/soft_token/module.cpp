// A PKCS#11 module in the place of a real one: SoftHSM's, which does as SLUIS_TOKEN_MOOD says.
//
//   (empty)       as SoftHSM does
//   gone          no slot has a token, and every session has ended
//   locked        the user's PIN is locked
//   last-try      one more wrong PIN would lock it
//   no-mac        it computes no HMAC
//   no-key-maker  it makes no keys for one
//   short         MACs lack their last octet

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <cstdlib>
#include <string_view>

namespace {

bool is_mood(std::string_view mood) {
  const char* const now = std::getenv("SLUIS_TOKEN_MOOD");
  return now != nullptr && now == mood;
}

CK_FUNCTION_LIST* real() {
  static CK_FUNCTION_LIST* const functions = [] {
    void* const library = dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW | RTLD_LOCAL);
    CK_FUNCTION_LIST* found = nullptr;
    if (library != nullptr) {
      reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"))(&found);
    }
    return found;
  }();
  return functions;
}

CK_RV get_slot_list(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
  if (!is_mood("gone")) return real()->C_GetSlotList(present, slots, count);
  *count = 0;
  return CKR_OK;
}

CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR token) {
  const CK_RV outcome = real()->C_GetTokenInfo(slot, token);
  if (is_mood("locked")) token->flags |= CKF_USER_PIN_LOCKED;
  if (is_mood("last-try")) token->flags |= CKF_USER_PIN_FINAL_TRY;
  return outcome;
}

CK_RV get_mechanism_info(CK_SLOT_ID slot, CK_MECHANISM_TYPE mechanism, CK_MECHANISM_INFO_PTR info) {
  const bool is_lacking = (is_mood("no-mac") && mechanism == CKM_SHA256_HMAC) ||
                          (is_mood("no-key-maker") && mechanism == CKM_GENERIC_SECRET_KEY_GEN);
  return is_lacking ? CKR_MECHANISM_INVALID : real()->C_GetMechanismInfo(slot, mechanism, info);
}

CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  if (is_mood("gone")) return CKR_DEVICE_REMOVED;
  return real()->C_SignInit(session, mechanism, key);
}

CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG data_size, CK_BYTE_PTR signature,
           CK_ULONG_PTR size) {
  const CK_RV outcome = real()->C_Sign(session, data, data_size, signature, size);
  if (is_mood("short")) --*size;
  return outcome;
}

}  // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  static CK_FUNCTION_LIST functions;
  if (real() == nullptr) return CKR_GENERAL_ERROR;
  functions = *real();
  functions.C_GetSlotList = get_slot_list;
  functions.C_GetTokenInfo = get_token_info;
  functions.C_GetMechanismInfo = get_mechanism_info;
  functions.C_SignInit = sign_init;
  functions.C_Sign = sign;
  *list = &functions;
  return CKR_OK;
}
