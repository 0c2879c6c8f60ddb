#include "http/client_url.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "http/ascii.h"

namespace sluis::http {

namespace {

namespace urls = boost::urls;

std::optional<ClientUrl::Scheme> scheme_of(const urls::url_view& url) {
  if (url.scheme_id() == urls::scheme::https) return ClientUrl::Scheme::https;
  if (url.scheme_id() == urls::scheme::http) return ClientUrl::Scheme::http;
  return std::nullopt;
}

bool is_label_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
}

/// RFC 1123 §2.1. An escape (%2e) or an empty label is a way to write one name as another.
bool is_host_name(std::string_view host) {
  if (host.size() > 253) return false;
  while (true) {
    const auto label = host.substr(0, host.find('.'));
    if (label.empty() || label.size() > 63 || label.starts_with('-') || label.ends_with('-') ||
        !std::ranges::all_of(label, is_label_letter)) {
      return false;
    }
    if (label.size() == host.size()) return true;
    host.remove_prefix(label.size() + 1);
  }
}

std::optional<std::string> host_of(const urls::url_view& url) {
  switch (url.host_type()) {
    case urls::host_type::ipv4:
      return url.host_ipv4_address().to_string();
    case urls::host_type::ipv6:
      return url.host_ipv6_address().to_string();
    case urls::host_type::name:
      break;
    default:
      return std::nullopt;
  }
  const auto encoded = url.encoded_host();
  std::string host(encoded.data(), encoded.size());
  std::ranges::transform(host, host.begin(), lower);
  if (!is_host_name(host)) return std::nullopt;
  return host;
}

std::optional<std::uint16_t> port_of(const urls::url_view& url, ClientUrl::Scheme scheme) {
  if (!url.has_port()) return scheme == ClientUrl::Scheme::https ? 443 : 80;
  if (url.port_number() == 0) return std::nullopt;  // "0", and what is too large or no number
  return url.port_number();
}

std::string target_of(const urls::url_view& url) {
  const auto written = url.encoded_target();
  std::string target(written.data(), written.size());
  return target.starts_with('/') ? target : '/' + target;
}

}  // namespace

std::optional<ClientUrl> ClientUrl::parse(std::string_view text) {
  const auto parsed = urls::parse_uri({text.data(), text.size()});
  if (!parsed || !parsed->has_authority() || parsed->has_userinfo() || parsed->has_fragment()) {
    return std::nullopt;
  }
  const auto scheme = scheme_of(*parsed);
  if (!scheme) return std::nullopt;
  auto host = host_of(*parsed);
  const auto port = port_of(*parsed, *scheme);
  if (!host || !port) return std::nullopt;
  auto authority = host->contains(':') ? '[' + *host + ']' : *host;
  const std::uint16_t own_port = *scheme == Scheme::https ? 443 : 80;
  if (*port != own_port) authority += ':' + std::to_string(*port);
  return ClientUrl{.scheme = *scheme,
                   .host = std::move(*host),
                   .port = *port,
                   .target = target_of(*parsed),
                   .authority = std::move(authority)};
}

}  // namespace sluis::http
