// Runs the co_await expressions that g++ 12.2 gets wrong and counts constructions against destructions.
// Exit code 0: every object was destroyed exactly once.

#include <coroutine>
#include <cstdio>
#include <functional>
#include <set>
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
Task coroutine_lambda() {
  Tracked tracked;
  auto named = [tracked]() -> Task { co_return; };
  co_await named();
}

Task all_cases() {
  Tracked tracked;
  co_await call([tracked] { (void)tracked; });
  co_await call_erased([tracked] { (void)tracked; });
  co_await by_value({tracked, 1});
  co_await by_value(Aggregate{.tracked = tracked, .number = 1});
  co_await by_reference(Aggregate{tracked, 1});
  co_await coroutine_lambda();
}

}  // namespace

int main() {
  {
    Task task = all_cases();
    task.handle.resume();
    if (!task.handle.done()) ++mistakes;
  }
  std::printf("%d wrong destructions, %zu objects never destroyed", mistakes, alive.size());
  return mistakes == 0 && alive.empty() ? 0 : 1;
}
