#pragma once

// What is done with a Person afterwards. "No person, no use": whatever acts for her asks `is_there`
// first. None of this renews her records; only a login does (Register).

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "crypto/clock.h"
#include "crypto/random.h"
#include "identity/audience.h"
#include "identity/person.h"
#include "store/store.h"

namespace sluis::identity {

class People {
 public:
  People(store::Store& store, const crypto::Clock& clock, crypto::Random& random);

  /// Nothing once she is forgotten or expired.
  boost::asio::awaitable<std::optional<Person>> open(crypto::Secret link);
  boost::asio::awaitable<bool> is_there(std::string person_name);

  /// That a service is about to get her pseudonym, and that a session of hers exists. `person` is
  /// brought up to date with what stands in the store. False if she is gone.
  boost::asio::awaitable<bool> note_recipient(Person& person, Audience audience);
  boost::asio::awaitable<bool> note_session(Person& person, std::string session_name);

  /// Removes `id:`, `pe:` and her sessions; everything else that acted for her is dead with them.
  boost::asio::awaitable<void> forget(Person person);

 private:
  store::Store& store_;
  const crypto::Clock& clock_;
  crypto::Random& random_;
};

}  // namespace sluis::identity
