// What a provider answers: its metadata, tokens and userinfo, and how long it may be kept. The
// first line is the Cache-Control header, the second the Age, the rest the body.

#include <boost/json.hpp>
#include <string>

#include "fault/unavailable.h"
#include "http/cache_lifetime.h"
#include "http/client_url.h"
#include "tests/fuzz/target.h"
#include "upstream/foreign_json.h"
#include "upstream/provider_metadata.h"
#include "upstream/token_request.h"
#include "upstream/userinfo.h"

using namespace sluis;
using tests::require;

namespace {

constexpr std::string_view kIssuer = "https://idp.example";

http::Response answer_of(int status, std::string_view body) {
  return http::json_text(status, std::string(body));
}

void check_url(const std::string& endpoint) {
  const auto url = http::ClientUrl::parse(endpoint);
  require(url && url->scheme == http::ClientUrl::Scheme::https);
}

void check_metadata(std::string_view body) {
  const auto document = upstream::read_object(body);
  if (!document.is_object()) return;
  const auto metadata = upstream::read_metadata(document.get_object(), kIssuer);
  if (metadata) {
    require(std::string_view(boost::json::parse(body).at("issuer").as_string()) == kIssuer);
    check_url(metadata->authorization_endpoint);
    check_url(metadata->token_endpoint);
    check_url(metadata->jwks_uri);
    if (!metadata->userinfo_endpoint.empty()) check_url(metadata->userinfo_endpoint);
  }
  // Nobody signed it.
  require(!upstream::read_signed_metadata(document.get_object(), kIssuer, {},
                                          {crypto::Algorithm::es256}));
}

void check_tokens(int status, std::string_view body) {
  try {
    const auto tokens = upstream::read_token_answer(answer_of(status, body));
    if (!tokens) return;
    require(status == 200 && !tokens->id_token.empty());
    require(upstream::is_visible_ascii(tokens->access_token.expose(), 16 * 1024));
  } catch (const Unavailable& unavailable) {
    require(unavailable.what_is() == Unavailable::What::provider);
  }
}

void check_userinfo(std::string_view body) {
  const auto subject = crypto::Secret::copy_of("7f3a");
  try {
    const auto address = upstream::read_userinfo(answer_of(200, body), subject, "email");
    if (!address) return;
    const auto claims = boost::json::parse(body);
    require(claims.at("sub") == "7f3a");
    require(address->has_value() == claims.get_object().contains("email"));
  } catch (const Unavailable& unavailable) {
    require(unavailable.what_is() == Unavailable::What::provider);
  }
}

void check_lifetime(std::string_view caching, std::string_view age) {
  http::Headers headers;
  headers.add("Cache-Control", std::string(caching));
  headers.add("Age", std::string(age));
  const auto lifetime = http::cache_lifetime(headers);
  require(lifetime >= std::chrono::minutes(1) && lifetime <= std::chrono::days(1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  auto text = tests::text_of(octets, size);
  const auto caching = tests::take_line(text);
  const auto age = tests::take_line(text);
  check_lifetime(caching, age);
  check_metadata(text);
  for (const int status : {200, 400, 401, 500}) check_tokens(status, text);
  check_userinfo(text);
  return 0;
}
