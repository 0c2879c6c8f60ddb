#pragma once

// The nodes of this gateway, as each tells of itself every ten seconds: its ring, its clock, and
// whether it may be sent people. They report and decide nothing: a node with an old ring or a wrong
// clock is stopped by the store itself (DESIGN §3, the fence).
//
// A record is named `node:1` to `node:64` and ends after half a minute, so that whoever asks looks
// in 64 places and not through the whole store. It holds nothing of people, and is not sealed.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "crypto/keyring.h"
#include "store/store.h"

namespace sluis::operate {

struct Node {
  std::string id;    // of this process: random
  std::string host;  // as the machine calls itself
  std::string version;
  std::uint64_t ring = 0;                          // its serial
  std::map<std::string, std::string> primaries{};  // a purpose, and the id of its primary key
  std::chrono::milliseconds clock_ahead{0};        // of the store's; behind: negative
  crypto::TimePoint seen{};                        // by the store's clock
  std::string not_ready{};                         // why; empty: it is
  std::string audit_head{};                        // of its audit log; empty: it has none
  std::string audit_chain{};                       // which log that is: chain_mark of it

  bool operator==(const Node&) const = default;
};

/// What its ring makes primary now.
std::map<std::string, std::string> primaries_of(const crypto::Keyring& ring, crypto::TimePoint now);

/// As the machine calls itself.
std::string host_name();

/// Tells one audit log from those of other nodes: a hash of the machine's name and the file's, for
/// neither its path nor its content belongs in the store.
std::string chain_mark(const std::filesystem::path& audit_log);

/// The heads that nodes tell of the log with this mark.
std::vector<std::string> audit_heads_of(const std::vector<Node>& nodes, std::string_view mark);

/// One line of JSON, and back; nothing if it is no such line, or holds what does not belong on a
/// terminal: whoever can write to the store could have put it there.
std::string text_of(const Node& node);
std::optional<Node> parse_node(std::string_view text);

/// This node's own record.
class Heartbeat {
 public:
  static constexpr std::chrono::seconds kEvery{10};
  static constexpr std::chrono::seconds kLife{30};
  static constexpr std::size_t kMostNodes = 64;

  explicit Heartbeat(store::Store& store) : store_(store) {}

  /// Renews the record, or finds a free name: at the start, or when this node was away for so long
  /// that its name was given to another. With 64 others there it does nothing. Throws Unavailable.
  boost::asio::awaitable<void> beat(Node node);
  /// On the way out. Throws Unavailable.
  boost::asio::awaitable<void> leave();

 private:
  boost::asio::awaitable<bool> renew(std::string text);
  boost::asio::awaitable<void> claim(std::string text);

  store::Store& store_;
  std::string name_{};  // empty: none is ours
  std::string last_{};  // what we wrote there
};

/// Those that have told of themselves within the last half minute. Throws Unavailable.
boost::asio::awaitable<std::vector<Node>> nodes_in(store::Store& store);

/// Those that have not loaded this ring, or a later one.
std::vector<Node> behind(const std::vector<Node>& nodes, std::uint64_t ring);

}  // namespace sluis::operate
