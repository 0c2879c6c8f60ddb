#include "upstream/oidc_examination.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/jwks_examination.h"
#include "crypto/jws.h"
#include "fault/unavailable.h"
#include "http/date.h"
#include "http/unreachable.h"
#include "upstream/foreign_json.h"
#include "upstream/metadata_examination.h"

namespace sluis::upstream {

namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using enum Finding::Side;

constexpr std::chrono::seconds kClocksApart{30};  // DESIGN §3
constexpr std::size_t kRandomBytes = 32;

http::ClientRequest get(std::string url) {
  http::ClientRequest request{.method = "GET", .url = std::move(url)};
  request.headers.add("Accept", "application/json");
  return request;
}

bool is_redirect(int status) { return status >= 300 && status < 400; }

/// The discovery document; a finding where there is none.
std::expected<json::value, Finding> read_document(const http::Response& answer,
                                                  std::string_view url) {
  if (is_redirect(answer.status)) {
    return std::unexpected(Finding::bad(
        ours, fmt::format("{} leads elsewhere (HTTP {}), and redirects are not followed: the "
                          "provider has another issuer than our configuration says",
                          in_quotes(url), answer.status)));
  }
  if (answer.status != 200) {
    return std::unexpected(
        Finding::bad(answer.status == 404 ? ours : theirs,
                     fmt::format("{} answers HTTP {}{}", in_quotes(url), answer.status,
                                 answer.status == 404 ? ": is the issuer right?" : "")));
  }
  if (!is_json(answer.headers)) {
    return std::unexpected(
        Finding::bad(theirs, in_quotes(url) + " does not say that it is application/json"));
  }
  auto document = read_object(answer.body);
  if (!document.is_object()) {
    return std::unexpected(Finding::bad(
        theirs, fmt::format("{} is no JSON object, is larger than {} KiB or names a member twice",
                            in_quotes(url), kLimitAnswerBytes / 1024)));
  }
  return document;
}

}  // namespace

Finding judge_credentials(const http::Response& answer) {
  const auto document = read_object(answer.body);
  const auto error = document.is_object() ? text_of(document.get_object(), "error") : std::nullopt;
  const bool is_error = answer.status == 400 || answer.status == 401;
  if (is_error && error == "invalid_grant") {
    return Finding::good(ours, "our credentials are accepted (tried with a code that is none)");
  }
  if (answer.status == 401 || (is_error && error == "invalid_client")) {
    return Finding::bad(ours,
                        "our credentials are not accepted: the client id, or its secret or "
                        "key, is not what they have registered");
  }
  if (is_error && error == "unauthorized_client") {
    return Finding::bad(theirs, "they know us and do not permit us the authorization code flow");
  }
  if (answer.status == 200) {
    return Finding::bad(theirs, "they answer a code that nobody was given with 200");
  }
  return Finding::note(theirs, fmt::format("whether our credentials are accepted cannot be told: "
                                           "the token endpoint answers HTTP {}",
                                           answer.status));
}

OidcExamination::OidcExamination(const OidcSettings& settings, Login login, Parts parts)
    : settings_(settings), login_(std::move(login)), parts_(parts) {}

awaitable<Findings> OidcExamination::run() {
  note(Finding::note(ours, fmt::format("this redirect URI must be registered with them: {}",
                                       settings_.redirect_uri)));
  const auto url = discovery_url(settings_.issuer);
  auto request = get(url);
  const auto answer = co_await ask(std::move(request));
  if (!answer) co_return std::move(found_);
  note(Finding::good(network, settings_.issuer.starts_with("https://")
                                  ? "the provider is reached, and its certificate is good"
                                  : "the provider is reached, without TLS: a laboratory's"));
  look_at_clock(answer->headers);
  const auto document = read_document(*answer, url);
  if (document) {
    co_await look_at(document->get_object());
  } else {
    note(document.error());
  }
  co_return std::move(found_);
}

/// Nothing, and a finding, where there is no answer.
awaitable<std::optional<http::Response>> OidcExamination::ask(http::ClientRequest request) {
  const auto url = request.url;
  try {
    co_return co_await parts_.client.send(std::move(request));
  } catch (const http::Unreachable& why) {
    note(http::explain(why, url));
  } catch (const Unavailable&) {
    note(Finding::bad(network, in_quotes(url) + " does not answer"));
  }
  co_return std::nullopt;
}

