#pragma once

// The registered services that speak SAML. What each can do and where it may be answered comes from
// its metadata (standards SAM-04), how it is to see people from the configuration. Immutable; a
// reload makes a new list.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "identity/audience.h"
#include "saml/encryption.h"
#include "saml/metadata.h"
#include "saml/metadata_source.h"

namespace sluis::downstream {

/// What a NameID says of a person: nothing that she is known by elsewhere.
enum class NameIdKind {
  persistent,  // the pseudonym, the same `sub` as over OpenID Connect
  transient,   // another one in each session
  email,       // an address that cannot exist, for services that insist on one
};

/// What an attribute can be filled with. Nothing else exists here.
enum class PersonalWord { pseudonym, username, name, email };

/// Whether assertions are encrypted where the service publishes a key for it.
enum class Encryption {
  as_published,
  never,  // `encrypt: never`, and preset rocketchat-saml: it publishes its key for ciphers that do
          // not exist here, always
};

/// What a request for a login by password (PasswordProtectedTransport, and nothing else) means.
enum class PasswordWish {
  is_meant,
  is_a_habit,  // preset rocketchat-saml: its operator often cannot take it out, and nobody reads
               // the answer
};

struct SamlAttribute {
  std::string name;  // as the service wants to read it: a URI, or a short name
  PersonalWord value;
};

struct SamlClient {
  std::string id;
  std::string name;  // as people know it
  std::string sector;
  saml::SpMetadata metadata;
  NameIdKind name_id = NameIdKind::persistent;
  std::vector<SamlAttribute> attributes{};
  Encryption encryption = Encryption::as_published;
  PasswordWish password_wish = PasswordWish::is_meant;
  /// Where the service publishes an encryption key: it asks for encrypted assertions.
  std::optional<saml::Recipient> recipient{};
  /// An address of theirs: then the list knows their entityID alone, and SamlServices the rest.
  std::optional<saml::MetadataSource> published{};

  identity::Audience audience() const { return identity::Audience::sector(sector); }
  const std::string& entity_id() const { return metadata.entity.entity_id; }
  /// Standards SAM-05: metadata that have ended are none.
  bool has_ended(crypto::TimePoint now) const;
  /// The addresses where it takes Responses by POST.
  const saml::Endpoint* consumer_at(std::string_view location) const;
  const saml::Endpoint* consumer_of_index(unsigned index) const;
  /// Where it takes LogoutResponses by Redirect.
  const saml::Endpoint* logout() const;
};

class SamlClients {
 public:
  /// Throws std::invalid_argument: an id or an entityID twice.
  explicit SamlClients(std::vector<SamlClient> clients);

  const SamlClient* find(std::string_view id) const;
  const SamlClient* find_entity(std::string_view entity_id) const;
  const std::map<std::string, SamlClient, std::less<>>& all() const { return clients_; }

 private:
  std::map<std::string, SamlClient, std::less<>> clients_;
};

}  // namespace sluis::downstream
