#pragma once

// Which issuer stood behind which realm when the gateway last ran: a small file beside the key
// ring (decision 21). With `identity: subject` somebody is who she is by realm and `sub`; another
// provider under the same realm may give her `sub` to somebody else. Names of providers only,
// nothing of people.

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "crypto/random.h"

namespace sluis::operate {

using Realms = std::map<std::string, std::set<std::string>>;  // its issuers, by realm

/// keys.jwe → keys.jwe.realms: the ring makes the pseudonyms that this is about.
std::filesystem::path realm_memory_of(const std::filesystem::path& ring);

/// Empty where there is no such file. Throws std::runtime_error: it cannot be read, or holds
/// something else.
Realms read_realms(const std::filesystem::path& file);

/// In one piece, mode 0600. Throws std::system_error; the file is then as it was.
void write_realms(const std::filesystem::path& file, const Realms& realms, crypto::Random& random);

/// Whether the realm is known, and not with this issuer.
bool is_changed(const Realms& known, std::string_view realm, std::string_view issuer);

}  // namespace sluis::operate
