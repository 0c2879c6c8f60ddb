#pragma once

// What the operator's listener answers (DESIGN §5): GET /metrics, /health/live, /health/ready.

#include <vector>

#include "http/message.h"
#include "operate/health.h"
#include "operate/metrics.h"

namespace sluis::operate {

/// Both must outlive the routes.
std::vector<http::Route> operate_routes(const Metrics& metrics, const Health& health);

}  // namespace sluis::operate
