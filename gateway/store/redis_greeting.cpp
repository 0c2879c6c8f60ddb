#include "store/redis_greeting.h"

#include <charconv>
#include <optional>

#include "store/redis_info.h"

namespace sluis::store {

namespace {

using Judgement = std::expected<void, std::string>;

std::optional<int> major_version(std::string_view version) {
  int major = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), major);
  if (error != std::errc() || end == version.data() + version.size() || *end != '.') return {};
  return major;
}

// Redis' own text is foreign: only its first word is looked at, and never shown.
Judgement refuse(const Reply& reply, std::string_view what) {
  const std::string_view text = reply.text;
  if (text.starts_with("NOAUTH")) return std::unexpected("Redis asks for a password");
  if (text.starts_with("WRONGPASS")) return std::unexpected("Redis refuses the user or password");
  if (text.starts_with("LOADING")) return std::unexpected("Redis is still loading its data");
  if (text.starts_with("NOPERM")) {
    return std::unexpected("the Redis user may not use " + std::string(what));
  }
  return std::unexpected("Redis refuses " + std::string(what));
}

Judgement judge_version(const Reply& server) {
  if (server.kind != Reply::Kind::text) return refuse(server, "INFO server");
  const std::optional<int> major = major_version(info_field(server.text, "redis_version"));
  if (!major) return std::unexpected("Redis does not tell its version");
  if (*major < 7) return std::unexpected("Redis is older than 7.0");
  return {};
}

// An evicted record is a person made a stranger, or a used code that can be used again.
Judgement judge_memory(const Reply& memory) {
  if (memory.kind != Reply::Kind::text) return refuse(memory, "INFO memory");
  if (info_field(memory.text, "maxmemory_policy") != "noeviction") {
    return std::unexpected("Redis may evict records: set maxmemory-policy to noeviction");
  }
  return {};
}

Judgement judge_role(const Reply& replication) {
  if (replication.kind != Reply::Kind::text) return refuse(replication, "INFO replication");
  if (info_field(replication.text, "role") != "master") {
    return std::unexpected("this Redis is a replica, not the primary");
  }
  return {};
}

}  // namespace

Commands greeting(const RedisSettings& settings, std::span<const std::string> scripts) {
  Commands commands;
  if (!settings.password.empty()) {
    if (settings.user.empty()) {
      commands.add({"AUTH", settings.password.expose()});
    } else {
      commands.add({"AUTH", settings.user, settings.password.expose()});
    }
  }
  commands.add({"CLIENT", "SETNAME", "sluis"});
  // One section each: an older Redis must be able to say that it is older.
  commands.add({"INFO", "server"});
  commands.add({"INFO", "memory"});
  commands.add({"INFO", "replication"});
  for (const std::string& script : scripts) commands.add({"SCRIPT", "LOAD", script});
  return commands;
}

Judgement judge_greeting(const RedisSettings& settings, const std::vector<Reply>& replies) {
  std::size_t at = 0;
  if (!settings.password.empty()) {
    const Reply& auth = replies.at(at++);
    if (auth.kind == Reply::Kind::error && auth.text.starts_with("ERR")) {
      return std::unexpected("Redis has no password set, and one was configured");
    }
    if (auth.kind != Reply::Kind::status) return refuse(auth, "AUTH");
  }
  // The name is a courtesy to the operator: only that we must log in first is worth a word.
  const Reply& name = replies.at(at++);
  if (name.kind == Reply::Kind::error && name.text.starts_with("NOAUTH")) return refuse(name, "");
  if (auto judged = judge_version(replies.at(at++)); !judged) return judged;
  if (auto judged = judge_memory(replies.at(at++)); !judged) return judged;
  if (auto judged = judge_role(replies.at(at++)); !judged) return judged;
  for (; at < replies.size(); ++at) {
    if (replies[at].kind != Reply::Kind::text) return refuse(replies[at], "SCRIPT LOAD");
  }
  return {};
}

}  // namespace sluis::store
