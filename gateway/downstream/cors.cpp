#include "downstream/cors.h"

#include <boost/url.hpp>
#include <optional>

#include "http/ascii.h"

namespace sluis::downstream {

namespace {

/// RFC 6454 §6.2: scheme, host and port, the default port left out. Nothing for an app's own
/// scheme.
std::optional<std::string> origin_of(std::string_view redirect_uri) {
  const auto url = boost::urls::parse_uri(redirect_uri);
  if (!url) return std::nullopt;
  std::string scheme;
  for (const char letter : url->scheme()) scheme += http::lower(letter);
  if (scheme != "https" && scheme != "http") return std::nullopt;
  std::string origin = scheme + "://";
  for (const char letter : url->encoded_host()) origin += http::lower(letter);
  const std::string port = url->port();
  const bool is_default = port == (scheme == "https" ? "443" : "80");
  if (!port.empty() && !is_default) origin += ":" + port;
  return origin;
}

}  // namespace

Cors::Cors(const Clients& clients) {
  for (const auto& [id, client] : clients.all()) {
    for (const std::string& redirect_uri : client.redirect_uris) {
      if (auto origin = origin_of(redirect_uri)) origins_.insert(*std::move(origin));
    }
  }
}

Cors::Cors(std::string_view address) {
  if (auto origin = origin_of(address)) origins_.insert(*std::move(origin));
}

void Cors::allow(const http::Request& request, http::Response& response) const {
  response.headers.add("Vary", "Origin");
  const auto origin = request.headers.get("Origin");
  if (!origin || !origins_.contains(*origin)) return;
  response.headers.set("Access-Control-Allow-Origin", std::string(*origin));
  response.headers.set("Access-Control-Expose-Headers", "WWW-Authenticate");
}

http::Response Cors::preflight(const http::Request& request) const {
  http::Response response{.status = 204, .headers = {}, .body = {}};
  allow(request, response);
  if (!response.headers.has("Access-Control-Allow-Origin")) return response;
  response.headers.set("Access-Control-Allow-Methods", "GET, POST");
  response.headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type");
  response.headers.set("Access-Control-Max-Age", "3600");
  return response;
}

}  // namespace sluis::downstream
