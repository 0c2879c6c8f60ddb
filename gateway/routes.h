#pragma once

// Which handler answers which path, and what every answer has in common: HSTS, nosniff, a page for
// a path that is not there, 503 when something that we depend on is down, 500 when an invariant
// fell.

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

#include "fault/event.h"
#include "http/message.h"
#include "web/page.h"

namespace sluis {

class Routes {
 public:
  /// `is_https`: the issuer is https, so HSTS is sent (standards INL-08, WEB-03).
  Routes(const web::Pages& pages, Journal journal, bool is_https);

  /// Throws std::invalid_argument when a method and path come twice.
  void add(std::vector<http::Route> routes);

  boost::asio::awaitable<http::Response> handle(const http::Request& request) const;

  /// The patterns, for logs and metrics: what a stranger writes in a path is never logged.
  std::vector<std::string> patterns() const;

 private:
  using Methods = std::map<std::string, http::Handler>;

  const Methods* find(const std::string& path) const;
  boost::asio::awaitable<http::Response> answer(const http::Request& request) const;

  const web::Pages& pages_;
  Journal journal_;
  bool is_https_;
  std::map<std::string, Methods> exact_;
  std::map<std::string, Methods> patterned_;
};

}  // namespace sluis
