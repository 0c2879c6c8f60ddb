#pragma once

// What the endpoints for Jitsi work with. All references outlive them; one set per worker thread.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "crypto/pool.h"
#include "crypto/random.h"
#include "downstream/jitsi_clients.h"
#include "fault/event.h"
#include "http/cookie.h"
#include "identity/room.h"
#include "store/store.h"
#include "web/page.h"

namespace sluis::downstream {

struct JitsiParts {
  std::string issuer;  // our origin, without a slash at its end
  const JitsiClients& clients;
  const crypto::Keyring& keyring;
  const crypto::Clock& clock;
  crypto::Random& random;
  crypto::Pool& pool;
  store::Store& store;
  identity::Rooms& rooms;
  const web::Pages& pages;
  http::CookieStyle cookies;
  /// The session that a deployment knows by this sid lives, and is in use.
  std::function<boost::asio::awaitable<bool>(std::string sid)> uses_session;
  Journal journal;
};

}  // namespace sluis::downstream
