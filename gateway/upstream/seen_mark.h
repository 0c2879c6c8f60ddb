#pragma once

// Marks of what may be used once (an answer of a provider): names in the store that tell nothing,
// made with the `seal` key that was the primary one when she left.

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>

#include "crypto/keyring.h"
#include "store/store.h"

namespace sluis::upstream {

class SeenMarks {
 public:
  SeenMarks(const crypto::Keyring& keyring, std::string_view key_id, crypto::TimePoint now);

  /// False once that key has been destroyed.
  bool can_be_made() const { return key_ != nullptr; }
  /// `use`: a label of its own, and what is used.
  store::Add of(std::initializer_list<std::string_view> use, store::TimeToLive lifetime) const;

 private:
  const crypto::Key* key_ = nullptr;
};

}  // namespace sluis::upstream
