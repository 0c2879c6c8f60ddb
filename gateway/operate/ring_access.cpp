#include "operate/ring_access.h"

#include <fmt/format.h>

#include <system_error>

#include "operate/timestamp.h"
#include "operate/token_keys.h"

namespace sluis::operate {

namespace fs = std::filesystem;

void rethrow_with_name(const fs::path& file) {
  try {
    throw;
  } catch (const crypto::KeyringFileError& reason) {
    throw CannotDo(file.string() + ": " + reason.what());
  } catch (const std::system_error& reason) {
    throw CannotDo(fmt::format("cannot write {}: {}", file.string(), reason.code().message()));
  }
}

crypto::Secret open_passphrase(const fs::path& file) {
  return naming(file, [&] { return crypto::load_passphrase(file); });
}

crypto::Keyring open_ring(const KeyFiles& files) {
  const auto passphrase = open_passphrase(files.passphrase);
  return naming(files.ring, [&] { return crypto::load_keyring(files.ring, passphrase); });
}

namespace {

/// After a write that failed. What cannot be read may be it.
bool may_be_in_place(const fs::path& file, const crypto::Keyring& ring,
                     const crypto::Secret& passphrase) {
  std::error_code unseen;
  if (!fs::exists(file, unseen) && !unseen) return false;
  try {
    return crypto::load_keyring(file, passphrase).serial() == ring.serial();
  } catch (const std::exception&) {
    return true;
  }
}

}  // namespace

void put_in_place(const KeysAsked& asked, const crypto::Keyring* before,
                  const crypto::Keyring& next, const crypto::Secret& passphrase) {
  const fs::path& file = asked.files.ring;
  NewTokenKeys made(asked, before, next);
  naming(file, [&] {
    try {
      crypto::save_keyring(file, next, passphrase, asked.random);
    } catch (...) {
      if (may_be_in_place(file, next, passphrase)) made.keep();
      throw;
    }
  });
  made.keep();
}

HeldRing::HeldRing(const KeysAsked& asked)
    : asked_(asked),
      lock_(naming(asked.files.ring, [&] { return crypto::KeyringLock(asked.files.ring); })),
      passphrase_(open_passphrase(asked.files.passphrase)),
      ring_(naming(asked.files.ring,
                   [&] { return crypto::load_keyring(asked.files.ring, passphrase_); })) {}

void HeldRing::save(const crypto::Keyring& next) const {
  put_in_place(asked_, &ring_, next, passphrase_);
  destroy_token_keys(asked_, ring_, next);
}

void note_refusal(const KeysAsked& asked, std::string_view what, std::string object) {
  if (!asked.audit) return;
  try {
    asked.audit({.action = fmt::format("keys.{}", what),
                 .object = std::move(object),
                 .result = AuditEntry::Result::refused,
                 .origin = {},
                 .actor = {}});
  } catch (const AuditLogError& reason) {
    asked.console.error << "the audit log has no line of what follows: " << reason.what() << "\n";
  }
}

void note_change(const KeysAsked& asked, std::string_view what, std::string object,
                 std::vector<std::pair<std::string, std::string>> details) {
  if (!asked.audit) return;
  asked.audit({.action = fmt::format("keys.{}", what),
               .object = std::move(object),
               .origin = {},
               .actor = {},
               .details = std::move(details)});
}

std::string plain_time(crypto::TimePoint time) {
  const std::string text = timestamp(time);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

}  // namespace sluis::operate
