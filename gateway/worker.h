#pragma once

// One worker: a thread with its own event loop, store connection and listeners (SO_REUSEPORT).
// Nothing in it is shared with another worker, so nothing in it needs a lock.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "http/address_cache.h"
#include "http/server.h"
#include "parts.h"
#include "store/redis_store.h"

namespace sluis {

struct WorkerSettings {
  // Of the start: addresses and Redis do not change by a reload.
  std::shared_ptr<const Config> config;
  const crypto::Clock& clock;
  crypto::Random& random;
  crypto::Pool& pool;
  upstream::Mailer& mailer;
  Journal journal;
  Audit audit = [](const AuditEntry&) {};
  AuditFirst audit_first = keep_no_audit;
  crypto::TokenLine* token = nullptr;
  std::size_t limit_connections;
  std::shared_ptr<http::AddressCache> addresses;  // of providers; one thread looks them up for all
  std::function<void(const http::Answered&)> on_answered;
  std::shared_ptr<http::TlsServerContext> tls;  // shared by all workers
};

class Worker {
 public:
  explicit Worker(WorkerSettings settings);
  ~Worker();

  /// Before `start`. Throws std::runtime_error when an address cannot be bound.
  void listen(std::shared_ptr<const Reading> reading);
  void start();

  /// From another thread: requests that begin after this are answered by the new reading.
  void use(std::shared_ptr<const Reading> reading);
  /// From another thread: finishes what is in flight, then ends the loop. `join` waits for that.
  void stop(std::chrono::seconds patience);
  void join();
  bool is_running() const { return is_running_.load(); }

  const http::Server& server() const { return *server_; }  // its numbers are for any thread
  const store::RedisStatistics& store_statistics() const { return store_->statistics(); }
  std::uint64_t store_copies_missed() const { return store_->copies_missed(); }

 private:
  http::ClientSettings outbound() const;
  std::shared_ptr<const Parts> parts_of(std::shared_ptr<const Reading> reading);
  boost::asio::awaitable<http::Response> handle(const http::Request& request);

  WorkerSettings settings_;
  boost::asio::io_context context_{1};
  std::unique_ptr<store::RedisStore> store_;
  std::unique_ptr<http::Client> client_;
  std::shared_ptr<const Parts> parts_;  // shared: a request keeps the parts that it began with
  std::unique_ptr<http::Server> server_;
  /// Wipes what people left in memory, a moment after they were here.
  class Tidying;
  std::unique_ptr<Tidying> tidying_;
  std::atomic<bool> is_running_{false};
  std::thread thread_;
};

}  // namespace sluis
