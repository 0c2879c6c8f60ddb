#include "store/redis_settings.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace sluis::store {

namespace {

std::expected<RedisSettings, std::string> parse_unix(const boost::urls::url_view& url) {
  RedisSettings settings;
  settings.transport = RedisSettings::Transport::unix_socket;
  settings.path = url.path();
  if (url.has_authority() && !url.encoded_authority().empty()) {
    return std::unexpected("redis+unix: takes three slashes, redis+unix:///path/of/the/socket");
  }
  if (settings.path.size() < 2 || settings.path.front() != '/') {
    return std::unexpected("redis+unix: needs the absolute path of a socket");
  }
  // sockaddr_un has room for 107 octets; an octet 0 would end the name early.
  if (settings.path.size() > 107 || settings.path.find('\0') != std::string::npos) {
    return std::unexpected("the path of the Redis socket is longer than 107 octets or holds a NUL");
  }
  return settings;
}

std::expected<RedisSettings, std::string> parse_host(const boost::urls::url_view& url,
                                                     RedisSettings::Transport transport) {
  RedisSettings settings;
  settings.transport = transport;
  settings.host = url.host_address();
  if (settings.host.empty()) return std::unexpected("the Redis URL has no host");
  if (url.has_port() && !url.port().empty()) {
    settings.port = url.port_number();
    if (settings.port == 0) return std::unexpected("the port of the Redis URL is not 1 to 65535");
  }
  if (!url.encoded_path().empty() && url.encoded_path() != "/") {
    return std::unexpected("the Redis URL has a path; Sluis uses no numbered database");
  }
  return settings;
}

}  // namespace

std::expected<RedisSettings, std::string> parse_redis_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(text);
  if (!parsed) return std::unexpected("the Redis URL is not a URL");
  const boost::urls::url_view& url = *parsed;
  // A password in a URL ends up in listings and logs.
  if (url.has_userinfo()) {
    return std::unexpected("the Redis URL holds a user; set user and password_file beside it");
  }
  if (url.has_query() || url.has_fragment()) {
    return std::unexpected("the Redis URL has a query or a fragment, which mean nothing here");
  }
  if (url.scheme() == "redis+unix") return parse_unix(url);
  if (url.scheme() == "redis") return parse_host(url, RedisSettings::Transport::tcp);
  if (url.scheme() == "rediss") return parse_host(url, RedisSettings::Transport::tls);
  return std::unexpected("the Redis URL begins with redis:, rediss: or redis+unix:");
}

}  // namespace sluis::store
