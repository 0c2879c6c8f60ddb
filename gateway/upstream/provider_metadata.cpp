#include "upstream/provider_metadata.h"

#include <boost/json.hpp>
#include <utility>

#include "http/client_url.h"
#include "upstream/foreign_json.h"

namespace sluis::upstream {

namespace {

namespace json = boost::json;

constexpr std::size_t kLimitUrl = 2048;

}  // namespace

bool is_endpoint(std::string_view text, bool may_be_plain) {
  if (!is_visible_ascii(text, kLimitUrl)) return false;
  const auto url = http::ClientUrl::parse(text);
  return url && (may_be_plain || url->scheme == http::ClientUrl::Scheme::https);
}

std::string discovery_url(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + "/.well-known/openid-configuration";
}

std::expected<ProviderMetadata, Refusal> read_metadata(const json::object& document,
                                                       std::string_view issuer) {
  if (text_of(document, "issuer") != issuer) return std::unexpected(Refusal::issuer_mismatch);
  const bool may_be_plain = issuer.starts_with("http://");
  const auto endpoint = [&](std::string_view name) {
    const auto text = text_of(document, name).value_or("");
    return is_endpoint(text, may_be_plain) ? std::string(text) : std::string();
  };
  ProviderMetadata metadata{.authorization_endpoint = endpoint("authorization_endpoint"),
                            .token_endpoint = endpoint("token_endpoint"),
                            .jwks_uri = endpoint("jwks_uri"),
                            .userinfo_endpoint = endpoint("userinfo_endpoint")};
  const bool is_userinfo_wrong =
      metadata.userinfo_endpoint.empty() && document.contains("userinfo_endpoint");
  if (metadata.authorization_endpoint.empty() || metadata.token_endpoint.empty() ||
      metadata.jwks_uri.empty() || is_userinfo_wrong) {
    return std::unexpected(Refusal::provider_answer_malformed);
  }
  const auto* names_itself = document.if_contains("authorization_response_iss_parameter_supported");
  metadata.names_itself_in_answers =
      names_itself && names_itself->is_bool() && names_itself->get_bool();
  return metadata;
}

std::expected<ProviderMetadata, Refusal> read_signed_metadata(
    const json::object& document, std::string_view issuer,
    std::span<const crypto::VerificationKey> keys, std::vector<crypto::Algorithm> algorithms) {
  const auto refused = std::unexpected(Refusal::provider_answer_malformed);
  const auto token = text_of(document, "signed_metadata");
  if (!token) return refused;
  const crypto::JwsRules rules{
      .algorithms = std::move(algorithms), .types = {}, .limit_bytes = kLimitAnswerBytes};
  const auto verified = crypto::verify_jws(*token, keys, rules);
  if (!verified) return refused;
  const auto statement = read_object(verified->payload());
  if (!statement.is_object() || text_of(statement.get_object(), "iss") != issuer) return refused;
  json::object whole(document);
  for (const auto& [name, value] : statement.get_object()) whole.insert_or_assign(name, value);
  return read_metadata(whole, issuer);
}

}  // namespace sluis::upstream
