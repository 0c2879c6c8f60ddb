#include "downstream/client_examination.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "crypto/jwks_examination.h"
#include "fault/unavailable.h"
#include "http/client_url.h"
#include "http/ip_address.h"
#include "http/unreachable.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;
using http::ClientUrl;
using enum Finding::Side;

// Standards OAU-04: what an assertion may be signed with.
const std::vector<crypto::Algorithm> kAlgorithms = {
    crypto::Algorithm::es256, crypto::Algorithm::ps256, crypto::Algorithm::rs256};

bool is_loopback(const ClientUrl& url) {
  const auto address = http::IpAddress::parse(url.host);
  return url.host == "localhost" || (address && address->is_loopback());
}

/// A key without a name among several of its kind fits no assertion.
bool has_nameless(const std::vector<crypto::VerificationKey>& keys) {
  return std::ranges::any_of(kAlgorithms, [&](crypto::Algorithm algorithm) {
    const auto fits = [&](const auto& key) { return key.fits(algorithm); };
    const auto fits_nameless = [&](const auto& key) { return fits(key) && !key.kid(); };
    return std::ranges::count_if(keys, fits) > 1 && std::ranges::any_of(keys, fits_nameless);
  });
}

void examine_authentication(const Client& client, Findings& found) {
  switch (client.authentication) {
    case ClientAuthentication::client_secret:
      found.push_back(Finding::good(
          ours, "it proves itself with a secret (client_secret_basic or client_secret_post)"));
      return;
    case ClientAuthentication::none:
      found.push_back(
          Finding::note(ours, "it does not prove who it is (auth: none): PKCE alone protects it"));
      return;
    case ClientAuthentication::private_key_jwt:
      break;
  }
  const bool is_to_token_endpoint = client.assertion_audience == AssertionAudience::token_endpoint;
  found.push_back(Finding::good(
      ours, fmt::format("it proves itself with a key (private_key_jwt), with {} as audience",
                        is_to_token_endpoint ? "our token endpoint" : "our issuer")));
  if (!client.jwks_uri.empty()) return;
  if (has_nameless(client.keys)) {
    found.push_back(Finding::bad(theirs,
                                 "jwks_file has several keys of a kind and not each has a "
                                 "kid: an assertion that does not name its key is "
                                 "refused"));
  } else {
    found.push_back(Finding::good(
        theirs, fmt::format("jwks_file has {} that we can use",
                            client.keys.size() == 1 ? "a key"
                                                    : fmt::format("{} keys", client.keys.size()))));
  }
}

void examine_sector(const Client& client, const Clients& all, Findings& found) {
  for (const auto& [id, other] : all.all()) {
    if (id == client.id || other.sector != client.sector) continue;
    found.push_back(Finding::note(
        ours, fmt::format("it shares the sector {} with {}: both see the same pseudonyms and can "
                          "compare their people",
                          in_quotes(client.sector), in_quotes(id))));
  }
}

// What a registration gives away, or leaves out.
void examine_leniency(const Client& client, Findings& found) {
  if (!client.requires_pkce) {
    found.push_back(
        Finding::note(ours, "PKCE is not required: a code that leaks is good until it is used"));
  }
  if (!client.requires_nonce) {
    found.push_back(Finding::note(
        ours, "a nonce is not required (require_nonce): whether it sends one is up to it"));
  }
  if (client.allows_query_token) {
    found.push_back(Finding::note(
        ours,
        "its preset lets it send the access token in a URL, which ends in logs: five minutes "
        "of userinfo, and only with that token"));
  }
  if (client.allows_plain_basic) {
    found.push_back(Finding::note(
        ours,
        "its preset lets it send its secret without form-encoding: choose one of letters and "
        "digits"));
  }
  if (client.post_logout_redirect_uris.empty()) {
    found.push_back(Finding::note(
        ours, "no post_logout_redirect_uris: after logging out people stay on our page"));
  }
}

/// "https://host:port/" of each address that browsers are sent to.
std::set<std::string> front_pages(const Client& client) {
  std::set<std::string> pages;
  for (const auto* addresses : {&client.redirect_uris, &client.post_logout_redirect_uris}) {
    for (const auto& address : *addresses) {
      const auto url = ClientUrl::parse(address);
      const auto scheme = address.substr(0, address.find("://"));
      pages.insert(url ? scheme + "://" + url->authority + "/" : address);
    }
  }
  return pages;
}

/// Only browsers go there, from where they are and with the roots that they trust.
bool may_be_otherwise_for_browsers(http::Unreachable::Stage stage) {
  using enum http::Unreachable::Stage;
  return stage == private_address || stage == connection || stage == too_slow ||
         stage == certificate_issuer;
}

Finding as_browsers_see_it(const http::Unreachable& why, const std::string& page) {
  auto finding = http::explain(why, page);
  if (!may_be_otherwise_for_browsers(why.stage())) return finding;
  finding.level = Finding::Level::note;
  finding.text += ". Only browsers go there, and they may fare better";
  return finding;
}

awaitable<Finding> look_at(std::string page, http::Client& outbound) {
  const auto url = ClientUrl::parse(page);
  if (url && url->scheme == ClientUrl::Scheme::http) {
    co_return is_loopback(*url)
        ? Finding::note(ours, in_quotes(page) + " is on people's own machines: it is not asked")
        : Finding::note(ours, in_quotes(page) + " is without TLS: a laboratory's");
  }
  http::ClientRequest request{.method = "GET", .url = page};
  try {
    co_await outbound.send(std::move(request));
  } catch (const http::Unreachable& why) {
    co_return as_browsers_see_it(why, page);
  } catch (const Unavailable&) {
    co_return Finding::note(network, in_quotes(page) + " does not answer");
  }
  co_return Finding::good(network, in_quotes(page) + " answers over TLS");
}

awaitable<Findings> look_at_keys(std::string address, http::Client& outbound) {
  http::ClientRequest request{.method = "GET", .url = address};
  request.headers.add("Accept", "application/json");
  Findings found;
  try {
    const auto answer = co_await outbound.send(std::move(request));
    if (answer.status == 200) co_return crypto::examine_jwks(answer.body, kAlgorithms);
    found.push_back(
        Finding::bad(theirs, fmt::format("its jwks_uri answers HTTP {}", answer.status)));
  } catch (const http::Unreachable& why) {
    found.push_back(http::explain(why, address));
  } catch (const Unavailable&) {
    found.push_back(Finding::bad(network, "its jwks_uri does not answer"));
  }
  co_return found;
}

}  // namespace

Findings examine_registration(const Client& client, const Clients& all) {
  Findings found;
  found.push_back(Finding::good(
      ours, fmt::format("{} redirect URI{}, compared to the letter", client.redirect_uris.size(),
                        client.redirect_uris.size() == 1 ? "" : "s")));
  found.push_back(
      Finding::good(ours, fmt::format("its ID tokens are signed with {}: it must expect that",
                                      crypto::name_of(client.id_token_algorithm))));
  examine_authentication(client, found);
  examine_sector(client, all, found);
  examine_leniency(client, found);
  return found;
}

awaitable<Findings> examine_client(const Client& client, const Clients& all,
                                   http::Client& outbound) {
  auto found = examine_registration(client, all);
  for (const auto& page : front_pages(client)) {
    found.push_back(co_await look_at(page, outbound));
  }
  if (!client.jwks_uri.empty()) {
    for (auto& finding : co_await look_at_keys(client.jwks_uri, outbound)) {
      found.push_back(std::move(finding));
    }
  }
  co_return found;
}

}  // namespace sluis::downstream
