#include "doctor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <exception>
#include <ostream>
#include <utility>

#include "config_parts.h"
#include "downstream/client_examination.h"
#include "downstream/jitsi_examination.h"
#include "downstream/saml_examination.h"
#include "fault/unavailable.h"
#include "operate/doctor.h"
#include "parts.h"

namespace sluis {

namespace {

using boost::asio::awaitable;
using enum Finding::Side;

/// An examination leaves nothing behind.
class NoStore final : public store::Store {
 public:
  awaitable<std::vector<store::Outcome>> run(std::vector<store::Operation>) override {
    throw Unavailable(Unavailable::What::store, "the doctor has no store");
  }
};

awaitable<void> keep(awaitable<Findings> examination, Findings& found) {
  found = co_await std::move(examination);
}

/// The event loop ends with it: every await in an examination has a deadline.
Findings wait_for(boost::asio::io_context& context, awaitable<Findings> examination) {
  Findings found;
  std::exception_ptr failed;
  boost::asio::co_spawn(context, keep(std::move(examination), found),
                        [&](std::exception_ptr outcome) { failed = std::move(outcome); });
  context.run();
  if (failed) std::rethrow_exception(failed);
  return found;
}

/// The connector as `serve` makes it, with keys that are good for nothing but this.
Findings examine_connector(Config config, const std::string& id) {
  const crypto::SystemClock clock;
  crypto::SystemRandom random;
  const Journal nobody = [](const Event&) {};
  const auto mailer = make_mailer(config, nobody, clock, random);
  const auto reading = std::make_shared<const Reading>(std::move(config),
                                                       crypto::Keyring::fresh(clock.now(), random));
  boost::asio::io_context context{1};
  NoStore store;
  crypto::Pool pool(1, 1);
  const auto client = http::make_client(context.get_executor(), reading->config->outbound);
  const Parts parts(reading, {.store = store,
                              .clock = clock,
                              .random = random,
                              .pool = pool,
                              .mailer = *mailer,
                              .client = *client,
                              .journal = nobody});
  auto found = wait_for(context, parts.connectors().at(id)->examine());
  for (auto& finding : examine_domains(*reading->config->allowlist, id, clock.now())) {
    found.push_back(std::move(finding));
  }
  return found;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 10;
  const auto shown = std::min(names.size(), kShown);
  return fmt::format("{}{}",
                     fmt::join(names.begin(), names.begin() + static_cast<int>(shown), ", "),
                     names.size() > shown ? fmt::format(" and {} more", names.size() - shown) : "");
}

int complain(const std::string& what, const std::string& id, const std::vector<std::string>& known,
             operate::Console console) {
  console.error << fmt::format("there is no {} {}; there {} {}\n", what, in_quotes(id),
                               known.empty() ? "is" : "are",
                               known.empty() ? "none" : listed(known));
  return 1;
}

/// A peer that goes away while it is written to is no reason to end.
void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace

Findings examine_domains(const identity::Allowlist& allowlist, const std::string& connector,
                         crypto::TimePoint now) {
  std::vector<std::string> open;
  std::size_t closed = 0;
  for (const auto& [domain, entry] : allowlist.entries()) {
    const auto& decides = entry.alias_of ? allowlist.entries().at(*entry.alias_of) : entry;
    if (std::ranges::find(decides.connectors, connector) == decides.connectors.end()) continue;
    if (allowlist.find(domain, now)) {
      open.push_back(domain.text());
    } else {
      ++closed;
    }
  }
  if (open.empty()) {
    return {Finding::bad(ours, closed == 0
                                   ? "no domain of the allowlist leads to this connector"
                                   : "the domains that lead to this connector are not valid today "
                                     "(valid_from, valid_until)")};
  }
  Findings found{Finding::good(
      ours, fmt::format("{} of the allowlist lead{} to this connector: {}",
                        open.size() == 1 ? "a domain" : fmt::format("{} domains", open.size()),
                        open.size() == 1 ? "s" : "", listed(open)))};
  if (closed > 0) {
    found.push_back(Finding::note(
        ours, fmt::format("{} more not valid today (valid_from, valid_until)", closed)));
  }
  return found;
}

int doctor_connector(Config config, const std::string& id, operate::Format format,
                     operate::Console console) {
  const auto known = connector_ids(config);
  if (std::ranges::find(known, id) == known.end()) {
    return complain("connector", id, known, console);
  }
  ignore_broken_pipes();
  const auto found = examine_connector(std::move(config), id);
  return operate::print_findings("connector " + id, found, format, console.out);
}

int doctor_client(Config config, const std::string& id, operate::Format format,
                  operate::Console console) {
  std::vector<std::string> known;
  for (const auto& client : config.clients) known.push_back(client.id);
  for (const auto& client : config.saml_clients) known.push_back(client.id);
  for (const auto& client : config.jitsi_clients) known.push_back(client.id);
  const downstream::SamlClients saml_clients(std::move(config.saml_clients));
  ignore_broken_pipes();
  boost::asio::io_context context{1};
  const auto outbound = http::make_client(context.get_executor(), config.outbound);
  const auto print = [&](Findings found, const std::string& they_must_know) {
    found.insert(found.begin(), Finding::note(ours, "they must know" + they_must_know));
    return operate::print_findings("client " + id, found, format, console.out);
  };
  const downstream::JitsiClients meetings(std::move(config.jitsi_clients));
  if (const auto* client = meetings.find(id)) {
    return print(
        wait_for(context, downstream::examine_jitsi(*client, config.issuer, *outbound)),
        fmt::format(": app id {0}, our keys at {1}/jitsi/{2}/jwks.json (cache_keys_url) or "
                    "{1}/jitsi/{2}/keys (asap_key_server)",
                    client->app_id, config.issuer, client->id));
  }
  if (const auto* client = saml_clients.find(id)) {
    auto examination =
        downstream::examine_saml_client(*client, *outbound, crypto::SystemClock().now());
    return print(wait_for(context, std::move(examination)),
                 " our metadata: " + config.issuer + "/saml/metadata");
  }
  const downstream::Clients clients(std::move(config.clients));
  const auto* client = clients.find(id);
  if (!client) return complain("client", id, known, console);
  return print(wait_for(context, downstream::examine_client(*client, clients, *outbound)),
               fmt::format(": issuer {}, client id {}", config.issuer, client->id));
}

}  // namespace sluis
