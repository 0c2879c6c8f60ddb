#pragma once

// What a front may know of a login that succeeded.

#include <string>

#include "crypto/clock.h"
#include "identity/pseudonym.h"

namespace sluis::flow {

struct Grant {
  identity::Pseudonym pseudonym;
  std::string acr;
  crypto::TimePoint auth_time;  // already rounded where it must be
  std::string sid;              // of this service's view of the session; names its `si:` record
  std::string person_name;      // "pe:…": asked for before every use
};

}  // namespace sluis::flow
