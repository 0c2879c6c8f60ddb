#include "operate/keys_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <stdexcept>

#include "crypto/rotation.h"
#include "operate/store_visit.h"
#include "operate/timestamp.h"
#include "operate/token_keys.h"

namespace sluis::operate {

namespace {

using crypto::Purpose;

struct Looked {
  boost::json::array purposes;
  std::vector<std::string> lines;
  std::vector<std::string> warnings;
};

boost::json::value moment(const std::optional<crypto::TimePoint>& time) {
  if (!time) return nullptr;
  return boost::json::string(timestamp(*time));
}

/// By then `sluis keys tick` will have replaced it.
crypto::TimePoint replaced_by(const crypto::Key& key, const Status& status,
                              std::chrono::milliseconds published_ahead) {
  const auto& times = key.timetable;
  if (times.retired_at) return *times.retired_at;
  return times.active_at +
         std::max<std::chrono::milliseconds>(status.rotate_every, published_ahead);
}

void look_at_old(const crypto::Keyring& ring, Purpose purpose, crypto::TimePoint now,
                 boost::json::array& old, Looked& looked) {
  for (const crypto::Key& key : ring.keys()) {
    if (key.purpose != purpose || !key.has_material()) continue;
    const auto state = key.state_at(now);
    if (state == crypto::KeyState::destroyed) {
      looked.warnings.push_back(key.id + " is to be destroyed: `sluis keys tick` does it");
    }
    if (state != crypto::KeyState::retired) continue;
    old.push_back({{"id", key.id}, {"destroyed_at", moment(key.timetable.destroyed_at)}});
    looked.lines.push_back(fmt::format("  {:<17}  {} only looks back, until {}", "", key.id,
                                       plain_time(*key.timetable.destroyed_at)));
  }
}

void look_at_ends(const crypto::Keyring& ring, Purpose purpose, const crypto::KeyTerms& terms,
                  crypto::TimePoint now, Looked& looked) {
  for (const crypto::Key& key : ring.keys()) {
    if (key.purpose != purpose || !crypto::ends_early(key, terms, now)) continue;
    looked.warnings.push_back(fmt::format(
        "{} would go at {}, before what is made with it: `sluis keys tick` keeps it until {}",
        key.id, plain_time(*key.timetable.destroyed_at),
        plain_time(*key.timetable.retired_at + terms.kept_after)));
  }
}

void look_at(const crypto::Keyring& ring, Purpose purpose, const Status& status,
             crypto::TimePoint now, Looked& looked) {
  const auto name = std::string(name_of(purpose));
  boost::json::object found{{"purpose", name}, {"primary", nullptr}, {"next", nullptr}};
  if (!ring.has_active(purpose, now)) {
    looked.warnings.push_back(name + " has no key in use: see `sluis keys init`");
    looked.purposes.emplace_back(std::move(found));
    return;
  }
  const auto& key = ring.primary(purpose, now);
  const auto terms = crypto::terms_of(purpose, status.retention);
  const auto end = replaced_by(key, status, terms.published_ahead);
  looked.lines.push_back(fmt::format("  {:<17}  {} is used since {}", name, key.id,
                                     plain_time(key.timetable.active_at)));
  found["primary"] = key.id;
  found["active_at"] = moment(key.timetable.active_at);
  if (const auto* next = crypto::pending_key(ring, purpose, now)) {
    found["next"] = next->id;
    found["next_active_at"] = moment(next->timetable.active_at);
    looked.lines.push_back(fmt::format("  {:<17}  {} takes over at {}", "", next->id,
                                       plain_time(next->timetable.active_at)));
  } else {
    found["due_at"] = moment(end);
    looked.lines.push_back(
        fmt::format("  {:<17}  its successor is due by {}", "", plain_time(end)));
    if (end < now) looked.warnings.push_back(key.id + " is too old: does `sluis keys tick` run?");
  }
  boost::json::array old;
  look_at_old(ring, purpose, now, old, looked);
  look_at_ends(ring, purpose, terms, now, looked);
  found["retired"] = std::move(old);
  looked.purposes.emplace_back(std::move(found));
}

/// The keys that are about to be used by nodes that have this ring.
std::vector<const crypto::Key*> waiting_keys(const crypto::Keyring& ring, crypto::TimePoint now) {
  std::vector<const crypto::Key*> keys;
  for (const Purpose purpose : crypto::kPurposes) {
    if (const auto* next = crypto::pending_key(ring, purpose, now)) keys.push_back(next);
  }
  return keys;
}

/// One that has this ring, or thinks so, and uses other keys: two rings were made from one. By its
/// own clock, because at the moment of a rotation ours may say something else.
void look_at_primaries(const crypto::Keyring& ring, const Node& node, const std::string& name,
                       Looked& looked) {
  if (node.ring < ring.serial()) return;
  const auto expected = primaries_of(ring, node.seen + node.clock_ahead);
  for (const auto& [purpose, id] : node.primaries) {
    const auto ours = expected.find(purpose);
    if (ours == expected.end() || ours->second == id) continue;
    looked.warnings.push_back(
        fmt::format("node {} uses {} for {}, and this ring says {}: it has another ring", name, id,
                    purpose, ours->second));
  }
}

boost::json::array look_at_nodes(const crypto::Keyring& ring, const NodesSeen& seen,
                                 crypto::TimePoint now, Looked& looked) {
  boost::json::array nodes;
  if (!seen.why_unknown.empty()) looked.warnings.push_back("the nodes: " + seen.why_unknown);
  for (const Node& node : seen.nodes) {
    const auto ago = std::chrono::floor<std::chrono::seconds>(now - node.seen);
    // Two on one machine have one name.
    const auto name = fmt::format("{} ({})", node.host, node.id);
    nodes.push_back({{"host", node.host},
                     {"id", node.id},
                     {"version", node.version},
                     {"ring", node.ring},
                     {"clock_ahead_ms", node.clock_ahead.count()},
                     {"not_ready", node.not_ready},
                     {"seconds_ago", ago.count()}});
    looked.lines.push_back(fmt::format("  node {}: ring {}, clock {:+} ms, seen {} s ago", name,
                                       node.ring, node.clock_ahead.count(), ago.count()));
    if (!node.not_ready.empty()) {
      looked.warnings.push_back(fmt::format("node {} is not ready: {}", name, node.not_ready));
    }
    for (const auto* key : waiting_keys(ring, now)) {
      if (node.ring >= key->serial) continue;
      looked.warnings.push_back(
          fmt::format("node {} has ring {} and lacks {}, which is used from {}", name, node.ring,
                      key->id, plain_time(key->timetable.active_at)));
    }
    if (node.ring < ring.serial()) {
      looked.warnings.push_back(
          fmt::format("node {} has ring {}, and this is ring {}", name, node.ring, ring.serial()));
    }
    look_at_primaries(ring, node, name, looked);
  }
  return nodes;
}

}  // namespace

namespace {

boost::asio::awaitable<void> find_nodes(store::Store& store, NodesSeen& seen) {
  seen.nodes = co_await nodes_in(store);
}

}  // namespace

NodesSeen ask_nodes(const store::RedisSettings& redis, const crypto::Clock& clock) {
  NodesSeen seen;
  try {
    StoreVisit visit(redis, clock);
    visit.wait_for(find_nodes(visit.store(), seen));
  } catch (const std::runtime_error& reason) {
    seen.why_unknown = reason.what();
  }
  return seen;
}

int keys_status(const KeysAsked& asked, const Status& status) {
  bool is_good = true;
  const int exit_code = with_plain_reasons(asked.console, [&] {
    const auto ring = open_ring(asked.files);
    const auto now = asked.clock.now();
    Looked looked;
    for (const Purpose purpose : crypto::kPurposes) look_at(ring, purpose, status, now, looked);
    for (auto& wrong : wrong_in_token(asked, ring)) looked.warnings.push_back(std::move(wrong));
    boost::json::array nodes;
    if (status.nodes) nodes = look_at_nodes(ring, *status.nodes, now, looked);
    is_good = looked.warnings.empty();
    if (asked.format == Format::json) {
      boost::json::object all{
          {"serial", ring.serial()},
          {"purposes", std::move(looked.purposes)},
          {"warnings", boost::json::array(looked.warnings.begin(), looked.warnings.end())}};
      if (status.nodes) all["nodes"] = std::move(nodes);
      asked.console.out << boost::json::serialize(all) << "\n";
      return;
    }
    asked.console.out << "ring " << ring.serial() << "\n";
    for (const auto& line : looked.lines) asked.console.out << line << "\n";
    for (const auto& line : looked.warnings) asked.console.out << "! " << line << "\n";
  });
  return is_good ? exit_code : 1;
}

}  // namespace sluis::operate
