#include "serve.h"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdio>
#include <future>
#include <iostream>
#include <memory>
#include <system_error>
#include <utility>

#include "audit_trail.h"
#include "file_edition.h"
#include "known_issuers.h"
#include "node_pulse.h"
#include "operate/access_log.h"
#include "operate/health.h"
#include "operate/journal.h"
#include "operate/metrics.h"
#include "operate/routes.h"
#include "process_limits.h"
#include "returned_memory.h"
#include "ring_fitness.h"
#include "token_fitness.h"
#include "upkeep.h"
#include "watches.h"
#include "worker.h"

namespace sluis {

namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kStopPatience{25};
constexpr std::chrono::milliseconds kStopPoll{20};
constexpr std::chrono::seconds kCertificateCheck{60};
constexpr std::chrono::seconds kRingCheck{10};
// sysexits.h: EX_CONFIG. The unit does not start again after it: a token locks after a few.
constexpr int kPinRefused = 78;

void complain(const std::string& text) { std::cerr << "sluis: " << text << '\n' << std::flush; }

ReadConfig read_good_config(const std::filesystem::path& file) {
  auto read = read_config(file);
  if (!read.mistakes.empty()) {
    operate::print_mistakes(read.mistakes, operate::Format::text, std::cerr);
  }
  if (!read.is_good()) throw std::runtime_error("the configuration has mistakes");
  return read;
}

std::shared_ptr<const Reading> reading_of(Config config, crypto::TimePoint now) {
  auto ring = ring_in_use(config, now);
  return std::make_shared<const Reading>(std::move(config), std::move(ring));
}

AuditedState audited(const Reading& reading) {
  return {.allowlist = reading.config->allowlist->fingerprint(), .ring = reading.keyring.serial()};
}

/// Of the control thread: what it cannot do any more, a fresh process can.
void must_not_fail(std::exception_ptr failed) {
  if (failed) std::terminate();
}

/// The whole process while it serves.
class Gateway {
 public:
  explicit Gateway(std::filesystem::path config_file);

  int run();

 private:
  void connect_store();
  void run_until_done(awaitable<void> work);
  awaitable<void> require_ring_of_today();
  void open_operator_listener();
  awaitable<std::optional<std::string>> why_not_ready();
  awaitable<void> obey_signals();
  awaitable<void> watch_certificate();
  awaitable<void> watch_ring();
  awaitable<void> keep_up();
  std::string audit_head() const;
  void remember_issuers();
  void reload();
  void reload_ring();
  void use(std::shared_ptr<const Reading> next);
  awaitable<void> stop();

