#pragma once

// Which handler answers which path, and what every answer has in common: HSTS, nosniff, a page for
// a path that is not there, 503 when something that we depend on is down, 500 when an invariant
// fell.

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

#include "fault/event.h"
#include "fault/refusal.h"
#include "http/message.h"
#include "web/page.h"

namespace sluis {

class Routes {
 public:
  /// `is_https`: the issuer is https, so HSTS is sent (standards INL-08, WEB-03).
  Routes(const web::Pages& pages, Journal journal, bool is_https);

  /// Throws std::invalid_argument when a method and path come twice.
  void add(std::vector<http::Route> routes);

  struct BodyLimit {
    std::size_t bytes;  // 0: the server's limit for all
    Refusal otherwise;  // past it, and of another method: why, in words for a person
  };
  /// Of a path, as it was added, where a person stands behind a request that others have written.
  void allow_body(std::string path, BodyLimit limit);
  /// How large this request's may be; 0 where the server's limit counts.
  std::size_t body_bytes(const http::Request& request) const;
  /// 413, for the server: the body was not read.
  http::Response too_large(const http::Request& request) const;

  boost::asio::awaitable<http::Response> handle(const http::Request& request) const;

  /// The patterns, for logs and metrics: what a stranger writes in a path is never logged.
  std::vector<std::string> patterns() const;

 private:
  using Methods = std::map<std::string, http::Handler>;

  const BodyLimit* limit_of(const http::Request& request) const;
  http::Response told(Refusal refusal, int status, const http::Request& request) const;
  http::Response with_what_all_have(http::Response response) const;
  const Methods* find(const std::string& path) const;
  boost::asio::awaitable<http::Response> answer(const http::Request& request) const;

  const web::Pages& pages_;
  Journal journal_;
  bool is_https_;
  std::map<std::string, Methods> exact_;
  std::map<std::string, Methods> patterned_;
  std::map<std::string, BodyLimit> bodies_;
};

}  // namespace sluis
