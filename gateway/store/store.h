#pragma once

// Bytes under a name with a time to live. The store knows no people, no keys and no protocol; what
// it holds is sealed by those who hold the secret (DESIGN §3, "Sealed by its holder").
//
// Every operation is atomic by itself. `run` sends a list in one round trip, in order; the list as
// a whole is not atomic. No name is ever written without a time to live, the fence aside.
//
// Throws Unavailable when the store does not answer within its deadline; then nothing is known
// about what was done. To be called from the thread that owns the store.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crypto/clock.h"

namespace sluis::store {

using TimeToLive = std::chrono::milliseconds;

/// Writes, whatever was there. Outcome: Done.
struct Put {
  std::string name;
  std::string value;
  TimeToLive time_to_live;
};
/// Outcome: Value.
struct Get {
  std::string name;
};
/// Reads and removes. Outcome: Value.
struct Take {
  std::string name;
};
/// Writes only if the name is free. Outcome: Flag, true if it was written.
struct Add {
  std::string name;
  std::string value;
  TimeToLive time_to_live;
};
/// Counts one up from nothing; the time to live starts at the first count and is not moved by later
/// ones. Outcome: Number, the count after this one.
struct Count {
  std::string name;
  TimeToLive time_to_live;
};
/// Sets a new time to live. Outcome: Flag, false if the name is not there (and it is not made).
struct Renew {
  std::string name;
  TimeToLive time_to_live;
};
/// Looks under each name in turn. Where nothing is found and a value is given, writes it under the
/// first name. First compares the caller's clock with the store's own: further apart than
/// crypto::kClocksMayDiffer is ASTRAY and does nothing. Then looks at the fence (DESIGN §3), which
/// holds a serial and the id of a key: a lower `ring_serial` is STALE and does nothing, a ring that
/// never had that key is FORKED and does nothing, a higher serial raises the fence. Outcome: Found.
struct FindOrAdd {
  std::vector<std::string> names;  // 1 to 16, the primary key's first
  std::optional<std::string> value;
  TimeToLive time_to_live;
  std::uint64_t ring_serial;
  std::optional<crypto::TimePoint> now{};  // none: who asks reads no timetable
  std::vector<std::string> ring_keys{};    // ids of all that the ring ever had, the primary's first
};
/// Changes or removes a record only if it still is what the caller has seen. Without a replacement
/// it is removed; without a time to live the old one is kept. Outcome: Flag, true if it was as
/// expected.
struct Replace {
  std::string name;
  std::string expected;
  std::optional<std::string> replacement;
  std::optional<TimeToLive> time_to_live;
};

using Operation = std::variant<Put, Get, Take, Add, Count, Renew, FindOrAdd, Replace>;

struct Done {};
using Value = std::optional<std::string>;
struct Found {
  enum class How { astray, stale, forked, absent, present, added };
  How how;
  std::size_t index = 0;  // which of the names, when present
  std::string value{};    // what stands there, when present
};

using Outcome = std::variant<Done, Value, bool, std::int64_t, Found>;

/// Whether what was written is on a replica too, so that it outlives the primary.
enum class Copied { no_replica, yes, no };

struct Lasting {
  std::vector<Outcome> outcomes;
  Copied copied;
};

/// Throws std::invalid_argument for what no caller of ours may ask: a time to live below a
/// millisecond, or a number of names that is not 1 to 16. Every store checks this before it does
/// anything.
void require_sound(const Operation& operation);

class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// As many outcomes as operations, in order, each of the kind that its operation names.
  virtual boost::asio::awaitable<std::vector<Outcome>> run(std::vector<Operation> operations) = 0;

  /// As `run`; where there is a replica, waits until one has all of it too (`no`: none said so in
  /// time, and the primary has it alone). Dear: for what may not be lost with the primary.
  virtual boost::asio::awaitable<Lasting> run_lasting(std::vector<Operation> operations);

  // One operation alone.
  boost::asio::awaitable<void> put(Put operation);
  boost::asio::awaitable<Value> get(std::string name);
  boost::asio::awaitable<Value> take(std::string name);
  boost::asio::awaitable<bool> add(Add operation);
  boost::asio::awaitable<std::int64_t> count(std::string name, TimeToLive time_to_live);
  boost::asio::awaitable<bool> renew(std::string name, TimeToLive time_to_live);
  boost::asio::awaitable<Found> find_or_add(FindOrAdd operation);
  boost::asio::awaitable<bool> replace(Replace operation);
};

}  // namespace sluis::store
