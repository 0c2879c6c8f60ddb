#include "tests/soft_token/soft_token.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <p11-kit/pkcs11.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace sluis::tests {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPin = "271828";
constexpr const char* kModule = SLUIS_UNRELIABLE_TOKEN;

fs::path new_folder() {
  std::string name = (fs::temp_directory_path() / "sluis-token-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a token");
  return name;
}

void require(CK_RV outcome) { ASSERT_EQ(outcome, CKR_OK); }

CK_FUNCTION_LIST& functions() {
  void* const library = dlopen(kModule, RTLD_NOW | RTLD_LOCAL);
  CK_FUNCTION_LIST* list = nullptr;
  if (library != nullptr) {
    reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"))(&list);
  }
  if (list == nullptr) throw std::runtime_error("SoftHSM is not installed: deploy/packages.tests");
  return *list;
}

CK_UTF8CHAR_PTR text(std::string_view octets) {
  return reinterpret_cast<CK_UTF8CHAR_PTR>(const_cast<char*>(octets.data()));
}

}  // namespace

SoftToken::SoftToken() : folder_(new_folder()), pin_file_(folder_ / "pin") {
  fs::create_directory(folder_ / "tokens");
  std::ofstream(folder_ / "softhsm2.conf")
      << "directories.tokendir = " << (folder_ / "tokens").string()
      << "\nobjectstore.backend = file\nlog.level = ERROR\n";
  setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
  be("");
  write_pin(kPin);

  auto& token = functions();
  require(token.C_Initialize(nullptr));
  CK_SLOT_ID slot = 0;
  CK_ULONG count = 1;
  require(token.C_GetSlotList(CK_TRUE, &slot, &count));
  std::string label(kLabel);
  label.resize(32, ' ');
  require(token.C_InitToken(slot, text(kPin), kPin.size(), text(label)));
  CK_SESSION_HANDLE session = 0;
  require(
      token.C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session));
  require(token.C_Login(session, CKU_SO, text(kPin), kPin.size()));
  require(token.C_InitPIN(session, text(kPin), kPin.size()));
  require(token.C_Finalize(nullptr));
}

SoftToken::~SoftToken() {
  be("");
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void SoftToken::be(const char* mood) { setenv("SLUIS_TOKEN_MOOD", mood, 1); }

crypto::TokenAddress SoftToken::address() const {
  return {.module = kModule, .token = std::string(kLabel), .pin_file = pin_file_};
}

void SoftToken::write_pin(std::string_view pin) const {
  std::ofstream(pin_file_) << pin << "\n";
  chmod(pin_file_.c_str(), 0600);
}

void SoftToken::import(const std::string& key_id, std::string_view octets, Kept kept) const {
  auto& token = functions();
  require(token.C_Initialize(nullptr));
  std::array<CK_SLOT_ID, 4> slots{};
  CK_ULONG count = slots.size();
  require(token.C_GetSlotList(CK_TRUE, slots.data(), &count));
  CK_SESSION_HANDLE session = 0;
  require(token.C_OpenSession(slots[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr,
                              &session));
  require(token.C_Login(session, CKU_USER, text(kPin), kPin.size()));
  CK_OBJECT_CLASS secret = CKO_SECRET_KEY;
  CK_KEY_TYPE generic = CKK_GENERIC_SECRET;
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL is_sensitive = kept == Kept::inside ? CK_TRUE : CK_FALSE;
  CK_BBOOL is_extractable = kept == Kept::inside ? CK_FALSE : CK_TRUE;
  std::array wanted = {CK_ATTRIBUTE{CKA_CLASS, &secret, sizeof secret},
                       CK_ATTRIBUTE{CKA_KEY_TYPE, &generic, sizeof generic},
                       CK_ATTRIBUTE{CKA_LABEL, text(key_id), key_id.size()},
                       CK_ATTRIBUTE{CKA_VALUE, text(octets), octets.size()},
                       CK_ATTRIBUTE{CKA_TOKEN, &yes, sizeof yes},
                       CK_ATTRIBUTE{CKA_PRIVATE, &yes, sizeof yes},
                       CK_ATTRIBUTE{CKA_SIGN, &yes, sizeof yes},
                       CK_ATTRIBUTE{CKA_SENSITIVE, &is_sensitive, sizeof is_sensitive},
                       CK_ATTRIBUTE{CKA_EXTRACTABLE, &is_extractable, sizeof is_extractable}};
  CK_OBJECT_HANDLE made = 0;
  require(token.C_CreateObject(session, wanted.data(), wanted.size(), &made));
  require(token.C_Finalize(nullptr));
}

}  // namespace sluis::tests
