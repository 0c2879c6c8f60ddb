#pragma once

// Whether the PKCS#11 token that may hold pseudonym keys will do (`keys.pkcs11`).

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "config.h"
#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "crypto/token_line.h"
#include "parts.h"

namespace sluis {

/// Null where none is configured. What the operator is told once comes from whichever thread.
std::unique_ptr<crypto::TokenLine> line_to_token(const Config& config,
                                                 std::function<void(const std::string&)> complain);

/// Throws crypto::TokenError or Unavailable, in the token's own words: better at the start than a
/// 503 for the first who comes.
boost::asio::awaitable<void> require_token(crypto::TokenLine& token, const crypto::Keyring& ring,
                                           crypto::TimePoint now);

/// Throws std::runtime_error where another token is configured than at the start.
void refuse_unknown_token(const Config& next, const Config& start);

/// Whether the pseudonym key answers, wherever it is: why not, or nothing. Shared: the reading may
/// be replaced meanwhile.
boost::asio::awaitable<std::optional<std::string>> why_no_pseudonym_key(
    std::shared_ptr<const Reading> reading, crypto::TokenLine* token, crypto::TimePoint now);

}  // namespace sluis
