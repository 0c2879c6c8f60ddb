#include "store/redis_store.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "fault/unavailable.h"
#include "store/redis_dialect.h"
#include "store/redis_info.h"

namespace sluis::store {

namespace {

// Milliseconds; less than the deadline of a connection, which a late answer would cost. A replica
// in the same building answers in one.
constexpr std::string_view kCopyPatience = "250";

[[noreturn]] void refuse(const char* why) { throw Unavailable(Unavailable::What::store, why); }

// After a failover the old primary still answers, and writes nothing.
bool is_not_primary(const Reply& reply) {
  return reply.kind == Reply::Kind::error &&
         (reply.text.starts_with("READONLY") || reply.text.starts_with("LOADING") ||
          reply.text.starts_with("MASTERDOWN"));
}

bool share_a_name(const Operation& left, const Operation& right) {
  const auto names = names_of(left);
  return std::ranges::any_of(names_of(right), [&names](std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  });
}

bool is_number(const Reply& reply, std::int64_t& number) {
  const char* end = reply.text.data() + reply.text.size();
  const auto [stopped, error] = std::from_chars(reply.text.data(), end, number);
  return reply.kind == Reply::Kind::text && error == std::errc() && stopped == end;
}

}  // namespace

RedisStore::RedisStore(boost::asio::any_io_executor executor, const RedisSettings& settings,
                       const crypto::Clock& clock, Journal journal)
    : executor_(std::move(executor)),
      settings_(settings),
      clock_(clock),
      scripts_(make_redis_scripts()),
      connection_(executor_, settings_, scripts_.texts(), std::move(journal)) {}

boost::asio::awaitable<void> RedisStore::check() { return connection_.ready(); }

boost::asio::awaitable<std::vector<Outcome>> RedisStore::run(std::vector<Operation> operations) {
  return run_by(connection_, std::move(operations));
}

boost::asio::awaitable<Lasting> RedisStore::run_lasting(std::vector<Operation> operations) {
  if (!lasting_) {
    lasting_ = std::make_unique<RedisConnection>(executor_, settings_, scripts_.texts());
  }
  Lasting done{.outcomes = co_await run_by(*lasting_, std::move(operations)),
               .copied = Copied::no_replica};
  done.copied = co_await wait_for_a_replica();
  if (done.copied == Copied::no) copies_missed_.fetch_add(1, std::memory_order_relaxed);
  co_return done;
}

// WAIT counts the replicas that have all that this connection has written. Without one that is
// online it would wait for nothing; one that is still being filled is none to wait for either.
boost::asio::awaitable<Copied> RedisStore::wait_for_a_replica() {
  Commands look;
  look.add({"INFO", "replication"});
  const std::vector<Reply> seen = co_await lasting_->send(std::move(look));
  if (seen.at(0).kind != Reply::Kind::text) refuse("the store does not tell its replicas");
  if (!seen.at(0).text.contains("state=online")) co_return Copied::no_replica;
  Commands wait;
  wait.add({"WAIT", "1", kCopyPatience});
  const std::vector<Reply> waited = co_await lasting_->send(std::move(wait));
  if (waited.at(0).kind != Reply::Kind::number) refuse("the store does not wait for a replica");
  if (waited.at(0).number > 0) co_return Copied::yes;
  co_return has_replica_in_step(seen.at(0).text) ? Copied::no : Copied::no_replica;
}

boost::asio::awaitable<std::vector<Outcome>> RedisStore::run_by(RedisConnection& connection,
                                                                std::vector<Operation> operations) {
  std::vector<Outcome> outcomes;
  if (operations.empty()) co_return outcomes;
  Commands commands;
  for (const Operation& operation : operations) {
    require_sound(operation);
    encode(operation, scripts_, ScriptBy::digest, commands);
  }
  std::vector<Reply> replies = co_await connection.send(std::move(commands));
  if (std::ranges::any_of(replies, is_unknown_script)) {
    co_await run_unknown_scripts(connection, operations, replies);
  }
  outcomes.reserve(operations.size());
  for (std::size_t at = 0; at < operations.size(); ++at) {
    if (is_not_primary(replies[at])) connection.drop();
    if (replies[at].kind == Reply::Kind::error) refuse("the store refuses to do it");
    std::optional<Outcome> outcome = decode(operations[at], std::move(replies[at]));
    if (!outcome) {
      connection.drop();
      refuse("the store answered what was not asked");
    }
    outcomes.push_back(std::move(*outcome));
  }
  co_return outcomes;
}

// Somebody emptied the script cache (SCRIPT FLUSH). What was not done is asked once more, in full
// text, which Redis remembers for the next time. Order counts where names are shared: a later
// operation that has been done cannot be put behind an earlier one that has not.
boost::asio::awaitable<void> RedisStore::run_unknown_scripts(RedisConnection& connection,
                                                             std::span<const Operation> operations,
                                                             std::vector<Reply>& replies) {
  Commands again;
  bool is_out_of_order = false;
  std::vector<std::size_t> not_done;
  for (std::size_t at = 0; at < operations.size(); ++at) {
    if (is_unknown_script(replies[at])) {
      not_done.push_back(at);
      encode(operations[at], scripts_, ScriptBy::text, again);
      continue;
    }
    is_out_of_order |= std::ranges::any_of(not_done, [&](std::size_t earlier) {
      return share_a_name(operations[earlier], operations[at]);
    });
  }
  if (is_out_of_order) {
    connection.drop();  // the next connection loads the scripts
    refuse("the store had lost its scripts");
  }
  std::vector<Reply> done = co_await connection.send(std::move(again));
  for (std::size_t at = 0; at < not_done.size(); ++at) {
    replies[not_done[at]] = std::move(done[at]);
  }
}

boost::asio::awaitable<std::chrono::milliseconds> RedisStore::clock_offset() {
  Commands commands;
  commands.add({"TIME"});
  const crypto::TimePoint asked = clock_.now();
  std::vector<Reply> replies = co_await connection_.send(std::move(commands));
  const crypto::TimePoint answered = clock_.now();
  const std::vector<Reply>& time = replies.at(0).elements;
  std::int64_t seconds = 0;
  std::int64_t microseconds = 0;
  if (time.size() != 2 || !is_number(time[0], seconds) || !is_number(time[1], microseconds)) {
    refuse("the store does not tell its time");
  }
  const crypto::TimePoint theirs(std::chrono::seconds(seconds) +
                                 std::chrono::milliseconds(microseconds / 1000));
  co_return theirs - (asked + (answered - asked) / 2);
}

}  // namespace sluis::store
