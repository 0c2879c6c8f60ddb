#include "crypto/pseudonym_mac.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

#include "crypto/mac.h"
#include "crypto/token_error.h"
#include "fault/unavailable.h"
#include "tests/store/run_awaitable.h"

namespace sluis::crypto {
namespace {

using namespace std::chrono_literals;
using tests::run;

constexpr TimePoint kNow{1'000h};

Key key_of(std::string id, std::uint64_t serial, Timetable table) {
  auto material = Secret::take(sha256(id));
  return {.id = std::move(id),
          .purpose = Purpose::pseudonym,
          .serial = serial,
          .timetable = table,
          .material = std::move(material)};
}

Key active_from(std::string id, std::uint64_t serial, TimePoint from) {
  return key_of(std::move(id), serial,
                {.published_at = from, .active_at = from, .retired_at = {}, .destroyed_at = {}});
}

template <typename... Keys>
Keyring ring_of(std::uint64_t serial, Keys... keys) {
  std::vector<Key> all;
  (all.push_back(std::move(keys)), ...);
  return {serial, std::move(all)};
}

std::vector<Secret> messages_of(std::initializer_list<std::string_view> texts) {
  std::vector<Secret> messages;
  for (const auto text : texts) messages.push_back(Secret::copy_of(text));
  return messages;
}

std::string expected(const std::string& id, std::string_view message) {
  return std::string(hmac_sha256(Secret::take(sha256(id)), message).expose());
}

TEST(PseudonymMac_Design3, AnswersEveryMessageUnderEveryVersionNewestFirst) {
  const Keyring ring = ring_of(7, active_from("old", 2, kNow - 2h), active_from("new", 7, kNow));
  const PseudonymMac mac(ring);

  const auto macs = run(mac.under_every_version(messages_of({"name", "lock"}), kNow));

  ASSERT_EQ(macs.newest_first.size(), 2U);
  EXPECT_EQ(macs.primary_serial, 7U);
  EXPECT_EQ(macs.newest_first[0].at(0).expose(), expected("new", "name"));
  EXPECT_EQ(macs.newest_first[0].at(1).expose(), expected("new", "lock"));
  EXPECT_EQ(macs.newest_first[1].at(0).expose(), expected("old", "name"));
  EXPECT_EQ(macs.newest_first[1].at(1).expose(), expected("old", "lock"));
}

TEST(PseudonymMac_Design3, FollowsTheTimetable) {
  const Keyring ring = ring_of(7, active_from("old", 2, kNow - 2h), active_from("new", 7, kNow));
  const PseudonymMac mac(ring);

  const auto macs = run(mac.under_every_version(messages_of({"name"}), kNow - 1h));

  ASSERT_EQ(macs.newest_first.size(), 1U);
  EXPECT_EQ(macs.primary_serial, 2U);
  EXPECT_EQ(macs.newest_first[0].at(0).expose(), expected("old", "name"));
}

TEST(PseudonymMac_Design3, NamesEveryKeyThatTheRingEverHadThePrimaryFirst) {
  const Keyring ring = ring_of(7, active_from("old", 2, kNow - 2h), active_from("new", 7, kNow));
  const PseudonymMac mac(ring);

  const auto now = run(mac.under_every_version(messages_of({"name"}), kNow));
  const auto before = run(mac.under_every_version(messages_of({"name"}), kNow - 1h));

  EXPECT_EQ(now.ring_keys, (std::vector<std::string>{"new", "old"}));
  EXPECT_EQ(before.ring_keys, (std::vector<std::string>{"old", "new"}));
}

TEST(PseudonymMac_Design3, LooksBackToSoManyVersionsAtMost) {
  std::vector<Key> keys;
  for (std::uint64_t i = 0; i < kLimitUsableKeys + 3; ++i) {
    keys.push_back(active_from("key" + std::to_string(i), 1, kNow - std::chrono::hours(i)));
  }
  const Keyring ring(1, std::move(keys));
  const PseudonymMac mac(ring);

  const auto macs = run(mac.under_every_version(messages_of({"name"}), kNow));

  EXPECT_EQ(macs.newest_first.size(), kLimitUsableKeys);
  EXPECT_EQ(macs.newest_first[0].at(0).expose(), expected("key0", "name"));
}

TEST(PseudonymMac_Design3, RefusesARingWithoutAnActiveKey) {
  const Keyring ring = ring_of(1, active_from("later", 1, kNow + 2h));
  const PseudonymMac mac(ring);

  EXPECT_THROW(run(mac.under_every_version(messages_of({"name"}), kNow)), std::runtime_error);
}

Key in_token(std::string id, std::uint64_t serial, TimePoint from) {
  Key key = active_from(std::move(id), serial, from);
  key.material = InToken{};
  return key;
}

/// A token with the keys that `key_of` would put into a file.
TokenLine token_of_the_same() {
  return {[] {
            return [](const MacWork& work) {
              Macs macs;
              for (const auto& id : work.key_ids) {
                macs.emplace_back();
                for (const auto& message : work.messages) {
                  macs.back().push_back(hmac_sha256(Secret::take(sha256(id)), message.expose()));
                }
              }
              return macs;
            };
          },
          TokenLine::Settings{}};
}

TEST(PseudonymMac_Hsm, AnswersTheSameFromATokenAsFromTheFile) {
  const Keyring ring = ring_of(8, in_token("new", 8, kNow), active_from("old", 2, kNow - 2h),
                               in_token("oldest", 1, kNow - 3h));
  TokenLine token = token_of_the_same();
  const PseudonymMac mac(ring, &token);

  const auto macs = run(mac.under_every_version(messages_of({"name", "lock"}), kNow));

  ASSERT_EQ(macs.newest_first.size(), 3U);
  std::size_t version = 0;
  for (const char* id : {"new", "old", "oldest"}) {
    EXPECT_EQ(macs.newest_first[version].at(0).expose(), expected(id, "name"));
    EXPECT_EQ(macs.newest_first[version++].at(1).expose(), expected(id, "lock"));
  }
}

Unavailable::What fault_of(const PseudonymMac& mac) {
  try {
    run(mac.under_every_version(messages_of({"name"}), kNow));
  } catch (const Unavailable& fault) {
    return fault.what_is();
  }
  throw std::logic_error("that worked");
}

TEST(PseudonymMac_Hsm, IsUnavailableWhereTheTokenRefuses) {
  const Keyring ring = ring_of(8, in_token("new", 8, kNow));
  TokenLine token(
      [] {
        return [](const MacWork&) -> Macs {
          throw TokenError(TokenError::Why::lost, "the token is away");
        };
      },
      TokenLine::Settings{});

  EXPECT_EQ(fault_of(PseudonymMac(ring, &token)), Unavailable::What::token);
}

TEST(PseudonymMac_Hsm, IsUnavailableWhereNobodyKnowsTheToken) {
  const Keyring ring = ring_of(8, in_token("new", 8, kNow));

  EXPECT_EQ(fault_of(PseudonymMac(ring)), Unavailable::What::token);
}

}  // namespace
}  // namespace sluis::crypto
