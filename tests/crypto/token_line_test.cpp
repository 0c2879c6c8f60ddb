#include "crypto/token_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "crypto/token_error.h"
#include "fault/unavailable.h"
#include "tests/store/run_awaitable.h"

namespace sluis::crypto {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;
using tests::run;
using Settings = TokenLine::Settings;

/// A token that answers with the names of the keys.
Macs names_of(const MacWork& work) {
  Macs macs;
  for (const auto& id : work.key_ids) {
    macs.emplace_back();
    macs.back().push_back(Secret::copy_of(id));
  }
  return macs;
}

MacWork work_for(std::string key_id) { return {.key_ids = {std::move(key_id)}, .messages = {}}; }

std::function<TokenLine::Compute()> always(TokenLine::Compute compute) {
  return [compute = std::move(compute)] { return compute; };
}

awaitable<void> note_outcome(TokenLine& line, std::optional<Unavailable::What>& fault) {
  try {
    co_await line.compute(work_for("key"));
  } catch (const Unavailable& unavailable) {
    fault = unavailable.what_is();
  }
}

std::optional<Unavailable::What> fault_of(TokenLine& line) {
  std::optional<Unavailable::What> fault;
  run(note_outcome(line, fault));
  return fault;
}

/// A token that answers nobody before it is let go.
class Silence {
 public:
  TokenLine::Compute compute() {
    return [opened = opened_](const MacWork& work) {
      opened.wait();
      return names_of(work);
    };
  }
  void end() { end_.set_value(); }

 private:
  std::promise<void> end_;
  std::shared_future<void> opened_ = end_.get_future().share();
};

TEST(TokenLine_Design9, ComputesElsewhereAndComesBack) {
  std::thread::id elsewhere;
  TokenLine line(always([&](const MacWork& work) {
                   elsewhere = std::this_thread::get_id();
                   return names_of(work);
                 }),
                 Settings{});

  const Macs macs = run(line.compute(work_for("key")));

  EXPECT_EQ(macs.at(0).at(0).expose(), "key");
  EXPECT_NE(elsewhere, std::this_thread::get_id());
}

TEST(TokenLine_Design9, PassesOnWhyTheTokenRefuses) {
  TokenLine line(always([](const MacWork&) -> Macs {
                   throw TokenError(TokenError::Why::no_key, "none of that name");
                 }),
                 Settings{});

  EXPECT_THROW(run(line.compute(work_for("key"))), TokenError);
}

awaitable<void> count_turns(int& turns, const bool& is_over) {
  while (!is_over) {
    ++turns;
    co_await boost::asio::post(boost::asio::use_awaitable);
  }
}

TEST(TokenLine_Design9, LetsTheLoopTurnWhileTheTokenIsSilent) {
  Silence silence;
  TokenLine line(always(silence.compute()), Settings{.threads = 1, .deadline = 500ms});
  boost::asio::io_context loop(1);
  int turns = 0;
  bool is_over = false;
  std::optional<Unavailable::What> fault;
  boost::asio::co_spawn(loop, note_outcome(line, fault),
                        [&](std::exception_ptr) { is_over = true; });
  boost::asio::co_spawn(loop, count_turns(turns, is_over), boost::asio::detached);

  loop.run();

  EXPECT_EQ(fault, Unavailable::What::token);
  EXPECT_GT(turns, 10);
  silence.end();
}

TEST(TokenLine_Design9, AnswersAgainWhenTheSilenceEnds) {
  Silence silence;
  TokenLine line(always(silence.compute()), Settings{.threads = 1, .deadline = 500ms});
  EXPECT_EQ(fault_of(line), Unavailable::What::token);

  silence.end();

  EXPECT_EQ(run(line.compute(work_for("key"))).size(), 1U);
}

TEST(TokenLine_Design9, DoesNoWorkThatNobodyWaitsFor) {
  Silence silence;
  std::atomic<int> computed{0};
  TokenLine line(always([&computed, wait = silence.compute()](const MacWork& work) {
                   ++computed;
                   return wait(work);
                 }),
                 Settings{.threads = 1, .deadline = 500ms});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fault_of(line), Unavailable::What::token);

  silence.end();
  run(line.compute(work_for("key")));

  EXPECT_EQ(computed, 2) << "the first, and the one that was waited for";
}

TEST(TokenLine_Design9, TurnsAwayWhoFindsTheLineFull) {
  Silence silence;
  TokenLine line(always(silence.compute()),
                 Settings{.threads = 1, .limit_waiting = 2, .deadline = 200ms});
  boost::asio::io_context loop(1);
  std::array<std::optional<Unavailable::What>, 8> faults;
  for (auto& fault : faults) {
    boost::asio::co_spawn(loop, note_outcome(line, fault), boost::asio::detached);
  }

  loop.run();

  EXPECT_GE(std::ranges::count(faults, std::optional(Unavailable::What::busy)), 5);
  EXPECT_GE(std::ranges::count(faults, std::optional(Unavailable::What::token)), 2);
  silence.end();
}

TEST(TokenLine_Design9, OutlivesALoopThatGoesFirst) {
  Silence silence;
  TokenLine line(always(silence.compute()), Settings{.threads = 1});
  std::optional<Unavailable::What> fault;
  {
    boost::asio::io_context loop(1);
    boost::asio::co_spawn(loop, note_outcome(line, fault), boost::asio::detached);
    loop.poll();
  }

  silence.end();

  EXPECT_FALSE(fault_of(line));
}

TEST(TokenLine_Design9, ComplainsOnceAndSaysWhenItIsOver) {
  std::atomic<bool> is_away{true};
  std::mutex mutex;
  std::vector<std::string> said;
  TokenLine line(always([&](const MacWork& work) {
                   if (is_away) throw TokenError(TokenError::Why::lost, "the token is away");
                   return names_of(work);
                 }),
                 Settings{.complain = [&](const std::string& text) {
                   const std::lock_guard guard(mutex);
                   said.push_back(text);
                 }});
  EXPECT_THROW(run(line.compute(work_for("key"))), TokenError);
  EXPECT_THROW(run(line.compute(work_for("key"))), TokenError);
  is_away = false;

  run(line.compute(work_for("key")));
  run(line.compute(work_for("key")));

  EXPECT_EQ(said,
            (std::vector<std::string>{"the token with the pseudonym key fails: the token is away",
                                      "the token with the pseudonym key answers again"}));
}

}  // namespace
}  // namespace sluis::crypto
