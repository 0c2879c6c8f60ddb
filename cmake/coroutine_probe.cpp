// Runs the co_await expressions that g++ 12.2 gets wrong and counts constructions against
// destructions. Exit code 0: every object was destroyed exactly once. With an argument only the
// case of that name.

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <coroutine>
#include <cstdio>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

namespace {

std::set<const void*> alive;
int mistakes = 0;

struct Tracked {
  Tracked() { alive.insert(this); }
  Tracked(const Tracked&) { alive.insert(this); }
  Tracked(Tracked&&) noexcept { alive.insert(this); }
  Tracked& operator=(const Tracked&) = default;
  ~Tracked() {
    if (alive.erase(this) != 1) ++mistakes;
  }
};

struct Task {
  struct promise_type {
    std::coroutine_handle<> caller;
    Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    struct Final {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept {
        auto next = self.promise().caller;
        return next ? next : std::noop_coroutine();
      }
      void await_resume() noexcept {}
    };
    Final final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { ++mistakes; }
  };
  std::coroutine_handle<promise_type> handle;
  Task(std::coroutine_handle<promise_type> given) : handle(given) {}
  Task(Task&& other) noexcept : handle(std::exchange(other.handle, {})) {}
  ~Task() {
    if (handle) handle.destroy();
  }
  bool await_ready() { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) {
    handle.promise().caller = caller;
    return handle;
  }
  void await_resume() {}
};

struct Aggregate {
  Tracked tracked;
  int number;
};

template <typename F>
Task call(F function) {
  function();
  co_return;
}
Task call_erased(std::function<void()> function) {
  function();
  co_return;
}
Task by_value(Aggregate aggregate) {
  if (aggregate.number != 1) ++mistakes;
  co_return;
}
Task by_reference(const Aggregate& aggregate) {
  if (!alive.contains(&aggregate.tracked)) ++mistakes;
  co_return;
}
// Each case holds one expression. `tracked` is copied into the temporary that goes wrong.

Task lambda() {
  Tracked tracked;
  co_await call([tracked] { (void)tracked; });
}
Task erased_lambda() {
  Tracked tracked;
  co_await call_erased([tracked] { (void)tracked; });
}
Task aggregate_in_braces() {
  Tracked tracked;
  co_await by_value({tracked, 1});
}
Task aggregate_by_name() {
  Tracked tracked;
  co_await by_value(Aggregate{.tracked = tracked, .number = 1});
}
Task aggregate_by_reference() {
  Tracked tracked;
  co_await by_reference(Aggregate{tracked, 1});
}
Task named_lambda() {
  Tracked tracked;
  auto named = [tracked]() -> Task { co_return; };
  co_await named();
}

// The same in the expressions of Asio.

namespace asio = boost::asio;

asio::awaitable<void> spawned_lambda(asio::io_context& context) {
  Tracked tracked;
  co_await asio::co_spawn(
      context,
      [tracked]() -> asio::awaitable<void> {
        (void)tracked;
        co_return;
      },
      asio::use_awaitable);
}
asio::awaitable<void> initiating_lambda(asio::io_context& context) {
  Tracked tracked;
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [tracked, &context](auto handler) {
        (void)tracked;
        asio::post(context, std::move(handler));
      },
      asio::use_awaitable);
}

template <Task (*expression)()>
void run() {
  Task task = expression();
  task.handle.resume();
  if (!task.handle.done()) ++mistakes;
}

template <asio::awaitable<void> (*expression)(asio::io_context&)>
void run_in_asio() {
  asio::io_context context;
  bool is_done = false;
  asio::co_spawn(context, expression(context), [&](std::exception_ptr failure) {
    if (failure) ++mistakes;
    is_done = true;
  });
  context.run();
  if (!is_done) ++mistakes;
}

struct Case {
  std::string_view name;
  void (*run)();
};

constexpr Case kCases[] = {
    {"lambda", run<lambda>},
    {"erased_lambda", run<erased_lambda>},
    {"aggregate_in_braces", run<aggregate_in_braces>},
    {"aggregate_by_name", run<aggregate_by_name>},
    {"aggregate_by_reference", run<aggregate_by_reference>},
    {"spawned_lambda", run_in_asio<spawned_lambda>},
    {"initiating_lambda", run_in_asio<initiating_lambda>},
    {"named_lambda", run<named_lambda>},
};

}  // namespace

int main(int count, char** words) {
  int runs = 0;
  for (const Case& each : kCases) {
    if (count > 1 && each.name != words[1]) continue;
    ++runs;
    each.run();
  }
  std::printf("%d cases, %d wrong destructions, %zu objects never destroyed\n", runs, mistakes,
              alive.size());
  return runs > 0 && mistakes == 0 && alive.empty() ? 0 : 1;
}
