#include "http/address_cache.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "fault/unavailable.h"
#include "http/unreachable.h"

namespace sluis::http {

namespace {

namespace asio = boost::asio;
using Addresses = std::vector<IpAddress>;
using Time = AddressCache::Time;

Addresses system_lookup(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, ::freeaddrinfo);
  Addresses addresses;
  for (const auto* entry = found; entry != nullptr; entry = entry->ai_next) {
    asio::ip::tcp::endpoint endpoint;
    if (entry->ai_addrlen > endpoint.capacity()) continue;
    std::copy_n(reinterpret_cast<const char*>(entry->ai_addr), entry->ai_addrlen,
                reinterpret_cast<char*>(endpoint.data()));
    if (auto address = IpAddress::parse(endpoint.address().to_string())) {
      addresses.push_back(*address);
    }
  }
  return addresses;
}

/// Somebody who waits for a host, in his own event loop.
struct Waiter {
  explicit Waiter(asio::any_io_executor executor, Time deadline) : timer(executor, deadline) {}
  asio::steady_timer timer;  // touched by its own event loop only
};

struct Host {
  Addresses addresses{};
  Time found_at{};     // of the addresses
  Time next_lookup{};  // not before
  Time last_wanted{};
  bool is_queued = false;  // or being looked up
  std::vector<std::shared_ptr<Waiter>*> waiters{};
};

}  // namespace

struct AddressCache::State {
  explicit State(Settings its_settings) : settings(std::move(its_settings)) {
    if (!settings.lookup) settings.lookup = system_lookup;
    if (!settings.now) settings.now = [] { return std::chrono::steady_clock::now(); };
  }

  Settings settings;
  std::mutex guard;  // of all that follows
  std::condition_variable wake;
  std::map<std::string, Host> hosts;  // never more than the settings say
  std::deque<std::string> queue;      // each host at most once, so it is bounded too
  std::thread thread;
  bool is_stopping = false;
  bool is_looking_up = false;

  bool is_usable(const Host& host, Time now) const {
    return !host.addresses.empty() && now < host.found_at + settings.usable;
  }

  Host& entry_of(const std::string& name) {
    if (const auto found = hosts.find(name); found != hosts.end()) return found->second;
    if (hosts.size() >= settings.hosts) make_room();
    return hosts[name];
  }

  void make_room() {
    auto oldest = hosts.end();
    for (auto each = hosts.begin(); each != hosts.end(); ++each) {
      if (each->second.is_queued || !each->second.waiters.empty()) continue;
      const bool is_older =
          oldest == hosts.end() || each->second.last_wanted < oldest->second.last_wanted;
      if (is_older) oldest = each;
    }
    if (oldest == hosts.end()) {
      throw Unavailable(Unavailable::What::busy, "too many hosts are being looked up");
    }
    hosts.erase(oldest);
  }

  void look_up_if_due(const std::string& name, Host& host, Time now) {
    if (host.is_queued || now < host.next_lookup) return;
    host.is_queued = true;
    queue.push_back(name);
    wake.notify_one();
  }

  void take_result(Host& host, Addresses found) {
    const auto now = settings.now();
    host.is_queued = false;
    host.next_lookup = now + (found.empty() ? settings.negative : settings.fresh);
    if (!found.empty()) {
      host.addresses = std::move(found);
      host.found_at = now;
    }
    // Under the guard: one that leaves has to wait for us, so its event loop still stands. What is
    // posted may outlive it and holds nothing.
    for (auto* waiter : host.waiters) {
      asio::post((*waiter)->timer.get_executor(), [weak = std::weak_ptr<Waiter>(*waiter)] {
        if (const auto still_there = weak.lock()) still_there->timer.expires_at(Time::min());
      });
    }
    host.waiters.clear();
  }

  void run() {
    std::unique_lock lock(guard);
    while (true) {
      wake.wait(lock, [this] { return is_stopping || !queue.empty(); });
      if (is_stopping) return;
      const auto name = std::move(queue.front());
      queue.pop_front();
      is_looking_up = true;
      lock.unlock();
      auto found = settings.lookup(name);
      lock.lock();
      is_looking_up = false;
      take_result(hosts.at(name), std::move(found));  // what is queued is not dropped
    }
  }
};

/// Leaves the list of its host when the one who waits goes, however he goes.
struct AddressCache::Waiting {
  Waiting(std::shared_ptr<State> its_state, std::string its_name,
          std::shared_ptr<Waiter> its_waiter)
      : state(std::move(its_state)), name(std::move(its_name)), waiter(std::move(its_waiter)) {}
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() {
    const std::lock_guard lock(state->guard);
    const auto host = state->hosts.find(name);
    if (host != state->hosts.end()) std::erase(host->second.waiters, &waiter);
  }

  /// Nothing when the answer is still to come; then it will be told.
  std::optional<Addresses> ask() {
    const std::lock_guard lock(state->guard);
    const auto now = state->settings.now();
    auto& host = state->entry_of(name);
    host.last_wanted = now;
    state->look_up_if_due(name, host, now);
    if (state->is_usable(host, now)) return host.addresses;
    if (!host.is_queued) return Addresses{};  // failed a moment ago
    host.waiters.push_back(&waiter);
    return std::nullopt;
  }

  Addresses result() const {
    const std::lock_guard lock(state->guard);
    const auto host = state->hosts.find(name);
    if (host == state->hosts.end()) return {};
    return state->is_usable(host->second, state->settings.now()) ? host->second.addresses
                                                                 : Addresses{};
  }

  std::shared_ptr<State> state;
  std::string name;
  std::shared_ptr<Waiter> waiter;  // shared with the word that wakes it
};

AddressCache::AddressCache() : AddressCache(Settings{}) {}

AddressCache::AddressCache(Settings settings)
    : state_(std::make_shared<State>(std::move(settings))) {
  state_->thread = std::thread([state = state_] { state->run(); });
}

AddressCache::~AddressCache() {
  std::unique_lock lock(state_->guard);
  state_->is_stopping = true;
  state_->wake.notify_one();
  const bool may_hang = state_->is_looking_up;
  lock.unlock();
  // A name server's silence can last half a minute. The thread keeps the state alive and ends after
  // its lookup.
  if (may_hang) {
    state_->thread.detach();
  } else {
    state_->thread.join();
  }
}

asio::awaitable<Addresses> AddressCache::addresses_of(std::string host, Time deadline) {
  return wait(state_, std::move(host), deadline);
}

asio::awaitable<Addresses> AddressCache::wait(std::shared_ptr<State> state, std::string host,
                                              Time deadline) {
  auto waiter = std::make_shared<Waiter>(co_await asio::this_coro::executor, deadline);
  Waiting waiting(std::move(state), std::move(host), std::move(waiter));
  auto addresses = waiting.ask();
  if (!addresses) {
    co_await waiting.waiter->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    addresses = waiting.result();
  }
  if (addresses->empty()) {
    throw Unreachable(Unreachable::Stage::name, "no address for the provider's host");
  }
  co_return std::move(*addresses);
}

}  // namespace sluis::http
