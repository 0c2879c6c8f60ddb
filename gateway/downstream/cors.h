#pragma once

// Which web pages may read our answers (standards NLO-05): those of the registered services, told
// by the origins of their redirect URIs. Never `*`, never with cookies, and never at the
// authorization endpoint.

#include <set>
#include <string>
#include <string_view>

#include "downstream/clients.h"
#include "http/message.h"

namespace sluis::downstream {

class Cors {
 public:
  explicit Cors(const Clients& clients);
  /// Of one page, by its address.
  explicit Cors(std::string_view address);

  /// Adds the headers where the request comes from a registered origin. `Vary` always.
  void allow(const http::Request& request, http::Response& response) const;
  /// The answer to OPTIONS: 204, with the permission or without.
  http::Response preflight(const http::Request& request) const;

 private:
  std::set<std::string, std::less<>> origins_;
};

}  // namespace sluis::downstream
