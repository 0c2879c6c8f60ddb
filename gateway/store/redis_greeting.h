#pragma once

// The first words on every new connection, and the judgement of what Redis answers: who we are,
// whether this Redis can be trusted with the records (version, eviction, role), and the scripts
// loaded.

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/command.h"
#include "store/redis_settings.h"
#include "store/reply.h"

namespace sluis::store {

/// Holds the password: to be wiped after it was sent.
Commands greeting(const RedisSettings& settings, std::span<const std::string> scripts);

/// As many replies as the greeting has commands. The error is a sentence for an operator, in our
/// words.
std::expected<void, std::string> judge_greeting(const RedisSettings& settings,
                                                const std::vector<Reply>& replies);

}  // namespace sluis::store
