#pragma once

// A door out. A front reads what a service asks, and writes the answer in the service's protocol.
// It sees a Pseudonym and never an address, evidence, a subject or an admission.

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fault/refusal.h"
#include "flow/grant.h"
#include "flow/login_request.h"
#include "http/message.h"

namespace sluis::downstream {

/// What cannot be answered to the service, because who asks or where to answer is not proven: a
/// page instead.
struct NotProven {
  Refusal refusal;
};

class Front {
 public:
  Front() = default;
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  virtual ~Front() = default;

  virtual std::string_view id() const = 0;

  /// Where services send people: ("GET", "/authorize"), ("POST", "/authorize"). Their handlers are
  /// the login's.
  struct Entry {
    std::string method;
    std::string path;
  };
  virtual std::vector<Entry> entries() const = 0;

  /// A login request; or the answer to a service that asked wrongly, once the reply address is
  /// proven; or neither.
  using Accepted = std::variant<flow::LoginRequest, http::Response, NotProven>;
  virtual boost::asio::awaitable<Accepted> accept(const http::Request& request) = 0;

  /// The answer that carries the grant: a 303 to the service, or a page of its own.
  virtual boost::asio::awaitable<http::Response> deliver(flow::LoginRequest request,
                                                         flow::Grant grant) = 0;
  virtual boost::asio::awaitable<http::Response> refuse(flow::LoginRequest request,
                                                        Refusal refusal) const = 0;

  /// False for the gateway's own pages: they get no pseudonym worth noting, and are nobody's
  /// recipient.
  virtual bool is_a_service() const { return true; }

  /// How people call this service.
  virtual std::string service_name(const flow::LoginRequest& request) const = 0;

  /// Its other endpoints.
  virtual std::vector<http::Route> routes() = 0;
};

}  // namespace sluis::downstream
