#pragma once

// Evidence without a provider. Only upstream::Connector can make Evidence; this program does not
// link that folder, and says here itself what a Connector is.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "identity/evidence.h"

namespace sluis::upstream {

class Connector {
 public:
  static identity::Evidence prove(std::string connector, std::string realm,
                                  std::string_view address,
                                  std::optional<std::string_view> upstream_subject, std::string acr,
                                  crypto::TimePoint authenticated_at) {
    std::optional<crypto::Secret> subject;
    if (upstream_subject) subject = crypto::Secret::copy_of(*upstream_subject);
    return identity::Evidence(std::move(connector), std::move(realm),
                              *identity::EmailAddress::parse(address), std::move(subject),
                              std::move(acr), authenticated_at);
  }
};

}  // namespace sluis::upstream
