#pragma once

// Files that only we may see: read after their owner and mode were checked, written whole or not at
// all. For keyring_file.cpp only; the texts name the kind of file and never its content.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "crypto/secret.h"

namespace sluis::crypto::private_file {

struct Kind {
  std::string_view noun;  // "key ring", "passphrase": the subject of every message
  std::size_t limit_bytes;
};

/// Throws KeyringFileError: not there, no regular file, another's, open to others, too large.
Secret read(const std::filesystem::path& file, Kind kind);

/// Mode 0600, in one rename(2) that is on disk when this returns. Throws std::system_error; the
/// file is then as it was, unless it is the folder that cannot be synced: then it is the new one,
/// which a loss of power may take back.
void write(const std::filesystem::path& file, std::string_view octets, std::string_view unique);

/// What a process that died while it wrote this file or its `.bak` has left of them. Only for who
/// knows that nobody else is writing those two. Throws std::system_error.
void remove_drafts(const std::filesystem::path& file);

/// The descriptor of that file, locked (flock(2), exclusive) and made where there is none; negative
/// if another process has it. Throws std::system_error. To be given to `unlock`.
int lock(const std::filesystem::path& file);
void unlock(int descriptor);

}  // namespace sluis::crypto::private_file
