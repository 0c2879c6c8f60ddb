#pragma once

// What the endpoints of the SAML identity provider work with. All references outlive them; one set
// per worker thread.

#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/encoding.h"
#include "crypto/pool.h"
#include "crypto/random.h"
#include "downstream/saml_clients.h"
#include "fault/event.h"
#include "http/client.h"
#include "saml/own_keys.h"
#include "web/page.h"

namespace sluis::downstream {

struct SamlParts {
  std::string issuer;  // our origin, without a slash at its end
  std::string scope;   // our host: what stands behind the @ of a pairwise-id
  const SamlClients& clients;
  std::vector<std::string> acr_weakest_first;
  const saml::OwnKeys& keys;
  const crypto::Clock& clock;
  crypto::Random& random;
  crypto::Pool& pool;
  http::Client& outbound;  // to services
  const web::Pages& pages;
  Journal journal;

  std::string entity_id() const { return issuer + "/saml/metadata"; }
  std::string sign_on_url() const { return issuer + "/saml/sso"; }
  std::string logout_url() const { return issuer + "/saml/slo"; }
  /// Of a message: 160 bits (SAML Core 1.3.4), behind '_' since an xs:ID begins with no digit.
  std::string new_id() const { return "_" + crypto::base32_lower_encode(random.octets(20)); }
};

}  // namespace sluis::downstream
