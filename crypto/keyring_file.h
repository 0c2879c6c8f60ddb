#pragma once

// The ring at rest: a compact JWE (RFC 7516), alg `dir`, enc A256GCM, whose key comes from the
// passphrase by scrypt (RFC 7914, N=2^15, r=8, p=1). Salt and parameters stand in the protected
// header and are bounded before use. The plain text is JSON with a version number; a file of a
// newer version is refused.
//
// Each refusal is a KeyringFileError with its own message; none holds a secret.

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
/// The previous file stays as `.bak`.
void save_keyring(const std::filesystem::path& file, const Keyring& ring, const Secret& passphrase,
                  Random& random);

/// A passphrase of 256 random bits as base64url text.
Secret make_passphrase(Random& random);
/// The first line of the file; the same rules of ownership and mode as for the ring.
Secret load_passphrase(const std::filesystem::path& file);

}  // namespace sluis::crypto
