#pragma once

// What a piece of work costs at most, for what must be refused cheaply (standards XSW-20).

#include <sys/resource.h>

#include <chrono>
#include <ctime>

namespace sluis::tests {

struct Cost {
  std::chrono::nanoseconds processor;  // of this thread, however busy the machine is
  long kilobytes;                      // by which the largest resident set has grown
};

template <typename Work>
Cost cost_of(const Work& work) {
  const auto now = [] {
    timespec spent{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
  };
  const auto peak = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  const auto peak_before = peak();
  const auto before = now();
  work();
  return {.processor = now() - before, .kilobytes = peak() - peak_before};
}

inline constexpr std::chrono::milliseconds kXsw20Processor{50};
inline constexpr long kXsw20Kilobytes = 16L * 1024;

}  // namespace sluis::tests
