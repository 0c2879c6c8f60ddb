#include "upstream/provider_metadata.h"

#include <algorithm>
#include <boost/json.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <utility>

#include "http/ascii.h"
#include "upstream/foreign_json.h"

namespace sluis::upstream {

namespace {

namespace json = boost::json;

constexpr std::size_t kLimitUrl = 2048;
constexpr std::chrono::seconds kShortest{60};
constexpr std::chrono::seconds kLongest{24 * 3600};
constexpr std::chrono::seconds kUnsaid{3600};

bool is_endpoint(std::string_view text, bool may_be_plain) {
  if (!is_visible_ascii(text, kLimitUrl)) return false;
  const auto url = boost::urls::parse_uri(text);
  if (!url) return false;
  const bool is_https = url->scheme_id() == boost::urls::scheme::https;
  const bool is_plain = url->scheme_id() == boost::urls::scheme::http;
  return (is_https || (is_plain && may_be_plain)) && !url->encoded_host().empty() &&
         !url->has_userinfo() && !url->has_fragment();
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || stopped != text.data() + text.size() || number < 0) {
    return std::nullopt;
  }
  return number;
}

/// The value of a directive such as "max-age=60"; nothing for another one.
std::optional<std::string_view> value_of(std::string_view directive, std::string_view name) {
  const auto equals = directive.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  if (!http::equal_without_case(directive.substr(0, equals), name)) return std::nullopt;
  auto value = directive.substr(equals + 1);
  if (value.size() > 1 && value.starts_with('"') && value.ends_with('"')) {
    value = value.substr(1, value.size() - 2);  // RFC 9111 §5.2: both forms are to be understood
  }
  return value;
}

/// Seconds; nothing where it is not said.
std::optional<std::int64_t> max_age(const http::Headers& headers) {
  std::optional<std::int64_t> seconds;
  for (std::string_view rest : headers.all("Cache-Control")) {
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      const auto directive = http::trimmed(rest.substr(0, comma));
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      if (http::equal_without_case(directive, "no-store") ||
          http::equal_without_case(directive, "no-cache")) {
        return 0;
      }
      // What is no number is taken for the shortest time (RFC 9111 §4.2.1).
      if (const auto value = value_of(directive, "max-age")) {
        seconds = number_of(*value).value_or(0);
      }
    }
  }
  return seconds;
}

}  // namespace

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

std::chrono::seconds cache_lifetime(const http::Headers& headers) {
  const auto fresh_for = max_age(headers);
  if (!fresh_for) return kUnsaid;
  const auto age = number_of(headers.get("Age").value_or("0")).value_or(0);
  const auto left = *fresh_for > age ? *fresh_for - age : 0;
  return std::clamp(std::chrono::seconds(left), kShortest, kLongest);
}

}  // namespace sluis::upstream
