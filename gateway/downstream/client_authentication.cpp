#include "downstream/client_authentication.h"

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "downstream/client_assertion.h"
#include "http/ascii.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kAssertionType =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

using Outcome = std::expected<AuthenticatedClient, Refusal>;

Outcome refused() { return std::unexpected(Refusal::client_authentication); }

/// The digests are compared, so that not even the length shows. Without a client the same work is
/// done for nothing.
bool is_secret_of(const Client* client, std::string_view secret) {
  const bool may_use = client && client->authentication == ClientAuthentication::client_secret &&
                       !client->secret.empty();
  const std::string expected = crypto::sha256(may_use ? client->secret.expose() : "");
  return crypto::equal_in_constant_time(crypto::sha256(secret), expected) && may_use;
}

/// RFC 6749 §2.3.1: both halves of Basic are form-encoded before they are joined.
std::optional<std::string> form_decoded(std::string_view text) {
  std::string spaced;
  for (const char letter : text)
    spaced += letter == '+' ? std::string("%20") : std::string(1, letter);
  return http::percent_decode(spaced);
}

Outcome by_basic(const OidcParts& parts, std::string_view credentials,
                 std::optional<std::string_view> named) {
  const auto joined = crypto::base64_decode(credentials);
  if (!joined) return refused();
  const auto colon = joined->find(':');
  if (colon == std::string::npos) return refused();
  const std::string plain_secret = joined->substr(colon + 1);
  const auto id = form_decoded(joined->substr(0, colon));
  const auto secret = form_decoded(plain_secret);
  if (!id || (named && *named != *id)) return refused();

  const Client* client = parts.clients.find(*id);
  bool fits = is_secret_of(client, secret.value_or(""));
  // relying-parties §2.1: Rocket.Chat joins id and secret as they are.
  if (client && client->allows_plain_basic) fits = is_secret_of(client, plain_secret) || fits;
  if (!fits) return refused();
  return AuthenticatedClient{.client = client};
}

Outcome by_post(const OidcParts& parts, const http::Form& form) {
  const Client* client = parts.clients.find(form.get("client_id").value_or(""));
  if (!is_secret_of(client, *form.get("client_secret"))) return refused();
  return AuthenticatedClient{.client = client};
}

boost::asio::awaitable<Outcome> by_assertion(const OidcParts& parts, ClientKeys& keys,
                                             const http::Form& form) {
  const auto assertion = form.get("client_assertion");
  if (!assertion || form.get("client_assertion_type") != kAssertionType) co_return refused();
  auto verified = co_await verify_client_assertion(parts, keys, *assertion);
  if (!verified) co_return refused();
  const auto named = form.get("client_id");
  if (named && *named != verified->client->id) co_return refused();
  co_return verified;
}

Outcome by_name(const OidcParts& parts, const http::Form& form) {
  const Client* client = parts.clients.find(form.get("client_id").value_or(""));
  if (!client || client->authentication != ClientAuthentication::none) return refused();
  return AuthenticatedClient{.client = client};
}

}  // namespace

boost::asio::awaitable<Outcome> authenticate_client(const OidcParts& parts, ClientKeys& keys,
                                                    const http::Request& request,
                                                    const http::Form& form) {
  const auto headers = request.headers.all("Authorization");
  const bool has_secret = form.get("client_secret").has_value();
  const bool has_assertion =
      form.get("client_assertion").has_value() || form.get("client_assertion_type").has_value();
  // RFC 6749 §2.3: the client MUST NOT use more than one authentication method in each request.
  if (headers.size() + (has_secret ? 1U : 0U) + (has_assertion ? 1U : 0U) > 1) {
    co_return std::unexpected(Refusal::request_malformed);
  }
  if (has_secret) co_return by_post(parts, form);
  if (has_assertion) co_return co_await by_assertion(parts, keys, form);
  if (headers.empty()) co_return by_name(parts, form);

  const std::string_view header = headers.front();
  const auto space = header.find(' ');
  if (space == std::string_view::npos ||
      !http::equal_without_case(header.substr(0, space), "Basic")) {
    co_return refused();
  }
  co_return by_basic(parts, http::trimmed(header.substr(space)), form.get("client_id"));
}

}  // namespace sluis::downstream
