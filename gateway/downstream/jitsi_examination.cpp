#include "downstream/jitsi_examination.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "fault/unavailable.h"
#include "http/unreachable.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;
using enum Finding::Side;

// Stands in the page of deploy/jitsi.
constexpr std::string_view kMarkOfCallback = "sluis-callback";

void examine_auth_url(const JitsiClient& client, std::string_view issuer,
                      const JitsiConfigJs& config, Findings& found) {
  const auto url = config.text("tokenAuthUrl");
  const auto wanted = auth_address(client, issuer);
  if (!url || url->empty()) {
    found.push_back(Finding::bad(
        theirs, fmt::format("config.js has no tokenAuthUrl: nobody is sent here to log in. It must "
                            "begin with {}",
                            wanted)));
    return;
  }
  if (!url->starts_with(wanted + "?")) {
    found.push_back(Finding::bad(theirs, fmt::format("tokenAuthUrl is {} and must begin with {}?",
                                                     in_quotes(*url), wanted)));
    return;
  }
  if (!url->contains("{room}") && !url->contains("{state}")) {
    found.push_back(Finding::bad(
        theirs, "tokenAuthUrl has no {room}: nobody can tell here which room is meant"));
    return;
  }
  found.push_back(Finding::good(theirs, "tokenAuthUrl leads here"));
  if (!url->contains("{state}")) {
    found.push_back(Finding::note(theirs,
                                  "tokenAuthUrl has no {state}: who joined muted comes back "
                                  "unmuted, and is asked for her camera twice"));
  }
}

void examine_domains(const JitsiClient& client, const JitsiConfigJs& config, Findings& found) {
  const auto domain = config.text("domain");
  if (domain && *domain != client.xmpp_domain) {
    found.push_back(
        Finding::bad(theirs, fmt::format("hosts.domain is {} and xmpp_domain here is {}: Prosody "
                                         "refuses every token",
                                         in_quotes(*domain), client.xmpp_domain)));
  } else if (domain) {
    found.push_back(Finding::good(theirs, "hosts.domain is xmpp_domain"));
  }
  if (config.text("anonymousdomain")) {
    found.push_back(Finding::good(theirs, "guests have a domain (hosts.anonymousdomain)"));
  } else {
    found.push_back(Finding::bad(theirs,
                                 "config.js has no hosts.anonymousdomain: guests cannot join, or "
                                 "whoever comes first opens the room"));
  }
}

void examine_logout(const JitsiClient& client, std::string_view issuer, const JitsiConfigJs& config,
                    Findings& found) {
  const auto url = config.text("tokenLogoutUrl");
  const auto wanted = fmt::format("{}/jitsi/{}/logout", issuer, client.id);
  if (!url || url->empty()) {
    found.push_back(
        Finding::note(theirs, fmt::format("config.js has no tokenLogoutUrl: who logs out there "
                                          "stays logged in here. It would be {}",
                                          wanted)));
  } else if (!url->starts_with(wanted)) {
    found.push_back(Finding::bad(
        theirs, fmt::format("tokenLogoutUrl is {} and must be {}", in_quotes(*url), wanted)));
  } else {
    found.push_back(Finding::good(theirs, "tokenLogoutUrl leads here"));
  }
}

void examine_habits(const JitsiConfigJs& config, Findings& found) {
  if (config.is_true("tokenAuthInline") &&
      !config.text("tokenAuthUrl").value_or("").contains("{code_challenge}")) {
    found.push_back(Finding::bad(theirs,
                                 "tokenAuthInline is on and tokenAuthUrl has no {code_challenge}: "
                                 "no window gets a token"));
  }
  if (config.is_true("tokenRespectTenant")) {
    found.push_back(Finding::note(theirs,
                                  "tokenRespectTenant is on: our tokens do not repeat the tenant, "
                                  "and features are dropped"));
  }
  if (config.is_true("tokenGetUserInfoOutOfContext")) {
    found.push_back(Finding::note(theirs,
                                  "tokenGetUserInfoOutOfContext is on: names are not where it "
                                  "looks, and people have none"));
  }
}

/// The body; nothing, and a finding, where there is none.
awaitable<std::optional<std::string>> fetch(http::Client& outbound, std::string url,
                                            Findings& found) {
  http::ClientRequest request{.method = "GET", .url = url};
  try {
    auto answer = co_await outbound.send(std::move(request));
    if (answer.status == 200) co_return std::move(answer.body);
    found.push_back(
        Finding::bad(theirs, fmt::format("{} answers HTTP {}", in_quotes(url), answer.status)));
  } catch (const http::Unreachable& why) {
    found.push_back(http::explain(why, url));
  } catch (const Unavailable&) {
    found.push_back(Finding::bad(network, in_quotes(url) + " does not answer"));
  }
  co_return std::nullopt;
}

awaitable<void> look_at_callback(const JitsiClient& client, http::Client& outbound,
                                 Findings& found) {
  const auto page = co_await fetch(outbound, client.callback_url(), found);
  if (!page) co_return;
  if (page->contains(kMarkOfCallback)) {
    found.push_back(Finding::good(theirs, "the page for tokenAuthInline is in its place"));
  } else {
    found.push_back(Finding::bad(
        theirs, in_quotes(client.callback_url()) +
                    " is another page than deploy/jitsi/sluis.html: tokenAuthInline needs it"));
  }
}

}  // namespace

std::string auth_address(const JitsiClient& client, std::string_view issuer) {
  return fmt::format("{}/jitsi/{}/auth", issuer, client.id);
}

Findings examine_config_js(const JitsiClient& client, std::string_view issuer,
                           const JitsiConfigJs& config) {
  Findings found;
  examine_auth_url(client, issuer, config, found);
  examine_domains(client, config, found);
  examine_logout(client, issuer, config, found);
  examine_habits(config, found);
  return found;
}

awaitable<Findings> examine_jitsi(const JitsiClient& client, const std::string& issuer,
                                  http::Client& outbound) {
  Findings found;
  const auto source = co_await fetch(outbound, client.base_url + "/config.js", found);
  if (!source) co_return found;
  const JitsiConfigJs config(*source);
  found = examine_config_js(client, issuer, config);
  if (config.is_true("tokenAuthInline")) co_await look_at_callback(client, outbound, found);
  co_return found;
}

}  // namespace sluis::downstream
