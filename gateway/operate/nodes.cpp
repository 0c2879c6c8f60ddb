#include "operate/nodes.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <iterator>
#include <system_error>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::operate {

namespace {

namespace json = boost::json;

constexpr std::size_t kLongestRecord = 4096;
constexpr std::size_t kLongestWord = 256;

std::string name_of_slot(std::size_t slot) { return "node:" + std::to_string(slot); }

store::TimeToLive life() { return Heartbeat::kLife; }

bool is_fit(std::string_view word) {
  return word.size() <= kLongestWord &&
         std::ranges::all_of(word, [](char letter) { return letter >= ' ' && letter <= '~'; });
}

/// Reads members, and remembers whether any of them was not as it should be.
class Reader {
 public:
  explicit Reader(const json::object& object) : object_(object) {}

  std::string word(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value && value->is_string() && is_fit(value->get_string())) {
      return std::string(value->get_string());
    }
    is_good_ = false;
    return {};
  }

  std::int64_t number(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value && value->is_int64()) return value->get_int64();
    is_good_ = false;
    return 0;
  }

  std::map<std::string, std::string> words(std::string_view name) {
    std::map<std::string, std::string> read;
    const auto* value = object_.if_contains(name);
    is_good_ &= value && value->is_object();
    if (!is_good_) return read;
    for (const auto& [key, entry] : value->get_object()) {
      is_good_ &= entry.is_string() && is_fit(key) && is_fit(entry.get_string());
      if (is_good_) read.emplace(key, entry.get_string());
    }
    return read;
  }

  bool is_good() const { return is_good_; }

 private:
  const json::object& object_;
  bool is_good_ = true;
};

boost::asio::awaitable<std::vector<store::Value>> look_everywhere(store::Store& store) {
  std::vector<store::Operation> look;
  for (std::size_t slot = 1; slot <= Heartbeat::kMostNodes; ++slot) {
    look.emplace_back(store::Get{name_of_slot(slot)});
  }
  std::vector<store::Outcome> seen = co_await store.run(std::move(look));
  std::vector<store::Value> values;
  for (store::Outcome& outcome : seen) values.push_back(std::get<store::Value>(std::move(outcome)));
  co_return values;
}

}  // namespace

std::map<std::string, std::string> primaries_of(const crypto::Keyring& ring,
                                                crypto::TimePoint now) {
  std::map<std::string, std::string> primaries;
  for (const auto purpose : crypto::kPurposes) {
    if (!ring.has_active(purpose, now)) continue;
    primaries.emplace(name_of(purpose), ring.primary(purpose, now).id);
  }
  return primaries;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

std::string chain_mark(const std::filesystem::path& audit_log) {
  constexpr std::size_t kOctets = 12;  // to tell a few apart, not to prove anything
  std::error_code failed;
  auto file = std::filesystem::weakly_canonical(audit_log, failed);
  if (failed) file = audit_log;
  const auto hash = crypto::sha256(crypto::length_prefixed({host_name(), file.string()}));
  return crypto::base64url_encode(std::string_view(hash).substr(0, kOctets));
}

std::vector<std::string> audit_heads_of(const std::vector<Node>& nodes, std::string_view mark) {
  std::vector<std::string> heads;
  for (const Node& node : nodes) {
    if (!node.audit_head.empty() && node.audit_chain == mark) heads.push_back(node.audit_head);
  }
  return heads;
}

std::string text_of(const Node& node) {
  json::object primaries;
  for (const auto& [purpose, id] : node.primaries) primaries[purpose] = id;
  return json::serialize(json::object{{"id", node.id},
                                      {"host", node.host},
                                      {"version", node.version},
                                      {"ring", static_cast<std::int64_t>(node.ring)},
                                      {"primaries", std::move(primaries)},
                                      {"clock_ahead_ms", node.clock_ahead.count()},
                                      {"seen_ms", node.seen.time_since_epoch().count()},
                                      {"not_ready", node.not_ready},
                                      {"audit_head", node.audit_head},
                                      {"audit_chain", node.audit_chain}});
}

std::optional<Node> parse_node(std::string_view text) {
  if (text.size() > kLongestRecord) return std::nullopt;
  boost::system::error_code failed;
  const auto value = json::parse(text, failed);
  if (failed || !value.is_object()) return std::nullopt;
  Reader reader(value.get_object());
  const auto milliseconds = [&](std::string_view name) {
    return std::chrono::milliseconds(reader.number(name));
  };
  Node node{.id = reader.word("id"),
            .host = reader.word("host"),
            .version = reader.word("version"),
            .ring = static_cast<std::uint64_t>(reader.number("ring")),
            .primaries = reader.words("primaries"),
            .clock_ahead = milliseconds("clock_ahead_ms"),
            .seen = crypto::TimePoint(milliseconds("seen_ms")),
            .not_ready = reader.word("not_ready"),
            .audit_head = reader.word("audit_head"),
            .audit_chain = reader.word("audit_chain")};
  if (!reader.is_good()) return std::nullopt;
  return node;
}

boost::asio::awaitable<void> Heartbeat::beat(Node node) {
  std::string text = text_of(node);
  if (!name_.empty() && co_await renew(text)) co_return;
  name_.clear();
  co_await claim(std::move(text));
}

// Only while it still is what we wrote: the name may be another's by now.
boost::asio::awaitable<bool> Heartbeat::renew(std::string text) {
  store::Replace renewal{
      .name = name_, .expected = last_, .replacement = text, .time_to_live = life()};
  const bool is_ours = co_await store_.replace(std::move(renewal));
  if (is_ours) last_ = std::move(text);
  co_return is_ours;
}

boost::asio::awaitable<void> Heartbeat::claim(std::string text) {
  const std::vector<store::Value> seen = co_await look_everywhere(store_);
  for (std::size_t at = 0; at < seen.size(); ++at) {
    if (seen[at]) continue;
    store::Add claimed{.name = name_of_slot(at + 1), .value = text, .time_to_live = life()};
    if (!co_await store_.add(std::move(claimed))) continue;
    name_ = name_of_slot(at + 1);
    last_ = std::move(text);
    co_return;
  }
}

boost::asio::awaitable<void> Heartbeat::leave() {
  if (name_.empty()) co_return;
  store::Replace removal{.name = std::exchange(name_, {}),
                         .expected = last_,
                         .replacement = std::nullopt,
                         .time_to_live = std::nullopt};
  co_await store_.replace(std::move(removal));
}

boost::asio::awaitable<std::vector<Node>> nodes_in(store::Store& store) {
  std::vector<Node> nodes;
  for (const store::Value& value : co_await look_everywhere(store)) {
    if (!value) continue;
    if (auto node = parse_node(*value)) nodes.push_back(std::move(*node));
  }
  co_return nodes;
}

std::vector<Node> behind(const std::vector<Node>& nodes, std::uint64_t ring) {
  std::vector<Node> found;
  std::ranges::copy_if(nodes, std::back_inserter(found),
                       [&](const Node& node) { return node.ring < ring; });
  return found;
}

}  // namespace sluis::operate
