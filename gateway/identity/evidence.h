#pragma once

// What an upstream proved. Only a connector's `finish` can make one: the maker is protected in
// upstream::Connector.

#include <optional>
#include <string>

#include "crypto/clock.h"
#include "crypto/secret.h"
#include "identity/email_address.h"

namespace sluis::upstream {
class Connector;
}

namespace sluis::identity {

class Evidence {
 public:
  const std::string& connector() const { return connector_; }  // id from the configuration
  const std::string& realm() const { return realm_; }
  const EmailAddress& address() const { return address_; }
  /// The upstream's own name for the person; none where the connector's identity is the address.
  const std::optional<crypto::Secret>& upstream_subject() const { return upstream_subject_; }
  const std::string& acr() const { return acr_; }  // in our vocabulary
  crypto::TimePoint authenticated_at() const { return authenticated_at_; }
  /// When the upstream says that her login ends; nothing where it does not say. Anybody may say so:
  /// it only takes away.
  const std::optional<crypto::TimePoint>& until() const { return until_; }
  void end_at(crypto::TimePoint until) { until_ = until; }
  /// The connector's own memory, opaque, to tell the provider when the session ends; empty: it is
  /// not told. Nothing that could be the address.
  const std::string& farewell() const { return farewell_; }

 private:
  friend class upstream::Connector;
  Evidence(std::string connector, std::string realm, EmailAddress address,
           std::optional<crypto::Secret> upstream_subject, std::string acr,
           crypto::TimePoint authenticated_at)
      : connector_(std::move(connector)),
        realm_(std::move(realm)),
        address_(std::move(address)),
        upstream_subject_(std::move(upstream_subject)),
        acr_(std::move(acr)),
        authenticated_at_(authenticated_at) {}

  std::string connector_;
  std::string realm_;
  EmailAddress address_;
  std::optional<crypto::Secret> upstream_subject_;
  std::string acr_;
  crypto::TimePoint authenticated_at_;
  std::optional<crypto::TimePoint> until_;
  std::string farewell_{};
};

}  // namespace sluis::identity
