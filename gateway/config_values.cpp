#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "config_parts.h"
#include "crypto/keyring_file.h"
#include "http/client_url.h"

namespace sluis {

crypto::Secret read_secret_file(YamlMap& where, std::string_view key,
                                const std::filesystem::path& folder) {
  const auto name = where.required(key);
  if (name.empty()) return {};
  try {
    return crypto::load_secret(folder / name);
  } catch (const crypto::KeyringFileError& wrong) {
    where.mistake(key, wrong.what());
    return {};
  }
}

bool Origin::is_loopback() const {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

std::optional<Origin> parse_origin(std::string_view text) {
  Origin origin;
  const auto end = text.find("://");
  if (end == text.npos) return std::nullopt;
  origin.scheme = text.substr(0, end);
  if (origin.scheme != "https" && origin.scheme != "http") return std::nullopt;
  auto rest = text.substr(end + 3);
  std::string_view port;
  if (rest.starts_with('[')) {
    const auto close = rest.find(']');
    if (close == rest.npos) return std::nullopt;
    origin.host = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    if (!rest.empty()) {
      if (rest.front() != ':') return std::nullopt;
      port = rest.substr(1);
      if (port.empty()) return std::nullopt;
    }
  } else {
    const auto colon = rest.find(':');
    origin.host = rest.substr(0, colon);
    if (colon != rest.npos) {
      port = rest.substr(colon + 1);
      if (port.empty()) return std::nullopt;
    }
  }
  const auto is_host_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':';
  };
  if (origin.host.empty() || !std::ranges::all_of(origin.host, is_host_character))
    return std::nullopt;
  origin.port = origin.scheme == "https" ? 443 : 80;
  if (!port.empty()) {
    const auto [stop, failed] =
        std::from_chars(port.data(), port.data() + port.size(), origin.port);
    if (failed != std::errc{} || stop != port.data() + port.size()) return std::nullopt;
  }
  return origin;
}

std::string host_of(std::string_view origin) {
  const auto parsed = parse_origin(origin);
  if (!parsed) throw std::logic_error("an issuer that is no origin");
  return parsed->host;
}

bool is_askable(std::string_view url, bool allow_private) {
  const auto parsed = http::ClientUrl::parse(url);
  if (!parsed) return false;
  const Origin origin{.scheme = "", .host = parsed->host, .port = parsed->port};
  return parsed->scheme == http::ClientUrl::Scheme::https ||
         (allow_private && origin.is_loopback());
}

bool is_plain_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

}  // namespace sluis
