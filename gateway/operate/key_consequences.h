#pragma once

// What stops working, for whom and until when, if a key goes before the last thing made with it is
// dead; and the word that somebody must type who wants it all the same.

#include <string>
#include <vector>

#include "crypto/keyring.h"

namespace sluis::operate {

struct Consequences {
  std::string word;
  std::vector<std::string> lines;
};

/// The old key is destroyed at once.
Consequences of_destroying(crypto::Purpose purpose);
/// A pseudonym key is replaced at once, and the old one kept to find people with.
Consequences of_replacing_at_once();
/// A planned successor is destroyed before it was used.
Consequences of_undoing_a_plan();

}  // namespace sluis::operate
