#include "http/cache_lifetime.h"

#include <gtest/gtest.h>

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;

struct Caching {
  const char* cache_control;
  const char* age;
  std::chrono::seconds lifetime;
};

class CacheLifetime_Nlr07 : public testing::TestWithParam<Caching> {};

TEST_P(CacheLifetime_Nlr07, IsKeptAsLongAsItSaysWithinBounds) {
  http::Headers headers;
  if (*GetParam().cache_control) headers.add("Cache-Control", GetParam().cache_control);
  if (*GetParam().age) headers.add("Age", GetParam().age);

  EXPECT_EQ(http::cache_lifetime(headers), GetParam().lifetime);
}

INSTANTIATE_TEST_SUITE_P(
    Each, CacheLifetime_Nlr07,
    testing::Values(Caching{"", "", 3600s}, Caching{"public, max-age=600", "", 600s},
                    Caching{"Max-Age=\"600\"", "", 600s}, Caching{"max-age=600", "500", 100s},
                    Caching{"max-age=600", "900", 60s}, Caching{"max-age=0", "", 60s},
                    Caching{"max-age=soon", "", 60s}, Caching{"max-age=-5", "", 60s},
                    Caching{"no-store", "", 60s}, Caching{"max-age=600, no-cache", "", 60s},
                    Caching{"max-age=31536000", "", 24h}, Caching{"s-maxage=5", "", 3600s}));

}  // namespace

}  // namespace sluis::tests
