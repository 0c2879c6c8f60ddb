#pragma once

// The code for the tokens: OpenID Connect Core 3.1.3.1 to 3.1.3.5. Wire format only; sending is the
// connector's.

#include <expected>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/secret.h"
#include "fault/refusal.h"
#include "http/client.h"

namespace sluis::upstream {

/// client_secret_basic.
struct SecretProof {
  std::string client_id;
  crypto::Secret secret;
};
/// private_key_jwt.
struct AssertionProof {
  std::string assertion;
};
/// Who we are, said in one way per request (standards NLR-04).
using ClientProof = std::variant<SecretProof, AssertionProof>;

struct CodeExchange {
  std::string token_endpoint;
  std::string code;
  std::string redirect_uri;
  std::string verifier;  // RFC 7636
};

http::ClientRequest token_request(const CodeExchange& exchange, const ClientProof& proof);

struct TokenAnswer {
  crypto::Secret access_token;
  std::string id_token;
};

/// Refuses with provider_refused: the provider says no (RFC 6749 §5.2), and with
/// provider_answer_malformed: a token is missing or is no such thing. Throws Unavailable
/// (provider).
std::expected<TokenAnswer, Refusal> read_token_answer(http::Response response);

}  // namespace sluis::upstream