awaitable<void> OidcExamination::look_at(const json::object& document) {
  for (auto& finding : examine_metadata(document, settings_)) note(std::move(finding));
  // With its own issuer, so that one mistake there does not hide the next one.
  const auto metadata =
      read_metadata(document, text_of(document, "issuer").value_or(settings_.issuer));
  if (!metadata) co_return;
  co_await look_at_keys(document, *metadata);
  co_await try_credentials(*metadata);
  co_await try_redirect(*metadata);
}

awaitable<void> OidcExamination::look_at_keys(const json::object& document,
                                              const ProviderMetadata& metadata) {
  auto request = get(metadata.jwks_uri);
  const auto answer = co_await ask(std::move(request));
  if (!answer) co_return;
  if (answer->status != 200) {
    note(Finding::bad(theirs, fmt::format("jwks_uri answers HTTP {}", answer->status)));
    co_return;
  }
  auto algorithms = id_token_algorithms(document, settings_);
  if (algorithms.empty()) algorithms = settings_.algorithms;
  for (auto& finding : crypto::examine_jwks(answer->body, algorithms)) note(std::move(finding));
  look_at_signature(document, answer->body);
}

// RFC 8414 §2.1, standards NLR-08.
void OidcExamination::look_at_signature(const json::object& document, const std::string& jwks) {
  if (!document.contains("signed_metadata")) return;
  const auto keys = crypto::parse_jwks(jwks).value_or(std::vector<crypto::VerificationKey>());
  if (read_signed_metadata(document, settings_.issuer, keys, settings_.algorithms)) {
    note(Finding::good(theirs, "signed_metadata is theirs; what it says wins over the rest"));
  } else {
    note(Finding::bad(theirs,
                      "signed_metadata is there and is not signed by one of their keys, "
                      "names another issuer or lacks an endpoint"));
  }
}

awaitable<void> OidcExamination::try_credentials(const ProviderMetadata& metadata) {
  const auto random = [this] {
    return crypto::base64url_encode(parts_.random.octets(kRandomBytes));
  };
  const CodeExchange exchange{.token_endpoint = metadata.token_endpoint,
                              .code = random(),
                              .redirect_uri = settings_.redirect_uri,
                              .verifier = random()};
  auto request = token_request(exchange, login_.proof);
  const auto answer = co_await ask(std::move(request));
  if (answer) note(judge_credentials(*answer));
}

// OIDC Core 3.1.2.6: with prompt=none there is an answer at our redirect URI at once, an error; but
// only at one that is registered.
awaitable<void> OidcExamination::try_redirect(const ProviderMetadata& metadata) {
  http::ClientRequest request{.method = "GET",
                              .url = login_.authorization_url(metadata) + "&prompt=none"};
  request.headers.add("Accept", "text/html");
  const auto answer = co_await ask(std::move(request));
  if (!answer) co_return;
  const auto location = answer->headers.get("Location").value_or("");
  if (is_redirect(answer->status) && location.starts_with(settings_.redirect_uri + "?")) {
    note(Finding::good(theirs, "the redirect URI is registered: they send people back to it"));
  } else if (answer->status == 400) {
    note(Finding::bad(theirs,
                      "they refuse a request for a login (HTTP 400): our redirect URI or "
                      "our client id is not registered with them"));
  } else {
    note(Finding::note(theirs, fmt::format("whether our redirect URI is registered cannot be told "
                                           "(HTTP {}): only a login shows it",
                                           answer->status)));
  }
}

void OidcExamination::look_at_clock(const http::Headers& headers) {
  const auto theirs_says = http::clock_of(headers);
  if (!theirs_says) return;
  const auto apart = std::chrono::floor<std::chrono::seconds>(*theirs_says - parts_.clock.now());
  const auto seconds = std::abs(apart.count());
  if (seconds <= kClocksApart.count()) {
    note(Finding::good(theirs, "our clocks agree"));
    return;
  }
  note(Finding::bad(theirs, fmt::format("their clock is {} s {} ours: ID tokens will be refused. "
                                        "Look at ours first",
                                        seconds, apart.count() > 0 ? "ahead of" : "behind")));
}

}  // namespace sluis::upstream
