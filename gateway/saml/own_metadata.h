#pragma once

// What we say of ourselves (SAML Metadata 2; standards SAM-07): one document as the identity
// provider of all services, and one for each connector where we are the service. Signed.
//
// Throws std::invalid_argument for a text that XML cannot hold. RSA signing: run it in the pool.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "saml/key.h"

namespace sluis::saml {

struct Logo {
  std::string url;  // https or data
  unsigned width_pixels;
  unsigned height_pixels;
};

struct Contact {
  std::string type;  // technical, support, administrative, billing or other
  std::string name;
  std::string email;
};

struct OwnEntity {
  std::string entity_id;
  std::string document_id;  // the ID that is signed: letters, digits, '_' first
  crypto::TimePoint valid_until;
  std::chrono::seconds cache_duration;
  std::vector<PublicKey> signing_keys;       // all that are published: two during a rollover
  std::vector<PublicKey> encryption_keys{};  // of a service only
  std::string logout_url;                    // empty, for a service: it takes no logout requests
  std::map<std::string, std::string> display_names{};  // language → text
  std::map<std::string, std::string> privacy_statement_urls{};
  std::optional<Logo> logo{};
  std::string organisation_url{};  // with the display names; empty: no Organization
  std::vector<Contact> contacts{};
};

struct OwnIdp {
  OwnEntity entity;
  std::string sign_on_url;  // by Redirect and by POST
  std::string error_url{};
  std::vector<std::string> scopes{};
  std::vector<std::string> name_id_formats{};
  bool wants_requests_signed = false;
};

struct OwnSp {
  OwnEntity entity;
  std::string consumer_url;  // by POST
};

std::string to_metadata(const OwnIdp& idp, const PrivateKey& key);
std::string to_metadata(const OwnSp& sp, const PrivateKey& key);

}  // namespace sluis::saml
