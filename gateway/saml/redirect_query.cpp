#include "saml/redirect_query.h"

#include <algorithm>
#include <array>

#include "crypto/encoding.h"

namespace sluis::saml {

namespace {

enum Name : std::size_t { request, response, relay_state, algorithm, signature, encoding, count };

constexpr std::array<std::string_view, Name::count> kNames = {
    "SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "SAMLEncoding"};
constexpr std::string_view kDeflate = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";
constexpr std::size_t kMostParameters = 32;

int hex_digit(char octet) {
  if (octet >= '0' && octet <= '9') return octet - '0';
  octet = static_cast<char>(octet | 0x20);
  return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

// As in forms: '+' is a space.
std::optional<std::string> decoded(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      result += text[at] == '+' ? ' ' : text[at];
      continue;
    }
    if (text.size() - at < 3) return std::nullopt;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    result += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return result;
}

struct Parameter {
  std::string_view raw;  // name and value
  std::string value;
};
using Parameters = std::array<std::optional<Parameter>, Name::count>;

// False for one that comes twice, or that another reader would take for one of ours.
bool place(std::string_view raw, Parameters& parameters) {
  const std::size_t equals = std::min(raw.find('='), raw.size());
  const std::string_view raw_name = raw.substr(0, equals);
  const auto name = decoded(raw_name);
  if (!name) return false;
  const auto* const known = std::ranges::find(kNames, *name);
  if (known == kNames.end()) return true;
  auto& parameter = parameters[static_cast<std::size_t>(known - kNames.begin())];
  auto value = decoded(raw.substr(std::min(equals + 1, raw.size())));
  if (raw_name != *known || parameter || !value) return false;
  parameter = Parameter{raw, *std::move(value)};
  return true;
}

std::optional<Parameters> split(std::string_view raw) {
  Parameters parameters;
  for (std::size_t number = 0; !raw.empty(); ++number) {
    const std::size_t end = std::min(raw.find('&'), raw.size());
    if (number == kMostParameters || !place(raw.substr(0, end), parameters)) return std::nullopt;
    raw.remove_prefix(std::min(end + 1, raw.size()));
  }
  return parameters;
}

std::optional<std::string> value_of(std::optional<Parameter>& parameter) {
  return parameter ? std::optional(std::move(parameter->value)) : std::nullopt;
}

}  // namespace

std::expected<RedirectQuery, Refusal> RedirectQuery::parse(std::string_view raw) {
  auto parameters = split(raw);
  if (!parameters) return std::unexpected(Refusal::saml_malformed);
  auto& of = *parameters;
  const bool is_request = of[Name::request].has_value();
  const bool names_another_encoding = of[Name::encoding] && of[Name::encoding]->value != kDeflate;
  if (is_request == of[Name::response].has_value() || names_another_encoding ||
      of[Name::signature].has_value() != of[Name::algorithm].has_value()) {
    return std::unexpected(Refusal::saml_malformed);
  }
  auto& message = of[is_request ? Name::request : Name::response];
  RedirectQuery query{};
  query.kind = is_request ? MessageKind::request : MessageKind::response;
  if (of[Name::signature]) {
    query.signed_octets = message->raw;
    for (const auto name : {Name::relay_state, Name::algorithm}) {
      if (of[name]) (query.signed_octets += '&') += of[name]->raw;
    }
  }
  query.message = std::move(message->value);
  query.relay_state = value_of(of[Name::relay_state]);
  query.algorithm = value_of(of[Name::algorithm]);
  query.signature = value_of(of[Name::signature]);
  return query;
}

std::string percent_encoded(std::string_view text) {
  std::string result;
  for (const char octet : text) {
    const bool is_unreserved = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
                               (octet >= '0' && octet <= '9') ||
                               std::string_view("-._~").contains(octet);
    if (is_unreserved) {
      result += octet;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      result += '%';
      result += kDigits[static_cast<unsigned char>(octet) >> 4U];
      result += kDigits[static_cast<unsigned char>(octet) & 0x0fU];
    }
  }
  return result;
}

}  // namespace sluis::saml
