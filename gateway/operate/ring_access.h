#pragma once

// How the subcommands of `sluis keys` come at the ring: reasons that name the file, one command at
// a time, and a line in the audit log for each change.

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "crypto/clock.h"
#include "crypto/keyring_file.h"
#include "crypto/random.h"
#include "crypto/token.h"
#include "fault/audit.h"
#include "operate/audit_log.h"
#include "operate/console.h"
#include "operate/new_file.h"

namespace sluis::operate {

struct KeyFiles {
  std::filesystem::path ring;        // keys.file
  std::filesystem::path passphrase;  // keys.passphrase_file
};

/// What every subcommand of `sluis keys` is given.
struct KeysAsked {
  KeyFiles files;
  const crypto::Clock& clock;
  crypto::Random& random;
  Audit audit;  // fills in who asks; may be empty
  Format format;
  Console console;
  std::shared_ptr<crypto::Token>
      token{};  // where pseudonym keys are made; null: in the ring's file
};

/// A refusal of ours, said once, at the edge of each command.
class CannotDo : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

void note_refusal(const KeysAsked& asked, std::string_view what, std::string object);

/// The exit code: 0, or 1 with the reason on `error`.
template <typename Command>
int with_plain_reasons(Console console, Command command) {
  try {
    command();
    return 0;
  } catch (const CannotDo& reason) {
    console.error << "error: " << reason.what() << "\n";
  } catch (const NewFileError& reason) {
    console.error << "error: " << reason.what() << "\n";
  } catch (const AuditLogError& reason) {
    console.error << "error: it was done, and has no line in the audit log: " << reason.what()
                  << "\n";
  }
  return 1;
}

/// For what reads or writes a file: the messages of crypto/ do not say which.
[[noreturn]] void rethrow_with_name(const std::filesystem::path& file);
template <typename Use>
auto naming(const std::filesystem::path& file, Use use) {
  try {
    return use();
  } catch (...) {
    rethrow_with_name(file);
  }
}

crypto::Secret open_passphrase(const std::filesystem::path& file);
crypto::Keyring open_ring(const KeyFiles& files);

/// Puts `next` in the place of `before` (null: there is none), the token first where it gets a key.
/// Where that fails such a key goes again, unless the ring that names it may be in place. Only
/// under the ring's lock.
void put_in_place(const KeysAsked& asked, const crypto::Keyring* before,
                  const crypto::Keyring& next, const crypto::Secret& passphrase);

/// The ring, held against every other command from before it is read until this goes.
class HeldRing {
 public:
  explicit HeldRing(const KeysAsked& asked);

  const crypto::Keyring& ring() const { return ring_; }
  const crypto::Secret& passphrase() const { return passphrase_; }
  /// The token first, where it gets a key, and last, where it loses one.
  void save(const crypto::Keyring& next) const;

 private:
  const KeysAsked& asked_;
  crypto::KeyringLock lock_;
  crypto::Secret passphrase_;
  crypto::Keyring ring_;
};

/// As with_plain_reasons, for a command that changes something: what is refused has its line too.
/// `what` is the command's word: "rotate"; `object` what it was asked to change.
template <typename Command>
int with_refusals_noted(const KeysAsked& asked, std::string_view what, const std::string& object,
                        Command command) {
  return with_plain_reasons(asked.console, [&] {
    try {
      command();
    } catch (const CannotDo&) {
      note_refusal(asked, what, object);
      throw;
    } catch (const NewFileError&) {
      note_refusal(asked, what, object);
      throw;
    }
  });
}

/// A line of the audit log, where there is one.
void note_change(const KeysAsked& asked, std::string_view what, std::string object,
                 std::vector<std::pair<std::string, std::string>> details = {});

/// 2026-01-01 13:00 UTC
std::string plain_time(crypto::TimePoint time);

}  // namespace sluis::operate
