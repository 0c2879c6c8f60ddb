#pragma once

// Where a subcommand speaks: results on `out`, complaints on `error` (so that `--json` stays JSON).

#include <iosfwd>

namespace sluis::operate {

enum class Format { text, json };

struct Console {
  std::ostream& out;
  std::ostream& error;
};

}  // namespace sluis::operate
