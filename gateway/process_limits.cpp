#include "process_limits.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>

namespace sluis {

void refuse_core_dumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

std::size_t claim_descriptors(std::size_t workers, std::size_t to_providers) {
  const rlim_t reserve = 64 + workers * (to_providers + 8);
  constexpr std::size_t kMost = 10'000;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  const auto left = limit.rlim_cur > 2 * reserve ? limit.rlim_cur - reserve : reserve;
  return std::min<std::size_t>(kMost, left / workers);
}

}  // namespace sluis
