#pragma once

// Addresses at which keys are published, without a network: what each answers is a test's to say.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/jwk.h"
#include "fault/unavailable.h"
#include "http/client.h"

namespace sluis::tests {

class KeyHouse final : public http::Client {
 public:
  std::map<std::string, http::Response> answers;  // by address; no answer: it is silent
  std::vector<std::string> asked;

  void publish(const std::string& address, const std::vector<const crypto::SigningKey*>& keys,
               std::string cache_control = "max-age=600") {
    http::Response answer{.status = 200, .headers = {}, .body = crypto::jwks_of(keys)};
    answer.headers.add("Cache-Control", std::move(cache_control));
    answers[address] = std::move(answer);
  }

  boost::asio::awaitable<http::Response> send(http::ClientRequest request) override {
    asked.push_back(request.url);
    // An answer takes its time: others get a turn in between.
    co_await boost::asio::post(co_await boost::asio::this_coro::executor,
                               boost::asio::use_awaitable);
    const auto found = answers.find(request.url);
    if (found == answers.end()) throw Unavailable(missing, "a test says so");
    co_return found->second;
  }

  Unavailable::What missing = Unavailable::What::provider;
};

}  // namespace sluis::tests