  const std::filesystem::path config_file_;
  const crypto::SystemClock clock_;
  crypto::SystemRandom random_;
  boost::asio::io_context control_{1};
  operate::EventLog event_log_{std::cerr, clock_};
  Journal journal_ = [](const Event&) {};  // until `metrics_` is there
  std::unique_ptr<operate::Metrics> metrics_;
  std::unique_ptr<AuditTrail> audit_;
  std::unique_ptr<operate::AccessLog> access_log_;
  crypto::Pool pool_;
  std::unique_ptr<crypto::TokenLine> token_;  // null: every key is in the ring's file
  std::unique_ptr<upstream::Mailer> mailer_;
  std::shared_ptr<const Reading>
      current_;  // the newest that was accepted; requests hold on to theirs
  std::shared_ptr<const Config>
      start_;  // addresses, Redis, mail and the operator's listener stay what they were
  std::unique_ptr<web::Pages> operator_pages_;
  std::unique_ptr<store::RedisStore> store_;  // of the control thread: health and the start
  std::unique_ptr<NodePulse> pulse_;
  std::unique_ptr<Upkeep> upkeep_;
  std::shared_ptr<http::TlsServerContext> tls_;  // shared with the workers' servers
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<operate::Health> health_;
  std::unique_ptr<http::Server> operator_server_;
  boost::asio::signal_set signals_{control_, SIGHUP, SIGTERM, SIGINT};
  bool is_stopping_ = false;
  FileEdition keys_seen_;  // ring and passphrase, when they were last read
};

std::size_t core_count() { return std::max<std::size_t>(1, std::thread::hardware_concurrency()); }

Gateway::Gateway(std::filesystem::path config_file)
    : config_file_(std::move(config_file)), pool_(core_count(), 256) {
  auto read = read_good_config(config_file_);
  mailer_ =
      make_mailer(read.config, [this](const Event& event) { journal_(event); }, clock_, random_);
  keys_seen_ = FileEdition::of({read.config.keys.ring, read.config.keys.passphrase});
  current_ = reading_of(std::move(read.config), clock_.now());
  start_ = current_->config;
  const auto& config = *start_;
  token_ = line_to_token(config, complain);
  connect_store();

  const auto client = http::make_client(control_.get_executor(), config.outbound);

  // Which paths there are does not depend on who answers them, and logs must know it before anybody
  // does.
  const auto patterns = Parts(current_, Surroundings{*store_, clock_, random_, pool_, *mailer_,
                                                     *client, [](const Event&) {}})
                            .routes()
                            .patterns();
  metrics_ = std::make_unique<operate::Metrics>(operate::KnownPaths(patterns));
  journal_ = operate::make_journal(event_log_, *metrics_);
  audit_ = std::make_unique<AuditTrail>(
      config, clock_, [this](const Event& event) { journal_(event); }, complain);
  upkeep_ = std::make_unique<Upkeep>(
      upkeep_of(*store_), clock_, [this](const Event& event) { journal_(event); }, complain);
  if (config.access_log) {
    access_log_ = std::make_unique<operate::AccessLog>(
        operate::AccessLogSettings{.file = *config.access_log,
                                   .retention = config.access_log_retention,
                                   .audit = audit_->audit()},
        operate::KnownPaths(patterns), clock_);
  }
  if (config.tls) {
    tls_ = std::make_shared<http::TlsServerContext>(config.tls->certificate, config.tls->key,
                                                    config.tls->oldest);
  }
  const auto limit_connections = claim_descriptors(core_count(), config.outbound.connections);
  const auto addresses = std::make_shared<http::AddressCache>();
  for (std::size_t i = 0; i < core_count(); ++i) {
    workers_.push_back(
        std::make_unique<Worker>(WorkerSettings{.config = start_,
                                                .clock = clock_,
                                                .random = random_,
                                                .pool = pool_,
                                                .mailer = *mailer_,
                                                .journal = journal_,
                                                .audit = audit_->audit(),
                                                .audit_first = audit_->audit_first(),
                                                .token = token_.get(),
                                                .limit_connections = limit_connections,
                                                .addresses = addresses,
                                                .on_answered =
                                                    [this](const http::Answered& answered) {
                                                      metrics_->note(answered);
                                                      if (access_log_) access_log_->note(answered);
                                                    },
                                                .tls = tls_}));
    workers_.back()->listen(current_);
  }
  pulse_ = std::make_unique<NodePulse>(
      NodePulse::Sources{.store = *store_,
                         .clock = clock_,
                         .random = random_,
                         .reading = [this] { return current_; },
                         .token = token_.get(),
                         .audit_head = [this] { return audit_head(); }});
  watch(*metrics_, {.workers = workers_,
                    .event_log = event_log_,
                    .access_log = access_log_.get(),
                    .audit = start_->audit_log ? audit_.get() : nullptr,
                    .upkeep = *upkeep_,
                    .clock = clock_});
  open_operator_listener();
}

std::string Gateway::audit_head() const {
  const auto head = audit_->head();
  return head ? operate::text_of(*head) : std::string();
}

void Gateway::connect_store() {
  store_ = std::make_unique<store::RedisStore>(control_.get_executor(), start_->redis, clock_,
                                               [this](const Event& event) { journal_(event); });
  run_until_done(store_->check());
  run_until_done(require_ring_of_today());
  if (token_) run_until_done(require_token(*token_, current_->keyring, clock_.now()));
}

/// Before the loop turns by itself.
void Gateway::run_until_done(awaitable<void> work) {
  std::exception_ptr failed;
  bool is_done = false;
  boost::asio::co_spawn(control_, std::move(work), [&](std::exception_ptr outcome) {
    failed = outcome;
    is_done = true;
  });
  while (!is_done) control_.run_one();
  if (failed) std::rethrow_exception(failed);
}

/// DESIGN §3, the fence: it would answer nobody, and with a wrong clock or file it never will.
awaitable<void> Gateway::require_ring_of_today() {
  const auto fence = co_await store_->get("fence");
  if (const auto reason = kept_out_by_fence(fence, current_->keyring, clock_.now())) {
    throw std::runtime_error(*reason + ". Put theirs in its place");
  }
}

int Gateway::run() {
  for (auto& worker : workers_) worker->start();
  boost::asio::co_spawn(control_, obey_signals(), must_not_fail);
  if (tls_) boost::asio::co_spawn(control_, watch_certificate(), must_not_fail);
  boost::asio::co_spawn(control_, return_memory(workers_), must_not_fail);
  boost::asio::co_spawn(control_, pulse_->beat_on(), must_not_fail);
  boost::asio::co_spawn(control_, keep_up(), must_not_fail);
  boost::asio::co_spawn(control_, watch_ring(), must_not_fail);
  remember_issuers();
  audit_->started(audited(*current_));
  std::cerr << "ready " << start_->issuer << '\n' << std::flush;
  control_.run();
  for (auto& worker : workers_) worker->join();
  audit_->stopped();
  return 0;
}

awaitable<void> Gateway::obey_signals() {
  while (!is_stopping_) {
    const int signal = co_await signals_.async_wait(boost::asio::use_awaitable);
    if (signal == SIGHUP) {
      reload();
    } else {
      co_await stop();
    }
  }
}

awaitable<void> Gateway::watch_certificate() {
  boost::asio::steady_timer timer(control_);
  while (!is_stopping_) {
    timer.expires_after(kCertificateCheck);
    co_await timer.async_wait(boost::asio::use_awaitable);
    try {
      if (tls_->reload_if_changed()) audit_->certificate_reloaded();
    } catch (const std::exception&) {
      journal_({.kind = Event::Kind::reload_failed});
    }
  }
}

/// A rotation asks nobody to reload. The configuration stays what it was: somebody may be in the
/// middle of changing that.
awaitable<void> Gateway::watch_ring() {
  boost::asio::steady_timer timer(control_);
  while (!is_stopping_) {
    timer.expires_after(kRingCheck);
    co_await timer.async_wait(boost::asio::use_awaitable);
    const auto& keys = current_->config->keys;
    if (keys_seen_.is_still_of({keys.ring, keys.passphrase})) continue;
    reload_ring();
  }
}

/// Without that file the next start has nothing to compare with, which is no reason to stop.
void Gateway::remember_issuers() {
  const auto& config = *current_->config;
  for (const auto& id : connectors_of_another_issuer(config)) {
    journal_({.kind = Event::Kind::issuer_changed, .connector = id});
  }
  try {
    sluis::remember_issuers(config, random_);
  } catch (const std::system_error& why) {
    complain("the issuers of this run cannot be written down beside the key ring: " +
             std::string(why.what()));
  }
}

awaitable<void> Gateway::keep_up() {
  boost::asio::steady_timer timer(control_);
  while (!is_stopping_) {
    co_await upkeep_->look();
    timer.expires_after(upkeep_->until_next_look());
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

void Gateway::reload() {
  try {
    auto config = read_good_config(config_file_).config;
    keys_seen_ = FileEdition::of({config.keys.ring, config.keys.passphrase});
    auto next = reading_of(std::move(config), clock_.now());
    refuse_older_ring(next->keyring, current_->keyring, clock_.now());
    refuse_unknown_token(*next->config, *start_);
    if (tls_ && tls_->reload_if_changed()) audit_->certificate_reloaded();
    use(std::move(next));
    remember_issuers();
  } catch (const std::exception& refused) {
    complain(std::string("not reloaded, the old configuration stays: ") + refused.what());
    journal_({.kind = Event::Kind::reload_failed});
    audit_->reload_refused();
  }
}

void Gateway::reload_ring() {
  const auto& keys = current_->config->keys;
  keys_seen_ = FileEdition::of({keys.ring, keys.passphrase});
  try {
    auto ring = ring_in_use(*current_->config, clock_.now());
    if (is_same_ring(ring, current_->keyring)) return;
    refuse_older_ring(ring, current_->keyring, clock_.now());
    use(std::make_shared<const Reading>(*current_, std::move(ring)));
  } catch (const std::exception& refused) {
    complain(std::string("the key ring has changed and was not taken up, the old one stays: ") +
             refused.what());
    journal_({.kind = Event::Kind::reload_failed});
    audit_->reload_refused();
  }
}

void Gateway::use(std::shared_ptr<const Reading> next) {
  for (auto& worker : workers_) worker->use(next);
  audit_->reloaded(audited(*current_), audited(*next));
  current_ = std::move(next);
  journal_({.kind = Event::Kind::reload});
}

awaitable<void> Gateway::stop() {
  is_stopping_ = true;  // readiness says so while the last answers go out
  for (auto& worker : workers_) worker->stop(kStopPatience);
  boost::asio::steady_timer timer(control_);
  while (std::ranges::any_of(workers_, [](const auto& worker) { return worker->is_running(); })) {
    timer.expires_after(kStopPoll);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_await pulse_->leave();
  control_.stop();
}

awaitable<std::optional<std::string>> Gateway::why_not_ready() {
  if (is_stopping_) co_return "stopping";
  co_return co_await pulse_->why_not_ready();
}

void Gateway::open_operator_listener() {
  health_ = std::make_unique<operate::Health>(
      std::vector<operate::Check>{{"node", [this] { return why_not_ready(); }}});
  operator_pages_ = std::make_unique<web::Pages>(start_->house);
  const auto& where = start_->operate;
  if (!where) return;
  auto routes = std::make_shared<Routes>(*operator_pages_, journal_, false);
  routes->add(operate::operate_routes(*metrics_, *health_));
  http::ServerParts parts{
      .handler = [routes](const http::Request& request) { return routes->handle(request); },
      .on_answered = {},
      .trusted_proxies = {},
      .tls = {},
      .redirect_to = {}};
  operator_server_ = std::make_unique<http::Server>(control_, std::move(parts));
  operator_server_->listen(*where);
}

}  // namespace

int serve(const std::filesystem::path& config_file) {
  refuse_core_dumps();
  // A client that goes away while it is written to is no reason to end.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    Gateway gateway(config_file);
    return gateway.run();
  } catch (const crypto::TokenError& why) {
    complain(why.what());
    return why.why() == crypto::TokenError::Why::pin_refused ? kPinRefused : 1;
  } catch (const std::exception& why) {
    complain(why.what());
    return 1;
  }
}

}  // namespace sluis
