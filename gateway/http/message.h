#pragma once

// A request and an answer as plain values. Only server.cpp and client.cpp know of Beast.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluis::http {

/// Names are compared without case; order and repetition are kept.
class Headers {
 public:
  void add(std::string name, std::string value);
  void set(std::string name, std::string value);  // replaces all of that name
  /// The only value of that name; nothing when absent or repeated.
  std::optional<std::string_view> get(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  bool has(std::string_view name) const;
  void wipe() noexcept;  // overwrites the values: one of them may be a password
  const std::vector<std::pair<std::string, std::string>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

struct Request {
  std::string method;  // "GET", …
  std::string path;    // as sent, from '/' up to '?'; never decoded, no fragment
  std::string query;   // as sent, without '?'
  Headers headers;
  std::string body;
  std::string client_address;  // numeric; the trusted proxies' word already applied
  std::string request_id;      // ours, random
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
};

using Handler = std::function<boost::asio::awaitable<Response>(const Request&)>;

/// One endpoint. A segment of the path may hold one `{name}`, with literal text around it, which
/// stands for something that is not empty.
struct Route {
  std::string method;
  std::string path;
  Handler handler;
};

/// 303 See Other (standards OPX-07: never 307).
Response see_other(std::string location);
/// text/plain in UTF-8, no-store.
Response plain_text(int status, std::string text);
/// application/json, no-store.
Response json_text(int status, std::string json);

/// What each `{…}` of `pattern` stands for in `path`, as sent; nothing if the path does not match.
std::optional<std::vector<std::string_view>> segments_of(std::string_view pattern,
                                                         std::string_view path);
/// The first of them; empty where the pattern is literal throughout.
std::optional<std::string_view> segment_of(std::string_view pattern, std::string_view path);

}  // namespace sluis::http
