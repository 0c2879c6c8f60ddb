#pragma once

// Connections to many origins: the ones in use are counted, the idle ones are kept for a while.
// Knows nothing of sockets. Used from one thread.

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fault/unavailable.h"

namespace sluis::http {

/// `Connection` is whatever closes itself when it is destroyed.
template <typename Connection>
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool<Connection>> {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Limits {
    std::size_t kept_per_origin;  // idle ones
    std::size_t used_per_origin;
    std::size_t all;  // idle or in use
  };

  explicit ConnectionPool(Limits limits) : limits_(limits) {}

  /// A place among the connections in use; given back when it is destroyed. Shares the pool: a
  /// request may outlive the client that it was sent by.
  class Lease {
   public:
    Lease(std::shared_ptr<ConnectionPool> pool, std::string origin,
          std::unique_ptr<Connection> kept)
        : pool_(std::move(pool)),
          origin_(std::move(origin)),
          is_kept_(kept != nullptr),
          connection_(std::move(kept)) {
      ++pool_->leased_;
      ++pool_->used_[origin_];
    }
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (pool_) pool_->give_back(origin_);
    }

    bool is_kept() const { return is_kept_; }  // was idle before
    Connection& connection() { return *connection_; }
    /// Instead of the kept one, which closes.
    void renew(std::unique_ptr<Connection> fresh) {
      connection_ = std::move(fresh);
      is_kept_ = false;
    }
    /// The connection goes among the idle ones, until then.
    void keep(Time until) { pool_->keep(origin_, std::move(connection_), until); }

   private:
    std::shared_ptr<ConnectionPool> pool_;
    std::string origin_;
    bool is_kept_;
    std::unique_ptr<Connection> connection_;
  };

  /// The origin's youngest idle connection, or an empty place. When all places are taken, an idle
  /// connection of another origin makes room; when there is none, throws Unavailable (busy). When
  /// the origin's own are taken, it is the origin that is slow: throws Unavailable (provider).
  Lease lease(const std::string& origin, Time now) {
    drop_expired(now);
    const auto used = used_.find(origin);
    if (used != used_.end() && used->second >= limits_.used_per_origin) {
      throw Unavailable(Unavailable::What::provider, "too many wait for this provider");
    }
    auto kept = take(origin);
    if (!kept && leased_ + idle() >= limits_.all && !drop_oldest()) {
      throw Unavailable(Unavailable::What::busy, "too many connections to providers");
    }
    return Lease(this->shared_from_this(), origin, std::move(kept));
  }

  std::size_t idle() const {
    std::size_t count = 0;
    for (const auto& [origin, idle_ones] : idle_) count += idle_ones.size();
    return count;
  }

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    Time until;
  };

  void give_back(const std::string& origin) {
    --leased_;
    const auto used = used_.find(origin);
    if (--used->second == 0) used_.erase(used);
  }

  void keep(const std::string& origin, std::unique_ptr<Connection> connection, Time until) {
    auto& idle_ones = idle_[origin];
    if (idle_ones.size() < limits_.kept_per_origin) {
      idle_ones.push_back({.connection = std::move(connection), .until = until});
    }
    drop_empty();
  }

  std::unique_ptr<Connection> take(const std::string& origin) {
    const auto found = idle_.find(origin);
    if (found == idle_.end()) return nullptr;
    auto connection = std::move(found->second.back().connection);
    found->second.pop_back();
    drop_empty();
    return connection;
  }

  void drop_expired(Time now) {
    for (auto& [origin, idle_ones] : idle_) {
      std::erase_if(idle_ones, [&](const Idle& one) { return one.until <= now; });
    }
    drop_empty();
  }

  bool drop_oldest() {
    if (idle_.empty()) return false;
    auto& idle_ones = idle_.begin()->second;
    idle_ones.erase(idle_ones.begin());
    drop_empty();
    return true;
  }

  void drop_empty() {
    std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
  }

  const Limits limits_;
  std::size_t leased_ = 0;
  std::map<std::string, std::size_t> used_;        // by origin; none is 0
  std::map<std::string, std::vector<Idle>> idle_;  // none is empty; the youngest last
};

}  // namespace sluis::http
