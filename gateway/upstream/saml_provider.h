#pragma once

// One SAML provider as its metadata show it: from a file that came with the configuration, or from
// an https address of its own, fetched by one login for all that wait and then again in the
// background, as often as it asks for. The last good copy survives a bad one and a silent address,
// a week at most and never beyond its validUntil. One per connector and worker thread; one thread.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "fault/event.h"
#include "fault/refusal.h"
#include "http/client.h"
#include "saml/metadata.h"

namespace sluis::upstream {

struct SamlMetadataSource {
  std::string entity_id;                   // whose they must be, to the letter
  std::string url{};                       // empty: the text is all there is
  std::string text{};                      // of the file
  std::vector<saml::PublicKey> signers{};  // pinned: one of them must have signed it
  bool may_be_plain = false;               // a laboratory's provider over http on loopback
};

/// What is in it, checked: its entity ID, a key that it signs with, and where it takes requests by
/// Redirect. Refuses with saml_issuer, and as saml::read_idp_metadata does.
std::expected<saml::IdpMetadata, Refusal> read_provider(const SamlMetadataSource& source,
                                                        std::string_view text,
                                                        crypto::TimePoint now);

/// Where it takes AuthnRequests by Redirect; nothing if nowhere that we may send people to.
const saml::Endpoint* sign_on_of(const saml::IdpMetadata& metadata, bool may_be_plain);

class SamlProvider {
 public:
  struct Parts {
    http::Client& client;
    const crypto::Clock& clock;
    Journal journal;
  };
  // Shared: a login goes on with the copy that it began with.
  using Metadata = std::shared_ptr<const saml::IdpMetadata>;

  static constexpr std::chrono::seconds kLongestKept = std::chrono::days(7);
  /// After one that failed or was bad; how often a signature by an unknown key makes us ask again.
  static constexpr std::chrono::seconds kBetweenTries{60};

  /// `connector`: its id, for the journal.
  SamlProvider(std::string connector, SamlMetadataSource source, Parts parts);

  /// Refuses as read_provider does, where there is no good copy. Throws Unavailable (provider).
  boost::asio::awaitable<std::expected<Metadata, Refusal>> metadata();

  /// For a signature that none of its keys made: it may have a new one. Nothing for a file, when
  /// the address was asked less than a minute ago, or when it has nothing good.
  boost::asio::awaitable<std::optional<Metadata>> newer_metadata();

 private:
  struct State;
  static boost::asio::awaitable<void> fetch(std::shared_ptr<State> state);
  static boost::asio::awaitable<void> refresh(std::shared_ptr<State> state);

  std::shared_ptr<State> state_;  // shared with a refresh, which a reload does not wait for
};

}  // namespace sluis::upstream
