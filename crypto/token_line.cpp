#include "crypto/token_line.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "crypto/leftovers.h"
#include "crypto/token_error.h"
#include "fault/unavailable.h"

namespace sluis::crypto {

namespace asio = boost::asio;

namespace {

// Longer than a call that will end at all is likely to take, shorter than a stop may take.
constexpr std::chrono::seconds kPartingPatience{3};

// One who waits. What the loop owns is touched on the loop only; the thread owns `work` and
// `outcome` until it has posted.
struct Job {
  Job(MacWork asked, asio::any_io_executor loop) : work(std::move(asked)), executor(loop) {}

  MacWork work;
  Macs outcome;
  std::exception_ptr failure;

  asio::any_io_executor executor;
  asio::steady_timer* alarm = nullptr;  // of the waiting coroutine, on the loop
  bool is_done = false;                 // the same

  std::mutex mutex;
  bool is_abandoned = false;  // nobody waits any more, and the loop may be gone
};

void post_done(const std::shared_ptr<Job>& job) {
  const std::lock_guard guard(job->mutex);
  if (job->is_abandoned) return;
  asio::post(job->executor, [job] {
    job->is_done = true;
    if (job->alarm != nullptr) job->alarm->cancel();
  });
}

// Lives in the frame of who waits.
class Waiting {
 public:
  Waiting(Job& job, asio::steady_timer& alarm) : job_(job) { job_.alarm = &alarm; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() {
    job_.alarm = nullptr;
    const std::lock_guard guard(job_.mutex);
    job_.is_abandoned = true;
  }

 private:
  Job& job_;
};

}  // namespace

struct TokenLine::State {
  explicit State(Settings given) : settings(std::move(given)) {}

  void push(std::shared_ptr<Job> job);
  std::shared_ptr<Job> next();
  void work(const Compute& compute);
  void fails(const std::string& why);
  void answers();

  const Settings settings;
  std::mutex mutex;  // of what follows
  std::condition_variable changed;
  std::deque<std::shared_ptr<Job>> waiting;
  std::size_t running_threads = 0;
  bool is_ending = false;
  bool is_failing = false;
};

void TokenLine::State::push(std::shared_ptr<Job> job) {
  const std::lock_guard guard(mutex);
  if (waiting.size() >= settings.limit_waiting) {
    throw Unavailable(Unavailable::What::busy, "the line before the token is full");
  }
  waiting.push_back(std::move(job));
  changed.notify_one();
}

/// Nothing at the end.
std::shared_ptr<Job> TokenLine::State::next() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return is_ending || !waiting.empty(); });
  if (is_ending) return nullptr;
  auto job = std::move(waiting.front());
  waiting.pop_front();
  return job;
}

void TokenLine::State::fails(const std::string& why) {
  {
    const std::lock_guard guard(mutex);
    if (std::exchange(is_failing, true)) return;
  }
  settings.complain("the token with the pseudonym key fails: " + why);
}

void TokenLine::State::answers() {
  {
    const std::lock_guard guard(mutex);
    if (!std::exchange(is_failing, false)) return;
  }
  settings.complain("the token with the pseudonym key answers again");
}

void TokenLine::State::work(const Compute& compute) {
  while (const auto job = next()) {
    {
      const std::lock_guard guard(job->mutex);
      if (job->is_abandoned) continue;
    }
    try {
      job->outcome = compute(job->work);
      answers();
    } catch (const TokenError& why) {
      fails(why.what());
      job->failure = std::current_exception();
    } catch (...) {
      job->failure = std::current_exception();
    }
    post_done(job);
    wipe_leftovers();
  }
}

TokenLine::TokenLine(std::function<Compute()> make, Settings settings)
    : state_(std::make_shared<State>(std::move(settings))) {
  state_->running_threads = state_->settings.threads;
  for (std::size_t i = 0; i < state_->settings.threads; ++i) {
    std::thread([state = state_, compute = make()]() mutable {
      state->work(compute);
      compute = {};  // its session, before anybody is told that this thread is gone
      const std::lock_guard guard(state->mutex);
      --state->running_threads;
      state->changed.notify_all();
    }).detach();
  }
}

TokenLine::~TokenLine() {
  std::unique_lock lock(state_->mutex);
  state_->is_ending = true;
  state_->changed.notify_all();
  state_->changed.wait_for(lock, kPartingPatience, [this] { return state_->running_threads == 0; });
}

asio::awaitable<Macs> TokenLine::compute(MacWork work) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer alarm(executor, state_->settings.deadline);
  const auto job = std::make_shared<Job>(std::move(work), executor);
  const Waiting waiting(*job, alarm);
  state_->push(job);

  boost::system::error_code rung;
  co_await alarm.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  if (!job->is_done) {
    state_->fails("no answer in time");
    throw Unavailable(Unavailable::What::token, "the token does not answer in time");
  }
  if (job->failure) std::rethrow_exception(job->failure);
  co_return std::move(job->outcome);
}

std::function<TokenLine::Compute()> computing_at(TokenAddress address) {
  return [token = token_at(std::move(address))] {
    // Shared: a function can be copied and a session cannot.
    auto session = std::make_shared<TokenSession>(token, TokenSession::For::computing);
    return [session](const MacWork& work) {
      Macs macs;
      for (const auto& id : work.key_ids) {
        auto& of_key = macs.emplace_back();
        for (const auto& message : work.messages) {
          of_key.push_back(session->mac(id, message.expose()));
        }
      }
      return macs;
    };
  };
}

}  // namespace sluis::crypto
