#include "flow/requirements.h"

namespace sluis::flow {

crypto::TimePoint rounded(crypto::TimePoint authenticated_at) {
  using QuarterHour = std::chrono::duration<std::int64_t, std::ratio<15 * 60>>;
  return std::chrono::floor<QuarterHour>(authenticated_at);
}

}  // namespace sluis::flow
