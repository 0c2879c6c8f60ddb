#pragma once

// Operations in the words of Redis, and its replies as outcomes. Pure; one command and one reply
// each.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/command.h"
#include "store/redis_scripts.h"
#include "store/reply.h"
#include "store/store.h"

namespace sluis::store {

/// The fence's name (DESIGN §3).
inline constexpr std::string_view kFence = "fence";

enum class ScriptBy { digest, text };

void encode(const Operation& operation, const RedisScripts& scripts, ScriptBy by,
            Commands& commands);

/// Nothing when the reply is not one that the operation can have.
std::optional<Outcome> decode(const Operation& operation, Reply reply);

/// The script is not known to this Redis (any more): the operation was not done.
bool is_unknown_script(const Reply& reply);

/// The names that an operation reads or writes, the fence aside.
std::vector<std::string_view> names_of(const Operation& operation);

}  // namespace sluis::store
