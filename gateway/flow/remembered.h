#pragma once

// What her device remembers of the way in, where she asked it to: the domain of her organisation
// and, where that has several connectors, the one that she chose last. Never a local part.
//
// The cookie is not sealed, so what comes back is foreign: whoever uses it looks it up in the
// allowlist first.

#include <chrono>
#include <optional>
#include <string>

#include "http/cookie.h"
#include "http/message.h"

namespace sluis::flow {

struct Remembered {
  std::string domain;
  std::string connector;  // its id; empty: she never had to choose one

  friend bool operator==(const Remembered&, const Remembered&) = default;
};

class OrganisationCookie {
 public:
  /// Since she last came in by it.
  static constexpr std::chrono::days kLifetime{90};

  explicit OrganisationCookie(http::CookieStyle style) : style_(style) {}

  std::optional<Remembered> read(const http::Request& request) const;
  /// Throws std::invalid_argument for what looks like an address.
  void write(const Remembered& remembered, http::Response& response) const;
  void forget(http::Response& response) const;

 private:
  http::CookieStyle style_;
};

}  // namespace sluis::flow
