#include "http/connection_pool.h"

#include <gtest/gtest.h>

namespace sluis::http {
namespace {

using std::chrono::seconds;
using Pool = ConnectionPool<int>;

constexpr Pool::Time kNow{seconds{1000}};
constexpr auto kLater = kNow + seconds{30};

std::shared_ptr<Pool> pool_of(std::size_t kept_per_origin, std::size_t all) {
  return std::make_shared<Pool>(
      Pool::Limits{.kept_per_origin = kept_per_origin, .used_per_origin = all, .all = all});
}

void keep_one(Pool& pool, const std::string& origin, int name) {
  auto lease = pool.lease(origin, kNow);
  lease.renew(std::make_unique<int>(name));
  lease.keep(kLater);
}

/// That many at once, so that none is used again.
void keep_many(Pool& pool, const std::string& origin, int count) {
  std::vector<Pool::Lease> leases;
  for (int name = 1; name <= count; ++name) {
    leases.push_back(pool.lease(origin, kNow));
    leases.back().renew(std::make_unique<int>(name));
  }
  for (auto& lease : leases) lease.keep(kLater);
}

TEST(ConnectionPool_Design9, GivesTheYoungestOfAnOrigin) {
  const auto pool = pool_of(8, 64);
  keep_many(*pool, "a", 2);

  auto lease = pool->lease("a", kNow);

  ASSERT_TRUE(lease.is_kept());
  EXPECT_EQ(lease.connection(), 2);
}

TEST(ConnectionPool_Design9, GivesNothingOfAnotherOrigin) {
  const auto pool = pool_of(8, 64);
  keep_one(*pool, "a", 1);

  EXPECT_FALSE(pool->lease("b", kNow).is_kept());
}

TEST(ConnectionPool_Design9, GivesNothingPastItsTime) {
  const auto pool = pool_of(8, 64);
  keep_one(*pool, "a", 1);

  EXPECT_FALSE(pool->lease("a", kLater).is_kept());
  EXPECT_EQ(pool->idle(), 0U);
}

TEST(ConnectionPool_Design9, KeepsOnlySoManyOfAnOrigin) {
  const auto pool = pool_of(2, 64);

  keep_many(*pool, "a", 3);

  EXPECT_EQ(pool->idle(), 2U);
}

TEST(ConnectionPool_Design9, IsBusyWhenAllAreInUse) {
  const auto pool = pool_of(8, 2);
  const auto first = pool->lease("a", kNow);
  const auto second = pool->lease("b", kNow);

  EXPECT_THROW(pool->lease("c", kNow), Unavailable);
}

TEST(ConnectionPool_Design9, GetsAPlaceBack) {
  const auto pool = pool_of(8, 1);
  {
    const auto first = pool->lease("a", kNow);
  }

  EXPECT_NO_THROW(pool->lease("b", kNow));
}

TEST(ConnectionPool_Design9, LetsAnIdleOneMakeRoom) {
  const auto pool = pool_of(8, 1);
  keep_one(*pool, "a", 1);

  const auto lease = pool->lease("b", kNow);

  EXPECT_FALSE(lease.is_kept());
  EXPECT_EQ(pool->idle(), 0U);
}

std::shared_ptr<Pool> two_of_an_origin() {
  return std::make_shared<Pool>(
      Pool::Limits{.kept_per_origin = 8, .used_per_origin = 2, .all = 64});
}

TEST(ConnectionPool_Design9, LeavesPlacesToOthersWhereOneOriginHangs) {
  const auto pool = two_of_an_origin();
  const auto first = pool->lease("a", kNow);
  const auto second = pool->lease("a", kNow);

  try {
    pool->lease("a", kNow);
    FAIL() << "a third place";
  } catch (const Unavailable& unavailable) {
    EXPECT_EQ(unavailable.what_is(), Unavailable::What::provider);
  }
  EXPECT_NO_THROW(pool->lease("b", kNow));
}

TEST(ConnectionPool_Design9, CountsOnlyWhatAnOriginUsesNow) {
  const auto pool = two_of_an_origin();
  keep_many(*pool, "a", 2);

  const auto lease = pool->lease("a", kNow);

  EXPECT_TRUE(lease.is_kept());
  EXPECT_NO_THROW(pool->lease("a", kNow));
}

}  // namespace
}  // namespace sluis::http
