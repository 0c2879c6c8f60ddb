#pragma once

// How often one and the same human being may have herself forgotten: once a day. Afterwards she is
// a new person with a new link, so the mark is named by what stays the same: a MAC, under the
// `seal` key, of the name that her `id:` record has (decision 25), or had under a pseudonym key
// that is still looked back to. It says nothing without the ring, and it outlives the erasure on
// purpose.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "identity/person.h"
#include "store/store.h"

namespace sluis::portal {

class ForgetLimit {
 public:
  static constexpr std::chrono::hours kOnceIn{24};

  ForgetLimit(store::Store& store, const crypto::Keyring& keyring, const crypto::Clock& clock);

  /// Looks, and marks nothing. A mark that was made for this very person does not count: an erasure
  /// that a fault interrupted may be tried again.
  boost::asio::awaitable<bool> allows(const identity::Person& person);
  /// Marks the day as used, if it is not.
  boost::asio::awaitable<bool> claim(const identity::Person& person);

 private:
  struct Mark {
    std::string name;  // "fo:…"
    std::string whom;  // of the person who may still be forgotten under it
  };
  static Mark mark_of(const crypto::Secret& key, const std::string& handle,
                      const identity::Person& person);
  /// The primary `seal` key's, by her handle of today, first.
  std::vector<Mark> marks_of(const identity::Person& person) const;

  store::Store& store_;
  const crypto::Keyring& keyring_;
  const crypto::Clock& clock_;
};

}  // namespace sluis::portal
