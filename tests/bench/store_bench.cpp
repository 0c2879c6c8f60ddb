// What an operation of the store costs this process in CPU, and how many go through one connection.
// Prints; judges nothing. Starts a Redis of its own.

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "store/redis_store.h"
#include "tests/store/loop.h"
#include "tests/store/redis_server.h"

namespace {

using namespace std::chrono_literals;
using namespace sluis;
using store::Operation;

constexpr int kOperations = 100'000;

double cpu_microseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

boost::asio::awaitable<void> ask(store::Store& store, Operation operation, int times) {
  for (int time = 0; time < times; ++time) {
    std::vector<Operation> operations(1, operation);
    co_await store.run(std::move(operations));
  }
}

void measure(tests::Loop& loop, store::Store& store, const char* name, const Operation& operation,
             int at_once) {
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = cpu_microseconds();
  std::vector<std::future<void>> ends;
  for (int asker = 0; asker < at_once; ++asker) {
    ends.push_back(boost::asio::co_spawn(
        loop.executor(), ask(store, operation, kOperations / at_once), boost::asio::use_future));
  }
  for (auto& end : ends) {
    loop.until([&end] { return end.wait_for(0s) == std::future_status::ready; });
    end.get();
  }
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  std::printf("%-12s %5d at once  %6.2f us CPU  %8.0f per second\n", name, at_once,
              (cpu_microseconds() - cpu_start) / kOperations, kOperations / wall.count());
}

}  // namespace

int main() {
  tests::RedisServer server;
  const store::RedisSettings settings = server.settings();
  crypto::SystemClock clock;
  tests::Loop loop;
  store::RedisStore redis(loop.executor(), settings, clock);
  loop.run(redis.check());
  const std::string record(256, 'x');
  loop.run(redis.put({"name", record, 1h}));
  for (const int at_once : {1, 50, 1000}) {
    measure(loop, redis, "get", store::Get{"name"}, at_once);
    measure(loop, redis, "put", store::Put{"name", record, 1h}, at_once);
    measure(loop, redis, "count", store::Count{"count", 1h}, at_once);
    measure(loop, redis, "find_or_add", store::FindOrAdd{{"a", "b"}, record, 1h, 1}, at_once);
  }
  return 0;
}
