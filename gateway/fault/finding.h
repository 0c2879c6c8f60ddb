#pragma once

// What `sluis doctor` found: how bad it is, whose side it is on, and a sentence for the operator.
// Whoever knows makes it (a connector of its provider, the front of a service), operate prints it.
//
// No secret and no address in a text, and nothing of another party's but through `in_quotes`: it
// ends on a terminal.

#include <string>
#include <string_view>
#include <vector>

namespace sluis {

struct Finding {
  enum class Level {
    good,
    note,  // it works, or may work, and somebody should know
    bad,   // people cannot log in with this, or soon cannot
  };
  enum class Side { ours, theirs, network };

  Level level;
  Side side;
  std::string text;

  static Finding good(Side side, std::string text);
  static Finding note(Side side, std::string text);
  static Finding bad(Side side, std::string text);
};

using Findings = std::vector<Finding>;

std::string_view name_of(Finding::Level level);
std::string_view name_of(Finding::Side side);

/// In single quotes, at most 120 characters from ' ' to '~', every other octet as '?'.
std::string in_quotes(std::string_view foreign);

}  // namespace sluis
