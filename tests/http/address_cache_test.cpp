#include "http/address_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <mutex>

#include "fault/unavailable.h"

namespace sluis::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Addresses = std::vector<IpAddress>;

/// Name servers of the test's own: they answer when they are told to.
class NameServer {
 public:
  AddressCache::Settings settings() {
    AddressCache::Settings settings;
    settings.lookup = [state = state_](const std::string&) {
      std::unique_lock lock(state->guard);
      ++state->lookups;
      state->changed.notify_all();
      state->changed.wait(lock, [&] { return !state->is_silent; });
      return state->answer;
    };
    settings.now = [state = state_] { return state->now.load(); };
    return settings;
  }

  void answer(const char* address) {
    const std::lock_guard lock(state_->guard);
    state_->answer.clear();
    if (address != nullptr) state_->answer.push_back(IpAddress::parse(address).value());
    state_->is_silent = false;
    state_->changed.notify_all();
  }
  void fall_silent() {
    const std::lock_guard lock(state_->guard);
    state_->is_silent = true;
  }
  void wait_for_lookups(int count) {
    std::unique_lock lock(state_->guard);
    state_->changed.wait(lock, [&] { return state_->lookups >= count; });
  }
  int lookups() const {
    const std::lock_guard lock(state_->guard);
    return state_->lookups;
  }
  void pass(seconds time) { state_->now = state_->now.load() + time; }

