// What is done with the store as a whole, and not for a person: a look at all its names, and the
// log that Redis writes on its disk.

#include <charconv>

#include "fault/unavailable.h"
#include "store/redis_info.h"
#include "store/redis_store.h"

namespace sluis::store {

namespace {

constexpr std::string_view kNamesAtATime = "200";  // no other client notices

[[noreturn]] void refuse(const char* why) { throw Unavailable(Unavailable::What::store, why); }

/// Only the error's first word is looked at: the rest is foreign.
void demand(const Reply& reply, Reply::Kind kind, const char* what) {
  if (reply.kind == kind) return;
  refuse(reply.text.starts_with("NOPERM") ? "the Redis user may not do that" : what);
}

}  // namespace

boost::asio::awaitable<NamesPage> RedisStore::names_after(std::string cursor) {
  Commands scan;
  scan.add({"SCAN", cursor, "COUNT", kNamesAtATime});
  std::vector<Reply> page = co_await connection_.send(std::move(scan));
  demand(page.at(0), Reply::Kind::list, "the store does not show its names");
  std::vector<Reply>& parts = page.at(0).elements;
  if (parts.size() != 2 || parts[0].kind != Reply::Kind::text) {
    refuse("the store does not show its names");
  }
  NamesPage names{.next = parts[0].text};
  const std::vector<Reply>& found = parts[1].elements;
  if (found.empty()) co_return names;
  Commands asking;
  for (const Reply& name : found) asking.add({"PTTL", name.text});
  const std::vector<Reply> left = co_await connection_.send(std::move(asking));
  for (std::size_t at = 0; at < found.size(); ++at) {
    demand(left[at], Reply::Kind::number, "the store does not tell how long a name lives");
    if (left[at].number == -2) continue;  // gone meanwhile
    NamedLife seen{.name = found[at].text};
    if (left[at].number >= 0) seen.left = TimeToLive(left[at].number);
    names.names.push_back(std::move(seen));
  }
  co_return names;
}

boost::asio::awaitable<LogState> RedisStore::log_state() {
  Commands commands;
  commands.add({"INFO", "persistence"});
  const std::vector<Reply> replies = co_await connection_.send(std::move(commands));
  demand(replies.at(0), Reply::Kind::text, "the store says nothing of itself");
  const std::string_view info = replies[0].text;
  const std::string_view rewrites = info_field(info, "aof_rewrites");
  co_return LogState{.is_on = info_field(info, "aof_enabled") == "1",
                     .is_rewritten_now = info_field(info, "aof_rewrite_in_progress") == "1" ||
                                         info_field(info, "aof_rewrite_scheduled") == "1",
                     .has_been_rewritten = rewrites != "" && rewrites != "0",
                     .has_failed = info_field(info, "aof_last_bgrewrite_status") == "err"};
}

boost::asio::awaitable<bool> RedisStore::rewrite_log() {
  Commands commands;
  commands.add({"BGREWRITEAOF"});
  const std::vector<Reply> replies = co_await connection_.send(std::move(commands));
  co_return replies.at(0).kind == Reply::Kind::status;
}

}  // namespace sluis::store
