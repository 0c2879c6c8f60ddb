#pragma once

// A client in an event loop of its own, asked from a test as by a function call.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <string>

#include "fault/unavailable.h"
#include "http/address_cache.h"
#include "http/client.h"

namespace sluis::http::testing {

/// Every host is there.
inline std::shared_ptr<AddressCache> every_host_at(std::vector<std::string> addresses) {
  AddressCache::Settings settings;
  settings.lookup = [addresses = std::move(addresses)](const std::string&) {
    std::vector<IpAddress> found;
    for (const auto& address : addresses) found.push_back(IpAddress::parse(address).value());
    return found;
  };
  return std::make_shared<AddressCache>(std::move(settings));
}

class Asking {
 public:
  /// A laboratory's client unless told otherwise: the servers of a test are on loopback.
  explicit Asking(ClientSettings settings = laboratory())
      : client_(make_client(context_.get_executor(), std::move(settings))) {}

  static ClientSettings laboratory() {
    ClientSettings settings;
    settings.allow_private = true;
    settings.addresses = every_host_at({"127.0.0.1"});
    return settings;
  }

  std::future<Response> begin(ClientRequest request) {
    return boost::asio::co_spawn(context_, client_->send(std::move(request)),
                                 boost::asio::use_future);
  }
  void run() {
    context_.restart();
    context_.run();
  }

  Response send(ClientRequest request) {
    auto answer = begin(std::move(request));
    run();
    return answer.get();
  }
  Response get(std::string url) { return send({.method = "GET", .url = std::move(url)}); }
  Response post(std::string url, std::string body) {
    return send({.method = "POST", .url = std::move(url), .headers = {}, .body = std::move(body)});
  }

  /// Why there was no answer; empty when there was one.
  std::string complaint(std::string url) {
    return complaint({.method = "GET", .url = std::move(url)});
  }
  std::string complaint(ClientRequest request) {
    try {
      send(std::move(request));
    } catch (const Unavailable& unavailable) {
      return unavailable.what();
    }
    return {};
  }

 private:
  boost::asio::io_context context_{1};
  std::unique_ptr<Client> client_;
};

}  // namespace sluis::http::testing
