#pragma once

// The numbers that the parts of the gateway keep themselves, for the metrics to read each time they
// are asked.

#include <cstddef>
#include <memory>
#include <vector>

#include "audit_trail.h"
#include "crypto/clock.h"
#include "operate/access_log.h"
#include "operate/journal.h"
#include "operate/metrics.h"
#include "upkeep.h"
#include "worker.h"

namespace sluis {

struct WatchedParts {
  const std::vector<std::unique_ptr<Worker>>& workers;
  const operate::EventLog& event_log;
  const operate::AccessLog* access_log;  // none: there is no such log
  const AuditTrail* audit;               // the same
  const Upkeep& upkeep;
  const crypto::Clock& clock;
};

/// All that is watched outlives the metrics.
void watch(operate::Metrics& metrics, const WatchedParts& parts);

std::size_t connections_of(const std::vector<std::unique_ptr<Worker>>& workers);

}  // namespace sluis
