#pragma once

// The services that speak SAML as their metadata show them at this moment: from a file, as they
// were read with the configuration; from an address, as they were fetched last (http/published.h).
// One per worker thread.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "crypto/clock.h"
#include "downstream/saml_clients.h"
#include "fault/event.h"
#include "http/client.h"
#include "http/published.h"

namespace sluis::downstream {

class SamlServices {
 public:
  struct Parts {
    const SamlClients& clients;
    http::Client& outbound;
    const crypto::Clock& clock;
    Journal journal;
  };
  // Shared: a request goes on with the metadata that it began with.
  using Service = std::shared_ptr<const SamlClient>;

  explicit SamlServices(Parts parts);

  /// Refuses with client_unknown, with saml_expired where the metadata have ended, and as
  /// read_service does where there is no good copy. Throws Unavailable (service, busy).
  boost::asio::awaitable<std::expected<Service, Refusal>> of_entity(std::string entity_id);
  boost::asio::awaitable<std::expected<Service, Refusal>> of_id(std::string id);

  /// For a signature by a key that its metadata do not have (standards SAM-18). Nothing where there
  /// is nothing newer. Whoever calls himself that service makes us ask its address, once a minute
  /// at most.
  boost::asio::awaitable<std::optional<Service>> newer(std::string id);

 private:
  using Published = http::Published<SamlClient>;

  boost::asio::awaitable<std::expected<Service, Refusal>> now(const SamlClient* registered);
  Published published(const SamlClient& registered) const;

  Parts parts_;
  std::map<std::string, Published, std::less<>> published_;  // by the client's id
};

}  // namespace sluis::downstream
