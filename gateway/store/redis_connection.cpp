#include "store/redis_connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <utility>

#include "crypto/secret.h"
#include "fault/unavailable.h"
#include "store/redis_greeting.h"
#include "store/redis_stream.h"
#include "store/waiting_line.h"

namespace sluis::store {

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using StreamPointer = std::shared_ptr<RedisStream>;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kShortestPause = 10ms;
constexpr std::chrono::milliseconds kLongestPause = 2s;
constexpr std::size_t kReadBytes = 16 * 1024;

constexpr const char* kAway = "the store cannot be reached";
constexpr const char* kLost = "the connection to the store was lost";
constexpr const char* kLate = "the store did not answer in time";
constexpr const char* kFull = "too many commands are waiting for the store";
constexpr const char* kEnded = "the store is being shut down";

// Nothing is caught and nothing goes on: a coroutine of the connection that throws has met a fault
// of ours.
void end_or_rethrow(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

std::chrono::milliseconds next_pause(std::chrono::milliseconds last) {
  return std::clamp(2 * last, kShortestPause, kLongestPause);
}

class RedisConnection::Wire : public std::enable_shared_from_this<Wire> {
 public:
  Wire(asio::any_io_executor executor, const RedisSettings& settings,
       std::vector<std::string> scripts, Journal journal)
      : executor_(std::move(executor)),
        settings_(settings),
        scripts_(std::move(scripts)),
        journal_(std::move(journal)),
        line_(settings.waiting_limit),
        batch_timer_(executor_),
        connect_timer_(executor_),
        pause_timer_(executor_),
        first_attempt_(executor_, settings.connect_deadline + 1s) {}

  void start() { asio::co_spawn(executor_, keep_connected(shared_from_this()), end_or_rethrow); }
  void stop();
  void drop(const char* why);
  void join(Commands commands, WaitingLine::Completion completion);
  asio::awaitable<void> ready();

  void count_error() { statistics_.errors.fetch_add(1, std::memory_order_relaxed); }
  const asio::any_io_executor& executor() const { return executor_; }
  const RedisStatistics& statistics() const { return statistics_; }

 private:
  enum class State { connecting, ready, down, stopped };

  static asio::awaitable<void> keep_connected(std::shared_ptr<Wire> self);
  static asio::awaitable<void> write_out(std::shared_ptr<Wire> self, StreamPointer stream);

  asio::awaitable<std::expected<void, std::string>> attempt(StreamPointer stream,
                                                            ReplyReader& reader);
  asio::awaitable<std::expected<void, std::string>> greet(StreamPointer stream,
                                                          ReplyReader& reader);
  asio::awaitable<void> read_replies(StreamPointer stream, ReplyReader& reader);
  bool deliver_all(ReplyReader& reader);

  void come_up(StreamPointer stream);
  void stay_down(std::string reason);
  void lose(const StreamPointer& stream, const char* why);
  void start_writing();
  void watch_deadline();
  void on_deadline();
  void fail(WaitingLine::Completion& completion, const char* why);
  void tell(Event::Kind kind) const;

  asio::any_io_executor executor_;
  const RedisSettings& settings_;
  std::vector<std::string> scripts_;
  Journal journal_;
  RedisStatistics statistics_;

  State state_ = State::connecting;
  std::string reason_;         // why there is no connection
  StreamPointer in_hand_;      // of the attempt, or of the connection
  bool is_attempted_ = false;  // the first attempt is over
  bool is_late_ = false;       // the attempt took too long
  bool is_writing_ = false;
  bool is_watching_ = false;
  std::chrono::milliseconds pause_{0};  // the last one; none since Redis answered

  WaitingLine line_;
  asio::steady_timer batch_timer_;
  asio::steady_timer connect_timer_;
  asio::steady_timer pause_timer_;
  asio::steady_timer first_attempt_;
};

void RedisConnection::Wire::join(Commands commands, WaitingLine::Completion completion) {
  statistics_.round_trips.fetch_add(1, std::memory_order_relaxed);
  statistics_.commands.fetch_add(commands.count(), std::memory_order_relaxed);
  // Nobody is made to wait for a Redis that is known to be away.
  if (state_ == State::down) return fail(completion, kAway);
  if (state_ == State::stopped) return fail(completion, kEnded);
  if (!line_.has_room_for(commands.count())) return fail(completion, kFull);
  line_.join(std::move(commands), Clock::now() + settings_.deadline, std::move(completion));
  watch_deadline();
  start_writing();
}

void RedisConnection::Wire::fail(WaitingLine::Completion& completion, const char* why) {
  completion(std::make_exception_ptr(Unavailable(Unavailable::What::store, why)), {});
}

void RedisConnection::Wire::start_writing() {
  if (state_ != State::ready || is_writing_ || !line_.has_unsent()) return;
  is_writing_ = true;
  asio::co_spawn(executor_, write_out(shared_from_this(), in_hand_), end_or_rethrow);
}

// Begins one turn of the loop later, so that whatever is asked until then goes into the same write.
asio::awaitable<void> RedisConnection::Wire::write_out(std::shared_ptr<Wire> self,
                                                       StreamPointer stream) {
  while (stream == self->in_hand_ && self->line_.has_unsent()) {
    const std::string octets = self->line_.take_unsent();
    if (!co_await stream->write(octets)) {
      stream->close();  // the reader notices and cleans up
      break;
    }
  }
  if (stream == self->in_hand_) self->is_writing_ = false;
}

// One timer for all: who came first is late first.
void RedisConnection::Wire::watch_deadline() {
  const auto next = line_.next_deadline();
  if (is_watching_ || !next) return;
  is_watching_ = true;
  batch_timer_.expires_at(*next);
  batch_timer_.async_wait([self = shared_from_this()](error_code) { self->on_deadline(); });
}

void RedisConnection::Wire::on_deadline() {
  is_watching_ = false;
  if (state_ == State::stopped) return;
  if (line_.expire(Clock::now(), kLate)) drop(kLate);
  watch_deadline();
}

asio::awaitable<void> RedisConnection::Wire::keep_connected(std::shared_ptr<Wire> self) {
  while (self->state_ != State::stopped) {
    const StreamPointer stream = make_redis_stream(self->executor_, self->settings_);
    ReplyReader reader;
    const auto attempted = co_await self->attempt(stream, reader);
    if (self->state_ == State::stopped) break;
    if (attempted) {
      self->come_up(stream);
      co_await self->read_replies(stream, reader);
      self->lose(stream, kLost);
    } else {
      self->stay_down(attempted.error());
    }
    if (self->state_ == State::stopped) break;
    self->pause_ = next_pause(self->pause_);
    self->pause_timer_.expires_after(self->pause_);
    co_await self->pause_timer_.async_wait(kAsTuple);
  }
}

asio::awaitable<std::expected<void, std::string>> RedisConnection::Wire::attempt(
    StreamPointer stream, ReplyReader& reader) {
  in_hand_ = stream;
  is_late_ = false;
  connect_timer_.expires_after(settings_.connect_deadline);
  connect_timer_.async_wait([self = shared_from_this(), stream](error_code error) {
    // A timer that has fired can no longer be cancelled: the attempt may be over by now.
    if (error || self->state_ == State::ready || stream != self->in_hand_) return;
    self->is_late_ = true;
    stream->close();
  });
  auto outcome = co_await stream->connect();
  if (outcome) outcome = co_await greet(stream, reader);
  connect_timer_.cancel();
  if (is_late_) outcome = std::unexpected("Redis did not answer in time");
  if (!outcome) stream->close();
  co_return outcome;
}

asio::awaitable<std::expected<void, std::string>> RedisConnection::Wire::greet(
    StreamPointer stream, ReplyReader& reader) {
  Commands commands = greeting(settings_, scripts_);
  const bool is_written = co_await stream->write(commands.octets());
  crypto::wipe(commands.octets());
  std::vector<Reply> replies;
  std::array<char, kReadBytes> buffer;
  while (is_written && replies.size() < commands.count()) {
    Reply reply;
    const auto reading = reader.next(reply);
    if (reading == ReplyReader::Reading::malformed) {
      co_return std::unexpected("what answers does not speak the protocol of Redis");
    }
    if (reading == ReplyReader::Reading::complete) {
      replies.push_back(std::move(reply));
      continue;
    }
    const std::size_t count = co_await stream->read_some(buffer.data(), buffer.size());
    if (count == 0) break;
    reader.feed({buffer.data(), count});
  }
  if (replies.size() < commands.count()) {
    co_return std::unexpected("Redis closed the connection at once");
  }
  co_return judge_greeting(settings_, replies);
}

asio::awaitable<void> RedisConnection::Wire::read_replies(StreamPointer stream,
                                                          ReplyReader& reader) {
  std::array<char, kReadBytes> buffer;
  // A reply that was not asked for may already stand in the reader.
  while (stream == in_hand_ && deliver_all(reader)) {
    const std::size_t count = co_await stream->read_some(buffer.data(), buffer.size());
    if (count == 0) break;
    reader.feed({buffer.data(), count});
  }
}

bool RedisConnection::Wire::deliver_all(ReplyReader& reader) {
  Reply reply;
  for (;;) {
    switch (reader.next(reply)) {
      case ReplyReader::Reading::incomplete:
        return true;
      case ReplyReader::Reading::malformed:
        return false;
      case ReplyReader::Reading::complete:
        break;
    }
    if (!line_.deliver(std::move(reply))) return false;
    pause_ = 0ms;
  }
}

void RedisConnection::Wire::come_up(StreamPointer stream) {
  const bool was_down = is_attempted_;
  in_hand_ = std::move(stream);
  state_ = State::ready;
  reason_.clear();
  is_writing_ = false;
  is_attempted_ = true;
  statistics_.connects.fetch_add(1, std::memory_order_relaxed);
  statistics_.is_connected = true;
  first_attempt_.cancel();
  if (was_down) tell(Event::Kind::store_back);
  start_writing();
}

void RedisConnection::Wire::stay_down(std::string reason) {
  state_ = State::down;
  reason_ = std::move(reason);
  in_hand_.reset();
  is_attempted_ = true;
  first_attempt_.cancel();
  line_.fail_all(kAway);
}

// What was sent may or may not have been done; what was not sent waits for the next connection.
void RedisConnection::Wire::lose(const StreamPointer& stream, const char* why) {
  stream->close();
  if (stream != in_hand_ || state_ != State::ready) return;
  in_hand_.reset();
  state_ = State::connecting;
  reason_ = why;
  statistics_.is_connected = false;
  line_.fail_sent(why);
  tell(Event::Kind::store_lost);
}

void RedisConnection::Wire::drop(const char* why) {
  if (state_ != State::ready) return;
  const StreamPointer stream = in_hand_;
  lose(stream, why);
}

void RedisConnection::Wire::stop() {
  state_ = State::stopped;
  if (in_hand_) in_hand_->close();
  in_hand_.reset();
  statistics_.is_connected = false;
  batch_timer_.cancel();
  connect_timer_.cancel();
  pause_timer_.cancel();
  first_attempt_.cancel();
  line_.fail_all(kEnded);
}

asio::awaitable<void> RedisConnection::Wire::ready() {
  if (!is_attempted_) {
    const auto self = shared_from_this();
    co_await first_attempt_.async_wait(kAsTuple);
  }
  if (state_ == State::ready) co_return;
  throw std::runtime_error(reason_.empty() ? kAway : reason_);
}

void RedisConnection::Wire::tell(Event::Kind kind) const {
  if (journal_) journal_({.kind = kind});
}

RedisConnection::RedisConnection(asio::any_io_executor executor, const RedisSettings& settings,
                                 std::vector<std::string> scripts, Journal journal)
    : wire_(std::make_shared<Wire>(std::move(executor), settings, std::move(scripts),
                                   std::move(journal))) {
  wire_->start();
}

RedisConnection::~RedisConnection() { wire_->stop(); }

asio::awaitable<std::vector<Reply>> RedisConnection::send(Commands commands) {
  using Signature = void(std::exception_ptr, std::vector<Reply>);
  auto begin = [](auto handler, Wire* wire, Commands asked) {
    const auto executor = asio::get_associated_executor(handler, wire->executor());
    // Posted, so that who was waiting goes on after the reader has put its things in order.
    wire->join(std::move(asked),
               [handler = std::move(handler), executor, wire](std::exception_ptr failure,
                                                              std::vector<Reply> replies) mutable {
                 if (failure) wire->count_error();
                 asio::post(executor, [handler = std::move(handler), failure = std::move(failure),
                                       replies = std::move(replies)]() mutable {
                   std::move(handler)(std::move(failure), std::move(replies));
                 });
               });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, Signature>(
      std::move(begin), asio::use_awaitable, wire_.get(), std::move(commands));
}

asio::awaitable<void> RedisConnection::ready() { return wire_->ready(); }
void RedisConnection::drop() { wire_->drop(kLost); }
const RedisStatistics& RedisConnection::statistics() const noexcept { return wire_->statistics(); }

}  // namespace sluis::store
