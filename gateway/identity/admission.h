#pragma once

// Permission to come in. THE ADDRESS ENDS HERE: what leaves this file is a Subject, the name of the
// entry that admitted her, and how and when she proved herself.

#include <expected>
#include <optional>
#include <string>

#include "crypto/clock.h"
#include "fault/refusal.h"
#include "identity/acr.h"
#include "identity/allowlist.h"
#include "identity/evidence.h"
#include "identity/subject.h"

namespace sluis::identity {

struct Admission {
  Subject subject;
  std::string
      entry;  // the listed domain that admitted her, before alias; in the sealed session only
  std::string organisation;
  std::string connector;
  std::string acr;
  crypto::TimePoint authenticated_at;
  std::optional<crypto::TimePoint> until{};  // no session made of it is longer
};

/// Refuses with domain_not_listed, domain_not_yet_valid, domain_expired, connector_not_permitted
/// (this provider may not speak for this domain: standards SAM-19, §3.3), subject_missing (the
/// upstream's name for her is empty) or acr_too_weak.
std::expected<Admission, Refusal> admit(const Evidence& evidence, const Allowlist& allowlist,
                                        const AcrOrder& acr_order, crypto::TimePoint now);

/// Whether a session that this entry and connector admitted may still act. Refusals as above.
std::expected<const AllowlistEntry*, Refusal> still_admitted(std::string_view entry,
                                                             std::string_view connector,
                                                             const Allowlist& allowlist,
                                                             crypto::TimePoint now);

}  // namespace sluis::identity
