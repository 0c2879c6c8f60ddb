#include "worker.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <utility>

#include "crypto/leftovers.h"

namespace sluis {

namespace {

// One network's people, however many, do with a quarter: a browser's idle connections give way.
constexpr std::size_t kNetworksThatFillIt = 4;

// Long for a request, short for whoever steals a dump.
constexpr std::chrono::seconds kRest{1};

// What the coroutine of a stop leaves behind is a broken invariant: the process ends and is started
// again.
void must_not_fail(std::exception_ptr failed) {
  if (failed) std::terminate();
}

}  // namespace

class Worker::Tidying {
 public:
  explicit Tidying(boost::asio::io_context& context) : rest_(context) {}

  /// Once for all who come in the meantime.
  void begin_soon() {
    if (std::exchange(is_planned_, true)) return;
    rest_.expires_after(kRest);
    rest_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      is_planned_ = false;
      crypto::wipe_leftovers();
    });
  }

 private:
  boost::asio::steady_timer rest_;
  bool is_planned_ = false;
};

Worker::Worker(WorkerSettings settings)
    : settings_(std::move(settings)), tidying_(std::make_unique<Tidying>(context_)) {
  store_ = std::make_unique<store::RedisStore>(context_.get_executor(), settings_.config->redis,
                                               settings_.clock, settings_.journal);
  client_ = http::make_client(context_.get_executor(), outbound());
}

Worker::~Worker() { join(); }

http::ClientSettings Worker::outbound() const {
  auto outbound = settings_.config->outbound;
  outbound.addresses = settings_.addresses;
  return outbound;
}

boost::asio::awaitable<http::Response> Worker::handle(const http::Request& request) {
  const auto parts = parts_;
  auto response = co_await parts->routes().handle(request);
  tidying_->begin_soon();
  co_return response;
}

std::shared_ptr<const Parts> Worker::parts_of(std::shared_ptr<const Reading> reading) {
  return std::make_shared<const Parts>(std::move(reading),
                                       Surroundings{.store = *store_,
                                                    .clock = settings_.clock,
                                                    .random = settings_.random,
                                                    .pool = settings_.pool,
                                                    .mailer = settings_.mailer,
                                                    .client = *client_,
                                                    .journal = settings_.journal,
                                                    .audit = settings_.audit,
                                                    .audit_first = settings_.audit_first,
                                                    .token = settings_.token});
}

void Worker::listen(std::shared_ptr<const Reading> reading) {
  parts_ = parts_of(std::move(reading));
  const auto& config = *settings_.config;
  http::ServerParts parts{
      .handler = [this](const http::Request& request) { return handle(request); },
      .body_bytes =
          [this](const http::Request& request) { return parts_->routes().body_bytes(request); },
      .too_large =
          [this](const http::Request& request) { return parts_->routes().too_large(request); },
      .on_answered = settings_.on_answered,
      .trusted_proxies = config.trusted_proxies,
      .tls = settings_.tls,
      .redirect_to = config.is_laboratory ? std::string() : config.issuer,
      .limits = {.connections = settings_.limit_connections,
                 .connections_per_network = settings_.limit_connections / kNetworksThatFillIt}};
  server_ = std::make_unique<http::Server>(context_, std::move(parts));
  for (const auto& listener : config.listen) server_->listen(listener);
}

void Worker::start() {
  is_running_ = true;
  thread_ = std::thread([this] {
    context_.run();
    is_running_ = false;
  });
}

void Worker::use(std::shared_ptr<const Reading> reading) {
  auto next = parts_of(std::move(reading));
  boost::asio::post(context_, [this, next = std::move(next)] { parts_ = next; });
}

void Worker::stop(std::chrono::seconds patience) {
  boost::asio::post(context_, [this, patience] {
    boost::asio::co_spawn(context_, server_->stop(patience), [this](std::exception_ptr failed) {
      must_not_fail(failed);
      context_.stop();
    });
  });
}

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace sluis
