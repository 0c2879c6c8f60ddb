#include "tests/store/conformance_side.h"

#include "crypto/clock.h"
#include "store/redis_store.h"
#include "tests/crypto/fake_clock.h"
#include "tests/store/loop.h"
#include "tests/store/memory_store.h"
#include "tests/store/redis_server.h"

namespace sluis::tests {

namespace {

class MemorySide final : public Side {
 public:
  store::Store& first() override { return store_; }
  store::Store& second() override { return store_; }

  void finish(std::vector<boost::asio::awaitable<void>> at_once) override {
    for (auto& work : at_once) run_to_end(std::move(work));
  }

  std::vector<ListedName> names() override {
    std::vector<ListedName> listed;
    for (auto& [name, left] : store_.names()) listed.push_back({std::move(name), left});
    return listed;
  }

  crypto::TimePoint now() override { return clock_.now(); }

  void wait_until_gone(const std::string& name) override {
    clock_.advance(left(name));
    if (stands(name)) throw std::runtime_error("still there");
  }

 private:
  FakeClock clock_;
  MemoryStore store_{clock_};
};

class RedisSide final : public Side {
 public:
  store::Store& first() override { return first_; }
  store::Store& second() override { return second_; }

  void finish(std::vector<boost::asio::awaitable<void>> at_once) override {
    std::vector<std::future<void>> ends;
    for (auto& work : at_once) {
      ends.push_back(
          boost::asio::co_spawn(loop_.executor(), std::move(work), boost::asio::use_future));
    }
    for (std::future<void>& end : ends) {
      loop_.until([&end] { return end.wait_for(std::chrono::seconds(0)) == kReady; });
    }
    for (std::future<void>& end : ends) end.get();
  }

  std::vector<ListedName> names() override {
    std::vector<ListedName> listed;
    for (const store::Reply& name : ask({"KEYS", "*"}).elements) {
      const std::int64_t left = ask({"PTTL", name.text}).number;
      if (left == -2) continue;  // gone meanwhile
      listed.push_back({name.text, std::nullopt});
      if (left >= 0) listed.back().left = store::TimeToLive(left);
    }
    return listed;
  }

  crypto::TimePoint now() override { return clock_.now(); }

  void wait_until_gone(const std::string& name) override {
    loop_.until([this, &name] { return ask({"EXISTS", name}).number == 0; });
  }

 private:
  static constexpr auto kReady = std::future_status::ready;

  store::Reply ask(std::initializer_list<std::string_view> words) {
    store::Commands commands;
    commands.add(words);
    return loop_.run(raw_.send(std::move(commands))).at(0);
  }

  RedisServer server_;
  store::RedisSettings settings_ = server_.settings();
  crypto::SystemClock clock_;
  Loop loop_;
  store::RedisStore first_{loop_.executor(), settings_, clock_};
  store::RedisStore second_{loop_.executor(), settings_, clock_};
  store::RedisConnection raw_{loop_.executor(), settings_, {}};
};

}  // namespace

std::unique_ptr<Side> make_memory_side() { return std::make_unique<MemorySide>(); }
std::unique_ptr<Side> make_redis_side() { return std::make_unique<RedisSide>(); }

}  // namespace sluis::tests
