#include "upstream/connector.h"

#include <utility>

namespace sluis::upstream {

std::expected<http::Response, Refusal> Connector::page(const Arrival&) const {
  return std::unexpected(Refusal::flow_unknown);
}

identity::Evidence Connector::evidence(identity::EmailAddress address,
                                       std::optional<crypto::Secret> upstream_subject,
                                       std::string acr, crypto::TimePoint authenticated_at) const {
  return identity::Evidence(description_.id, description_.realm, std::move(address),
                            std::move(upstream_subject), std::move(acr), authenticated_at);
}

identity::Evidence Connector::with_farewell(identity::Evidence evidence, std::string farewell) {
  evidence.farewell_ = std::move(farewell);
  return evidence;
}

}  // namespace sluis::upstream