 private:
  // Shared with a lookup that may outlive the test.
  struct State {
    std::mutex guard;
    std::condition_variable changed;
    bool is_silent = false;
    int lookups = 0;
    Addresses answer{};
    std::atomic<AddressCache::Time> now{AddressCache::Time(std::chrono::hours{1})};
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

Addresses ask(AddressCache& cache, const std::string& host,
              milliseconds patience = std::chrono::seconds{10}) {
  boost::asio::io_context context{1};
  const auto deadline = std::chrono::steady_clock::now() + patience;
  auto found =
      boost::asio::co_spawn(context, cache.addresses_of(host, deadline), boost::asio::use_future);
  context.run();
  return found.get();
}

Addresses only(const char* address) { return {IpAddress::parse(address).value()}; }

/// Asks until the answer that the background lookup found is there.
bool becomes(AddressCache& cache, const char* address) {
  const auto end = std::chrono::steady_clock::now() + seconds{10};
  while (std::chrono::steady_clock::now() < end) {
    if (ask(cache, "provider.test") == only(address)) return true;
    std::this_thread::yield();
  }
  return false;
}

TEST(AddressCache_Toolchain8, AsksTheSystemForAName) {
  AddressCache cache;

  const auto addresses = ask(cache, "localhost");

  ASSERT_FALSE(addresses.empty());
  for (const auto& address : addresses) EXPECT_TRUE(address.is_loopback());
}

TEST(AddressCache_Toolchain8, KeepsAnAddressForAMinute) {
  NameServer names;
  names.answer("9.9.9.9");
  AddressCache cache(names.settings());

  ask(cache, "provider.test");
  names.pass(seconds{59});

  EXPECT_EQ(ask(cache, "provider.test"), only("9.9.9.9"));
  EXPECT_EQ(names.lookups(), 1);
}

TEST(AddressCache_Toolchain8, GivesAStaleAddressWhileItIsLookedUpAgain) {
  NameServer names;
  names.answer("9.9.9.9");
  AddressCache cache(names.settings());
  ask(cache, "provider.test");

  names.fall_silent();
  names.pass(seconds{61});
  const auto stale = ask(cache, "provider.test");
  names.wait_for_lookups(2);
  names.answer("8.8.8.8");

  EXPECT_EQ(stale, only("9.9.9.9"));
  EXPECT_TRUE(becomes(cache, "8.8.8.8"));
}

TEST(AddressCache_Toolchain8, KeepsAnOldAddressWhileLookupsFail) {
  NameServer names;
  names.answer("9.9.9.9");
  AddressCache cache(names.settings());
  ask(cache, "provider.test");

  names.answer(nullptr);
  names.pass(seconds{61});
  ask(cache, "provider.test");
  names.wait_for_lookups(2);

  EXPECT_EQ(ask(cache, "provider.test"), only("9.9.9.9"));
}

TEST(AddressCache_Toolchain8, ForgetsAnAddressAfterAnHour) {
  NameServer names;
  names.answer("9.9.9.9");
  AddressCache cache(names.settings());
  ask(cache, "provider.test");

  names.answer(nullptr);
  names.pass(seconds{3600});

  EXPECT_THROW(ask(cache, "provider.test"), Unavailable);
}

TEST(AddressCache_Toolchain8, RemembersAFailureForFiveSeconds) {
  NameServer names;
  names.answer(nullptr);
  AddressCache cache(names.settings());

  EXPECT_THROW(ask(cache, "provider.test"), Unavailable);
  names.answer("9.9.9.9");
  names.pass(seconds{4});
  EXPECT_THROW(ask(cache, "provider.test"), Unavailable);
  names.pass(seconds{1});
  EXPECT_EQ(ask(cache, "provider.test"), only("9.9.9.9"));
}

TEST(AddressCache_Toolchain8, WaitsNoLongerThanTheDeadline) {
  NameServer names;
  names.fall_silent();
  AddressCache cache(names.settings());

  EXPECT_THROW(ask(cache, "provider.test", milliseconds{50}), Unavailable);
  names.answer("9.9.9.9");
}

TEST(AddressCache_Toolchain8, LooksUpOnceForManyWhoWait) {
  NameServer names;
  names.fall_silent();
  AddressCache cache(names.settings());

  auto one = std::async(std::launch::async, [&] { return ask(cache, "provider.test"); });
  auto other = std::async(std::launch::async, [&] { return ask(cache, "provider.test"); });
  names.wait_for_lookups(1);
  names.answer("9.9.9.9");

  EXPECT_EQ(one.get(), only("9.9.9.9"));
  EXPECT_EQ(other.get(), only("9.9.9.9"));
  EXPECT_EQ(names.lookups(), 1);
}

TEST(AddressCache_Toolchain8, ForgetsTheHostThatWasWantedLongestAgo) {
  NameServer names;
  names.answer("9.9.9.9");
  auto settings = names.settings();
  settings.hosts = 2;
  AddressCache cache(std::move(settings));
  for (const auto* host : {"one.test", "two.test", "three.test"}) {
    ask(cache, host);
    names.pass(seconds{1});
  }

  ask(cache, "two.test");
  EXPECT_EQ(names.lookups(), 3);
  ask(cache, "one.test");
  EXPECT_EQ(names.lookups(), 4);
}

TEST(AddressCache_Toolchain8, IsBusyWhenAllItsHostsAreWaitedFor) {
  NameServer names;
  names.fall_silent();
  auto settings = names.settings();
  settings.hosts = 1;
  AddressCache cache(std::move(settings));
  EXPECT_THROW(ask(cache, "one.test", milliseconds{10}), Unavailable);

  try {
    ask(cache, "two.test");
    FAIL() << "a second host was taken";
  } catch (const Unavailable& unavailable) {
    EXPECT_EQ(unavailable.what_is(), Unavailable::What::busy);
  }
  names.answer("9.9.9.9");
}

TEST(AddressCache_Toolchain8, CanGoWhileALookupHangs) {
  NameServer names;
  names.fall_silent();
  {
    AddressCache cache(names.settings());
    EXPECT_THROW(ask(cache, "provider.test", milliseconds{10}), Unavailable);
    names.wait_for_lookups(1);
  }

  names.answer("9.9.9.9");
}

TEST(AddressCache_Toolchain8, LetsAnEventLoopGoThatStillWaits) {
  NameServer names;
  names.fall_silent();
  AddressCache cache(names.settings());
  {
    boost::asio::io_context context{1};
    const auto deadline = std::chrono::steady_clock::now() + seconds{10};
    auto never = boost::asio::co_spawn(context, cache.addresses_of("provider.test", deadline),
                                       boost::asio::use_future);
    context.poll();
  }

  names.answer("9.9.9.9");

  EXPECT_EQ(ask(cache, "provider.test"), only("9.9.9.9"));
}

}  // namespace
}  // namespace sluis::http
