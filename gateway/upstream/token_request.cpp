#include "upstream/token_request.h"

#include <boost/json.hpp>
#include <utility>
#include <vector>

#include "crypto/encoding.h"
#include "http/ascii.h"
#include "http/form.h"
#include "upstream/foreign_json.h"

namespace sluis::upstream {

namespace {

constexpr std::size_t kLimitToken = std::size_t{16} * 1024;
constexpr std::string_view kAssertionType =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

// RFC 6749 §2.3.1: both halves are form-encoded before they are joined by a colon.
std::string basic(const SecretProof& proof) {
  auto both =
      http::percent_encode(proof.client_id) + ":" + http::percent_encode(proof.secret.expose());
  auto header = "Basic " + crypto::base64_encode(both);
  crypto::wipe(both);
  return header;
}

std::string form_of(const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (!body.empty()) body += '&';
    body += http::percent_encode(name) + "=" + http::percent_encode(value);
  }
  return body;
}

bool is_error_answer(const http::Response& response) {
  if (response.status != 400 && response.status != 401) return false;
  const auto answer = read_object(response.body);
  return answer.is_object() && text_of(answer.get_object(), "error");
}

}  // namespace

http::ClientRequest token_request(const CodeExchange& exchange, const ClientProof& proof) {
  http::ClientRequest request{.method = "POST", .url = exchange.token_endpoint};
  request.headers.add("Accept", "application/json");
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  std::vector<std::pair<std::string_view, std::string_view>> fields{
      {"grant_type", "authorization_code"},
      {"code", exchange.code},
      {"redirect_uri", exchange.redirect_uri},
      {"code_verifier", exchange.verifier}};
  if (const auto* secret = std::get_if<SecretProof>(&proof)) {
    request.headers.add("Authorization", basic(*secret));
  } else {
    fields.emplace_back("client_assertion_type", kAssertionType);
    fields.emplace_back("client_assertion", std::get<AssertionProof>(proof).assertion);
  }
  request.body = form_of(fields);
  return request;
}

std::expected<TokenAnswer, Refusal> read_token_answer(http::Response response) {
  if (is_error_answer(response)) return std::unexpected(Refusal::provider_refused);
  const auto answer = read_answer(std::move(response));
  const auto& members = answer.get_object();
  const auto id_token = text_of(members, "id_token");
  const auto access_token = text_of(members, "access_token");
  const auto type = text_of(members, "token_type");
  if (!type || !http::equal_without_case(*type, "Bearer") ||  // RFC 6749 §7.1, §5.1
      !access_token || !is_visible_ascii(*access_token, kLimitToken) || !id_token ||
      id_token->empty()) {
    return std::unexpected(Refusal::provider_answer_malformed);
  }
  return TokenAnswer{.access_token = crypto::Secret::copy_of(*access_token),
                     .id_token = std::string(*id_token)};
}

}  // namespace sluis::upstream
