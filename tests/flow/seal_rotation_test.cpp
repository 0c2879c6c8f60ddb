// Random rotations of the seal key, on two nodes whose clocks differ: a login under way is never
// lost to one, and what was sealed by a key that is destroyed was dead before.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "crypto/rotation.h"
#include "flow/flow_cookie.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/flow/browser.h"
#include "tests/flow/example_request.h"

namespace sluis::flow {
namespace {

using namespace std::chrono_literals;
using crypto::Keyring;
using crypto::Purpose;

constexpr crypto::Retention kRetention{.identifier = std::chrono::days(90),
                                       .access_log = std::chrono::days(90)};
const crypto::KeyTerms kTerms = crypto::terms_of(Purpose::seal, kRetention);

Keyring first_ring(crypto::TimePoint now) {
  std::vector<crypto::Key> keys;
  keys.push_back(
      {"seal-1",
       Purpose::seal,
       1,
       {.published_at = now - 24h, .active_at = now - 24h, .retired_at = {}, .destroyed_at = {}},
       crypto::Secret::copy_of(std::string(32, 's'))});
  return {1, std::move(keys)};
}

Keyring rotated(const Keyring& ring, crypto::TimePoint now, crypto::Random& random) {
  const crypto::RotationPlan plan{
      .purpose = Purpose::seal, .now = now, .active_at = {}, .terms = kTerms};
  auto made = crypto::plan_rotation(ring, plan, random);
  if (made) return std::move(made->ring);
  auto tidy = crypto::without_the_dead(ring, now);
  return tidy ? std::move(*tidy) : crypto::raised(ring);
}

TEST(SealRotationProperty_Promise6, NoLoginUnderWayIsLostToARotation) {
  std::mt19937_64 dice(1);
  const auto up_to = [&dice](std::chrono::milliseconds longest) {
    return std::chrono::milliseconds(dice() % static_cast<std::uint64_t>(longest.count() + 1));
  };
  tests::FakeClock clock;
  tests::FixedRandom random;
  const http::CookieStyle style(true);
  Keyring ring = first_ring(clock.now());
  std::size_t most_keys = 0;

  for (int login = 0; login < 1'000; ++login) {
    clock.advance(up_to(2h));
    if (dice() % 4 == 0) ring = rotated(ring, clock.now(), random);
    const auto began = clock.now();
    const tests::FakeClock here(began + up_to(60s) - 30s);
    const tests::FakeClock there(began + up_to(13min) + up_to(60s) - 30s);
    tests::Browser browser;
    FlowCookies leaving(ring, here, random, style);
    const Flow flow = leaving.begin(tests::example_request());
    http::Response response;
    ASSERT_TRUE(leaving.save(flow, browser.request(), response));
    browser.take(response);

    const Keyring next = rotated(ring, began + up_to(13min), random);
    const auto back = FlowCookies(next, there, random, style).open(browser.request(), flow.id);

    ASSERT_TRUE(back) << "login " << login;
    most_keys = std::max(most_keys, ring.usable(Purpose::seal, clock.now()).size());
  }

  EXPECT_GE(most_keys, 3U);
}

}  // namespace
}  // namespace sluis::flow
