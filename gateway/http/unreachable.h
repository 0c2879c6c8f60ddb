#pragma once

// How far a request of ours came when there was no answer to it: what `send` throws, for those who
// want to know more than that it did not work.

#include <string_view>

#include "fault/finding.h"
#include "fault/unavailable.h"

namespace sluis::http {

class Unreachable final : public Unavailable {
 public:
  enum class Stage {
    url_refused,         // not one that may be asked
    name,                // no address for the host
    private_address,     // the rules forbid it
    connection,          // nobody takes it
    too_slow,            // too slow, wherever it got stuck
    certificate_time,    // expired, or not yet valid
    certificate_host,    // for another host
    certificate_issuer,  // from nobody whom we trust
    tls,                 // anything else about TLS
    answer,              // broken, too large, or none at all
  };

  Unreachable(Stage stage, const char* text) : Unavailable(What::provider, text), stage_(stage) {}

  Stage stage() const noexcept { return stage_; }

 private:
  Stage stage_;
};

/// In an operator's words, with whose side it is probably on. `url`: what was asked.
Finding explain(const Unreachable& why, std::string_view url);

}  // namespace sluis::http
