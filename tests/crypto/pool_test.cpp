#include "crypto/pool.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <future>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>

#include "fault/unavailable.h"

namespace sluis::crypto {
namespace {

namespace asio = boost::asio;

// One piece of work, from its start to what came of it.
struct Call {
  std::string result;
  std::exception_ptr fault;
  bool done = false;
  std::thread::id resumed_on;
};

asio::awaitable<void> make_call(Pool& pool, std::function<std::string()> work, Call& call) {
  call.result = co_await pool.run(std::move(work));
  call.resumed_on = std::this_thread::get_id();
}

void start(asio::io_context& io, Pool& pool, std::function<std::string()> work, Call& call) {
  const auto finished = [&call](std::exception_ptr fault) {
    call.fault = std::move(fault);
    call.done = true;
  };
  asio::co_spawn(io, make_call(pool, std::move(work), call), finished);
}

TEST(Pool_Design6, WorksElsewhereAndComesBack) {
  asio::io_context io(1);
  Pool pool(1, 1);
  Call call;
  std::thread::id worked_on;

  start(
      io, pool,
      [&worked_on] {
        worked_on = std::this_thread::get_id();
        return std::string("result");
      },
      call);
  io.run();

  EXPECT_EQ(call.result, "result");
  EXPECT_NE(worked_on, std::this_thread::get_id());
  EXPECT_EQ(call.resumed_on, std::this_thread::get_id());
}

TEST(Pool_Design6, PassesOnWhatTheWorkThrows) {
  asio::io_context io(1);
  Pool pool(1, 1);
  Call call;

  start(io, pool, []() -> std::string { throw std::domain_error("mine"); }, call);
  io.run();

  ASSERT_TRUE(call.fault);
  EXPECT_THROW(std::rethrow_exception(call.fault), std::domain_error);
}

TEST(Pool_Design9, IsBusyWhenThreadsAndQueueAreFull) {
  asio::io_context io(1);
  Pool pool(1, 1);
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  const auto wait = [opened] {
    opened.wait();
    return std::string("done");
  };
  Call running;
  Call waiting;
  Call refused;

  start(io, pool, wait, running);
  start(io, pool, wait, waiting);
  start(io, pool, wait, refused);
  while (!refused.done) io.run_one();

  EXPECT_FALSE(running.done);
  EXPECT_FALSE(waiting.done);
  ASSERT_TRUE(refused.fault);
  try {
    std::rethrow_exception(refused.fault);
  } catch (const Unavailable& fault) {
    EXPECT_EQ(fault.what_is(), Unavailable::What::busy);
  }
  gate.set_value();
  io.run();
  EXPECT_EQ(running.result, "done");
  EXPECT_EQ(waiting.result, "done");
}

TEST(Pool_Design9, GivesThePlaceBackAfterAFault) {
  asio::io_context io(1);
  Pool pool(1, 0);

  for (int round = 0; round < 3; ++round) {
    Call call;
    start(io, pool, []() -> std::string { throw std::domain_error("mine"); }, call);
    io.restart();
    io.run();
    EXPECT_THROW(std::rethrow_exception(call.fault), std::domain_error);
  }
}

TEST(Pool_Design9, MayGoWhileACallerStillWaits) {
  asio::io_context io(1);
  Call call;
  {
    std::latch started(1);
    std::latch looked_away(1);  // the loop is not run again from then on
    Pool pool(1, 0);
    start(
        io, pool,
        [&started, &looked_away] {
          started.count_down();
          looked_away.wait();
          return std::string("late");
        },
        call);
    io.poll();
    started.wait();
    looked_away.count_down();
  }

  EXPECT_FALSE(call.done);  // nothing resumed it: its loop was not run again
}

}  // namespace
}  // namespace sluis::crypto
