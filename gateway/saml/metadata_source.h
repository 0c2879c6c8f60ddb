#pragma once

// Where the metadata of a provider or a service come from, and whose they must be: a file that came
// with the configuration, or an https address of theirs.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "fault/refusal.h"
#include "saml/key.h"
#include "saml/metadata.h"

namespace sluis::saml {

/// What we ask such an address for (SAML Metadata, Annex A), and what servers call it as well.
inline constexpr std::string_view kMetadataMediaTypes =
    "application/samlmetadata+xml, application/xml, text/xml";

struct MetadataSource {
  std::string entity_id;             // whose they must be, to the letter
  std::string url{};                 // empty: the text is all there is
  std::string text{};                // of the file
  std::vector<PublicKey> signers{};  // pinned: one of them must have signed it
  bool may_be_plain = false;         // a laboratory's: addresses in it may be http
  /// Standards SAM-05. Then they must say until when they hold, and it must be no later than that.
  std::optional<std::chrono::days> longest_validity{};

  /// The source outlives them.
  MetadataRules rules(crypto::TimePoint now) const;
};

/// Why what came from there is refused, in an operator's words. Nothing where that depends on
/// whether they are a provider's or a service's.
std::optional<std::string> why_no_good(const MetadataSource& source, Refusal refusal);

}  // namespace sluis::saml
