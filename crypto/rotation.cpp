#include "crypto/rotation.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace sluis::crypto {

namespace {

std::vector<Key> clones_of(const Keyring& ring) {
  std::vector<Key> keys;
  for (const Key& key : ring.keys()) keys.push_back(key.clone());
  return keys;
}

bool is_pending(const Key& key, TimePoint now) {
  const KeyState state = key.state_at(now);
  return state == KeyState::planned || state == KeyState::published;
}

/// A node whose clock is ahead may have begun with it.
bool may_be_used(const Key& key, TimePoint now) {
  return key.timetable.active_at <= now + kNodesMayDiffer;
}

bool is_gone(const Key& key, TimePoint now) {
  return !key.has_material() || key.state_at(now) == KeyState::destroyed;
}

// Those that a plan has retired already keep their times.
void retire(Key& key, TimePoint at, std::chrono::milliseconds kept_after) {
  Timetable& table = key.timetable;
  if (!table.retired_at || *table.retired_at > at) {
    table.retired_at = std::max(at, table.active_at);
    table.destroyed_at = *table.retired_at + kept_after;
  }
}

// What never came to be used has its times cut off, so that they stay in order.
void destroy(Key& key, TimePoint now) {
  Timetable& table = key.timetable;
  table.published_at = std::min(table.published_at, now);
  table.active_at = std::min(table.active_at, now);
  table.retired_at = std::min(table.retired_at.value_or(now), now);
  table.destroyed_at = std::min(table.destroyed_at.value_or(now), now);
  key.material = Secret();
}

bool has_room(const Keyring& ring, const RotationPlan& plan, TimePoint active_at) {
  return ring.usable(plan.purpose, active_at).size() < kLimitUsableKeys;
}

bool is_primary(const Keyring& ring, const Key& key, TimePoint now) {
  return ring.has_active(key.purpose, now) && ring.primary(key.purpose, now).id == key.id;
}

}  // namespace

const Key* pending_key(const Keyring& ring, Purpose purpose, TimePoint now) {
  for (const Key& key : ring.keys()) {
    if (key.purpose == purpose && key.has_material() && is_pending(key, now)) return &key;
  }
  return nullptr;
}

std::expected<Rotation, RotationRefusal> plan_rotation(const Keyring& ring,
                                                       const RotationPlan& plan, Random& random) {
  const TimePoint earliest = plan.now + plan.terms.published_ahead;
  const TimePoint active_at = plan.active_at.value_or(earliest);
  if (!ring.has_active(plan.purpose, plan.now)) return std::unexpected(RotationRefusal::no_key);
  if (pending_key(ring, plan.purpose, plan.now) != nullptr) {
    return std::unexpected(RotationRefusal::pending);
  }
  if (active_at < earliest) return std::unexpected(RotationRefusal::too_early);
  if (active_at > plan.now + kLongestPlan) return std::unexpected(RotationRefusal::too_late);
  if (!has_room(ring, plan, active_at)) return std::unexpected(RotationRefusal::too_many);

  const std::uint64_t serial = ring.serial() + 1;
  std::vector<Key> keys = clones_of(ring);
  std::vector<std::string> retired;
  for (Key& key : keys) {
    if (key.purpose != plan.purpose || key.state_at(plan.now) != KeyState::active) continue;
    retire(key, active_at, plan.terms.kept_after);
    retired.push_back(key.id);
  }
  const Timetable table{
      .published_at = plan.now, .active_at = active_at, .retired_at = {}, .destroyed_at = {}};
  keys.push_back(make_key(plan.purpose, serial, table, random, plan.home));
  std::string made = keys.back().id;
  return Rotation{Keyring(serial, std::move(keys)), std::move(made), std::move(retired)};
}

std::expected<Rotation, RotationRefusal> rotate_at_once(const Keyring& ring,
                                                        const RotationPlan& plan, OldKeys old,
                                                        Random& random) {
  if (old == OldKeys::kept && !has_room(ring, plan, plan.now)) {
    return std::unexpected(RotationRefusal::too_many);
  }
  const std::uint64_t serial = ring.serial() + 1;
  // In the past, so that a node whose clock is behind begins with it too.
  const TimePoint from = plan.now - kNodesMayDiffer;
  std::vector<Key> keys = clones_of(ring);
  std::vector<std::string> retired;
  for (Key& key : keys) {
    if (key.purpose != plan.purpose || is_gone(key, plan.now)) continue;
    retired.push_back(key.id);
    if (old == OldKeys::destroyed || !may_be_used(key, plan.now)) {
      destroy(key, plan.now);
    } else {
      retire(key, from, plan.terms.kept_after);
    }
  }
  const Timetable table{
      .published_at = from, .active_at = from, .retired_at = {}, .destroyed_at = {}};
  keys.push_back(make_key(plan.purpose, serial, table, random, plan.home));
  std::string made = keys.back().id;
  return Rotation{Keyring(serial, std::move(keys)), std::move(made), std::move(retired)};
}

std::expected<Keyring, DestroyRefusal> destroyed(const Keyring& ring, std::string_view id,
                                                 TimePoint now) {
  std::vector<Key> keys = clones_of(ring);
  const auto found = std::ranges::find(keys, id, &Key::id);
  if (found == keys.end()) return std::unexpected(DestroyRefusal::no_such_key);
  if (!found->has_material()) return std::unexpected(DestroyRefusal::already);
  if (is_primary(ring, *found, now)) return std::unexpected(DestroyRefusal::in_use);
  if (is_pending(*found, now)) {
    // Who moved to it would be lost, and the fence would turn away whoever is left without it.
    if (may_be_used(*found, now)) return std::unexpected(DestroyRefusal::in_use_elsewhere);
    const TimePoint never = found->timetable.active_at;
    for (Key& key : keys) {
      if (key.purpose != found->purpose || key.timetable.retired_at != never) continue;
      key.timetable.retired_at.reset();
      key.timetable.destroyed_at.reset();
    }
  }
  destroy(*found, now);
  return Keyring(ring.serial() + 1, std::move(keys));
}

std::optional<Keyring> without_the_dead(const Keyring& ring, TimePoint now) {
  std::vector<Key> keys = clones_of(ring);
  bool has_changed = false;
  for (Key& key : keys) {
    if (!key.has_material() || key.state_at(now) != KeyState::destroyed) continue;
    key.material = Secret();
    has_changed = true;
  }
  if (!has_changed) return std::nullopt;
  return Keyring(ring.serial() + 1, std::move(keys));
}

bool ends_early(const Key& key, const KeyTerms& terms, TimePoint now) {
  const Timetable& table = key.timetable;
  if (is_gone(key, now) || !table.retired_at || !table.destroyed_at) return false;
  return *table.destroyed_at < *table.retired_at + terms.kept_after;
}

std::optional<Prolonged> prolonged(const Keyring& ring, const Retention& retention, TimePoint now) {
  std::vector<Key> keys = clones_of(ring);
  std::vector<std::string> kept_longer;
  for (Key& key : keys) {
    const KeyTerms terms = terms_of(key.purpose, retention);
    if (!ends_early(key, terms, now)) continue;
    key.timetable.destroyed_at = *key.timetable.retired_at + terms.kept_after;
    kept_longer.push_back(key.id);
  }
  if (kept_longer.empty()) return std::nullopt;
  return Prolonged{Keyring(ring.serial() + 1, std::move(keys)), std::move(kept_longer)};
}

Keyring raised(const Keyring& ring) { return {ring.serial() + 1, clones_of(ring)}; }

}  // namespace sluis::crypto
