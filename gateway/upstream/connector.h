#pragma once

// A door in. A connector takes a person to her provider and brings back Evidence of what the
// provider proved. It knows no person, no pseudonym and no service.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/clock.h"
#include "fault/finding.h"
#include "fault/refusal.h"
#include "flow/requirements.h"
#include "http/message.h"
#include "identity/email_address.h"
#include "identity/evidence.h"
#include "web/language.h"

namespace sluis::upstream {

struct ConnectorDescription {
  std::string id;
  web::Localised name;  // "SSC-ICT", "Code per e-mail"
  std::string realm;
};

/// What every step of a connector is told about the flow that it serves.
struct Step {
  std::string flow_id;
  std::string form_token;
  web::Language language;
  std::string service;  // the service's name, for the page and the mail
  std::string client_address;
  std::string request_id{};  // for the journal; empty: no request to name
};

/// She leaves: for a provider, or for a page of the connector's own. The memory comes back to
/// `finish`.
struct Departure {
  std::string location;  // absolute: a provider. Beginning with '/': ours.
  std::string memory;    // sealed in the flow cookie; at most 900 octets
};

/// She comes back: from a provider by its way back, or by a POST of the connector's own page.
struct Arrival {
  const http::Request& request;
  std::string memory;
  Step step;
};

using Finish = std::variant<identity::Evidence, Departure>;

/// A route on which people come back from their providers. Whose login it is stands in a parameter
/// that the provider gives back as it got it: "<flow id>.<random>".
struct WayBack {
  const char* method;
  const char* path;  // an address of its own for each {connector}
  const char* parameter;

  /// Another site's form posts her back: her browser then leaves out every cookie that is Lax.
  bool is_cross_site_post() const { return std::string_view(method) == "POST"; }
};
inline constexpr WayBack kByRedirect{"GET", "/login/callback/{connector}", "state"};
inline constexpr WayBack kByPost{"POST", "/saml/acs/{connector}", "RelayState"};
/// Whatever is configured, these are there.
inline constexpr const WayBack* kWaysBack[] = {&kByRedirect, &kByPost};

/// What a connector must be told of her before she leaves. `nothing`: her organisation's own door,
/// which asks her itself. `address`: a door of ours to her mailbox.
enum class Needs { nothing, address };

class Connector {
 public:
  explicit Connector(ConnectorDescription description) : description_(std::move(description)) {}
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;
  virtual ~Connector() = default;

  const ConnectorDescription& description() const { return description_; }

  virtual Needs needs() const { return Needs::nothing; }

  /// None for a connector whose pages are all ours.
  virtual const WayBack* way_back() const { return nullptr; }

  /// `address` is there only for a connector that needs it (DESIGN §5: the local part is dropped as
  /// soon as the domain is known), and is the one after alias. Without it such a connector refuses
  /// with address_malformed.
  virtual boost::asio::awaitable<std::expected<Departure, Refusal>> begin(
      const flow::Requirements& requirements, std::optional<identity::EmailAddress> address,
      Step step) = 0;

  /// The connector's own page, shown by GET as often as she reloads. Connectors without one refuse
  /// (flow_unknown).
  virtual std::expected<http::Response, Refusal> page(const Arrival& arrival) const;

  /// Evidence, a Departure again (a wrong code: the page once more), or a refusal that ends the
  /// flow.
  virtual boost::asio::awaitable<std::expected<Finish, Refusal>> finish(Arrival arrival) = 0;

  /// For `sluis doctor`: looks at its own configuration and at the other side, logs nobody in and
  /// sends nothing to anybody. Whatever the other side does is a finding.
  virtual boost::asio::awaitable<Findings> examine() = 0;

 protected:
  /// The only maker of Evidence.
  identity::Evidence evidence(identity::EmailAddress address,
                              std::optional<crypto::Secret> upstream_subject, std::string acr,
                              crypto::TimePoint authenticated_at) const;
  /// With what the connector must remember to tell the provider of a logout.
  static identity::Evidence with_farewell(identity::Evidence evidence, std::string farewell);

 private:
  ConnectorDescription description_;
};

}  // namespace sluis::upstream
