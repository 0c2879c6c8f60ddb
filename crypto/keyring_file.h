#pragma once

// The ring at rest: a compact JWE (RFC 7516), alg `dir`, enc A256GCM, whose key comes from the
// passphrase by scrypt (RFC 7914, N=2^15, r=8, p=1). Salt and parameters stand in the protected
// header and are bounded before use. The plain text is JSON with a version number; a file of a
// newer version is refused.
//
// Each refusal is a KeyringFileError with its own message; none holds a secret. The messages name
// the kind of file and not its path.

#include <filesystem>
#include <stdexcept>

#include "crypto/keyring.h"

namespace sluis::crypto {

class KeyringFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Refuses a file that others may read or write (mode other than 0600 or 0400), is not ours, is
/// larger than 1 MiB, is truncated, does not open with this passphrase, or was written by a newer
/// version.
Keyring load_keyring(const std::filesystem::path& file, const Secret& passphrase);

/// Writes beside the file, syncs, renames (rename(2) is atomic) and syncs the folder; mode 0600.
/// The previous file stays as `.bak`, without the keys that the new ring has destroyed; it is
/// written first, so that at every moment each of the two is whole. Throws KeyringFileError: there
/// is a file that does not open, and that nobody may lose by a mistake.
void save_keyring(const std::filesystem::path& file, const Keyring& ring, const Secret& passphrase,
                  Random& random);

struct Passphrases {
  const Secret& old;
  const Secret& next;
};

/// The same under another passphrase. So is the previous ring in `.bak`: nothing that stays opens
/// with the old one.
void reseal_keyring(const std::filesystem::path& file, const Keyring& ring, Passphrases passphrases,
                    Random& random);

/// For whoever changes the ring: from before it is read until after it is written nobody else does.
/// flock(2) on a file of its own beside the ring, which stays; the ring itself is replaced.
class KeyringLock {
 public:
  /// Throws KeyringFileError if another command has it, std::system_error if the file cannot be
  /// made.
  explicit KeyringLock(const std::filesystem::path& ring);
  ~KeyringLock();
  KeyringLock(const KeyringLock&) = delete;
  KeyringLock& operator=(const KeyringLock&) = delete;

 private:
  int descriptor_;
};

/// A passphrase of 256 random bits as base64url text.
Secret make_passphrase(Random& random);
/// The first line of the file; the same rules of ownership and mode as for the ring.
Secret load_passphrase(const std::filesystem::path& file);
/// The same for the other secrets of a configuration: a client's, Redis' or the mail server's.
Secret load_secret(const std::filesystem::path& file);

}  // namespace sluis::crypto
