#pragma once

// Addresses of hosts, looked up by one thread for the whole process. The system's resolver blocks
// and cannot be cancelled, so nobody waits for it longer than he likes: addresses are kept, stale
// ones serve while they are looked up again, and a lookup that hangs is left to its thread.
//
// Every member may be called from any thread.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/ip_address.h"

namespace sluis::http {

class AddressCache {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /// Blocks. Empty where there are none.
  using Lookup = std::function<std::vector<IpAddress>(const std::string& host)>;

  struct Settings {
    Lookup lookup{};              // none: the system's
    std::function<Time()> now{};  // none: the steady clock
    std::size_t hosts = 256;
    std::chrono::seconds fresh{60};     // then they are looked up again, in the background
    std::chrono::seconds usable{3600};  // while lookups fail, an old address is better than none
    std::chrono::seconds negative{5};   // that long a failure is not tried again
  };

  AddressCache();
  explicit AddressCache(Settings settings);
  ~AddressCache();  // does not wait for a lookup that hangs
  AddressCache(const AddressCache&) = delete;
  AddressCache& operator=(const AddressCache&) = delete;

  /// Never empty, in the resolver's order of preference. Throws Unavailable: provider when there
  /// are none or none came by the deadline (of the steady clock), busy when too many hosts are
  /// waited for.
  boost::asio::awaitable<std::vector<IpAddress>> addresses_of(std::string host, Time deadline);

 private:
  struct State;
  struct Waiting;
  static boost::asio::awaitable<std::vector<IpAddress>> wait(std::shared_ptr<State> state,
                                                             std::string host, Time deadline);

  std::shared_ptr<State> state_;  // shared with the thread, which may be stuck when we go
};

}  // namespace sluis::http
