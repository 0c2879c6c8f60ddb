#include "tests/store/memory_store.h"

#include <gtest/gtest.h>

#include "tests/store/run_awaitable.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;

TEST(MemoryStore, ThrowsWhileUnavailableAndRecovers) {
  crypto::SystemClock clock;
  MemoryStore store(clock);

  store.set_available(false);
  EXPECT_THROW(run(store.get("name")), Unavailable);
  store.set_available(true);

  EXPECT_EQ(run(store.get("name")), std::nullopt);
}

TEST(MemoryStore, ListsNamesWithTimeToLive) {
  crypto::SystemClock clock;
  MemoryStore store(clock);

  run(store.put({"b", "1", 1h}));
  run(store.find_or_add({{"a"}, "2", 1h, 4}));
  const auto names = store.names();

  ASSERT_EQ(names.size(), 3u);
  EXPECT_EQ(names[0].name, "a");
  EXPECT_TRUE(names[0].left.has_value());
  EXPECT_EQ(names[2].name, "fence");
  EXPECT_FALSE(names[2].left.has_value());
}

}  // namespace
}  // namespace sluis::tests
