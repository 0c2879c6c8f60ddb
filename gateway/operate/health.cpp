#include "operate/health.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "fault/unavailable.h"

namespace sluis::operate {

namespace {

namespace asio = boost::asio;

using Reason = std::optional<std::string>;

// One check and the clock it runs against. The timer is moved to the past when the check has ended.
struct Run {
  Run(asio::any_io_executor executor, std::chrono::milliseconds deadline)
      : timer(executor, deadline) {}

  asio::steady_timer timer;
  bool has_ended = false;
  Reason reason;
};

asio::awaitable<Reason> run_check(std::shared_ptr<const std::vector<Check>> checks,
                                  std::size_t index) {
  co_return co_await checks->at(index).run();
}

// The text of Unavailable is ours; that of any other exception may not be, and is not shown.
Reason reason_of(std::exception_ptr failed) {
  try {
    std::rethrow_exception(failed);
  } catch (const Unavailable& unavailable) {
    return unavailable.what();
  } catch (...) {
    return "the check failed";
  }
}

void end_run(Run& run, std::exception_ptr failed, Reason reason) {
  run.has_ended = true;
  run.reason = failed ? reason_of(failed) : std::move(reason);
  run.timer.cancel();
}

asio::awaitable<Reason> wait_for(std::shared_ptr<Run> run) {
  boost::system::error_code cancelled;  // by end_run: the good case
  if (!run->has_ended) {
    co_await run->timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
  if (!run->has_ended) co_return "no answer in time";
  co_return run->reason;
}

}  // namespace

Health::Health(std::vector<Check> checks, std::chrono::milliseconds deadline)
    : checks_(std::make_shared<const std::vector<Check>>(std::move(checks))), deadline_(deadline) {}

asio::awaitable<http::Response> Health::live() const {
  co_return http::json_text(200, "{\"live\":true}\n");
}

asio::awaitable<http::Response> Health::ready() const {
  const auto checks = checks_;
  const auto executor = co_await asio::this_coro::executor;

  std::vector<std::shared_ptr<Run>> runs;  // shared with the check, which may end after us
  for (std::size_t index = 0; index < checks->size(); ++index) {
    auto run = std::make_shared<Run>(executor, deadline_);
    runs.push_back(run);
    auto on_end = [run](std::exception_ptr failed, Reason reason) {
      end_run(*run, failed, std::move(reason));
    };
    asio::co_spawn(executor, run_check(checks, index), std::move(on_end));
  }

  boost::json::array reasons;
  for (std::size_t index = 0; index < runs.size(); ++index) {
    const Reason reason = co_await wait_for(runs[index]);
    if (reason) reasons.emplace_back(fmt::format("{}: {}", checks->at(index).name, *reason));
  }
  const bool is_ready = reasons.empty();
  const boost::json::object answer{{"ready", is_ready}, {"reasons", std::move(reasons)}};
  co_return http::json_text(is_ready ? 200 : 503, boost::json::serialize(answer) + "\n");
}

Reason clock_apart(crypto::TimePoint ours, crypto::TimePoint the_stores) {
  const auto apart = ours - the_stores;
  if (std::chrono::abs(apart) <= crypto::kClocksMayDiffer) return std::nullopt;
  return fmt::format("this node's clock is {} s {} the store's",
                     std::chrono::ceil<std::chrono::seconds>(std::chrono::abs(apart)).count(),
                     apart.count() > 0 ? "ahead of" : "behind");
}

}  // namespace sluis::operate
