#pragma once

// What the endpoints of the OpenID Connect provider work with. All references outlive them; one set
// per worker thread.

#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "crypto/pool.h"
#include "crypto/random.h"
#include "downstream/clients.h"
#include "fault/event.h"
#include "http/client.h"
#include "http/cookie.h"
#include "identity/people.h"
#include "store/store.h"
#include "web/page.h"

namespace sluis::downstream {

struct OidcParts {
  std::string issuer;  // our origin, without a slash at its end
  const Clients& clients;
  std::vector<std::string> acr_weakest_first;
  const crypto::Keyring& keyring;
  const crypto::Clock& clock;
  crypto::Random& random;
  crypto::Pool& pool;
  store::Store& store;
  http::Client& outbound;  // to services, for the keys that they publish
  identity::People& people;
  const web::Pages& pages;
  http::CookieStyle cookies;
  Journal journal;
};

}  // namespace sluis::downstream
