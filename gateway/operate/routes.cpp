#include "operate/routes.h"

namespace sluis::operate {

namespace {

boost::asio::awaitable<http::Response> answer_metrics(const Metrics& metrics) {
  http::Response response{.status = 200, .headers = {}, .body = metrics.exposition()};
  response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  co_return response;
}

}  // namespace

std::vector<http::Route> operate_routes(const Metrics& metrics, const Health& health) {
  return {{"GET", "/metrics", [&metrics](const http::Request&) { return answer_metrics(metrics); }},
          {"GET", "/health/live", [&health](const http::Request&) { return health.live(); }},
          {"GET", "/health/ready", [&health](const http::Request&) { return health.ready(); }}};
}

}  // namespace sluis::operate
