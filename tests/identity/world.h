#pragma once

// One store, one clock, and as many nodes as a test needs. A node has a ring and randomness of its
// own.

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fault/unavailable.h"
#include "identity/people.h"
#include "identity/register.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/identity/rings.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {

inline constexpr store::TimeToLive kRetention = std::chrono::days(90);

inline identity::Subject subject_of(std::string_view name) {
  return identity::Subject::of_upstream("realm", crypto::Secret::copy_of(name));
}

struct World {
  FakeClock clock;
  MemoryStore store{clock};

  std::size_t count(std::string_view prefix) {
    std::size_t found = 0;
    for (const auto& record : store.names()) found += record.name.starts_with(prefix) ? 1 : 0;
    return found;
  }

  std::string name_with(std::string_view prefix) {
    for (const auto& record : store.names()) {
      if (record.name.starts_with(prefix)) return record.name;
    }
    return {};
  }

  /// DESIGN §4: the fence aside, no name without a time to live, and none longer than the
  /// retention.
  void expect_everything_ends() {
    for (const auto& record : store.names()) {
      if (record.name == "fence") continue;
      ASSERT_TRUE(record.left) << record.name << " stays for ever";
      EXPECT_LE(*record.left, kRetention) << record.name;
    }
  }
};

/// What a node did: it recognised somebody, or it said why it could not.
struct Login {
  std::optional<identity::Person> person;
  std::optional<Unavailable::What> fault;
};

/// A visit to no service, by a session that a test does not look at.
inline identity::Visit some_visit() {
  return {.session_name = "se:some", .audience = std::nullopt};
}

inline identity::Visit visit_to(std::string sector, std::string session_name) {
  return {.session_name = std::move(session_name),
          .audience = identity::Audience::sector(std::move(sector))};
}

inline boost::asio::awaitable<void> keep_person(identity::Register& reg, identity::Subject subject,
                                                identity::Visit visit,
                                                std::optional<identity::Person>& kept) {
  kept = co_await reg.recognise(std::move(subject), std::move(visit));
}

template <typename T>
boost::asio::awaitable<void> keep_outcome_of(boost::asio::awaitable<T> work, T& kept) {
  kept = co_await std::move(work);
}

class Node {
 public:
  Node(store::Store& store, const crypto::Clock& clock, crypto::Keyring ring, std::string_view name)
      : ring_(std::move(ring)),
        mac_(ring_),
        random_(name),
        register_(store, mac_, clock, random_, kRetention),
        people_(store, clock, random_) {}

  boost::asio::awaitable<void> log_in(Login& login, std::string name,
                                      identity::Visit visit = some_visit()) {
    try {
      co_await keep_person(register_, subject_of(name), std::move(visit), login.person);
    } catch (const Unavailable& fault) {
      login.fault = fault.what_is();
    }
  }

  Login log_in(std::string name = "anna", identity::Visit visit = some_visit()) {
    Login login;
    run(log_in(login, std::move(name), std::move(visit)));
    return login;
  }

  /// For a test that wants a person and nothing else.
  identity::Person person(std::string name = "anna", identity::Visit visit = some_visit()) {
    Login login = log_in(std::move(name), std::move(visit));
    EXPECT_FALSE(login.fault);
    return std::move(login.person.value());
  }

  /// For a test that does not ask about replicas.
  boost::asio::awaitable<void> forget(identity::Person person) {
    co_await people_.forget(std::move(person));
  }

  identity::People& people() { return people_; }
  crypto::Random& random() { return random_; }

 private:
  crypto::Keyring ring_;
  crypto::PseudonymMac mac_;
  FixedRandom random_;
  identity::Register register_;
  identity::People people_;
};

inline crypto::Keyring first_ring() { return ring_of(1, {{.id = "k1"}}); }

/// k1 has been retired, k2 has taken over.
inline crypto::Keyring second_ring() {
  return ring_of(
      2, {{.id = "k1",
           .serial = 1,
           .active_at = {},
           .retired_at = crypto::TimePoint{} + std::chrono::hours(2)},
          {.id = "k2", .serial = 2, .active_at = crypto::TimePoint{} + std::chrono::hours(1)}});
}

inline bool is_same(const identity::Person& left, const identity::Person& right) {
  return left.link == right.link && left.seed == right.seed;
}

}  // namespace sluis::tests
