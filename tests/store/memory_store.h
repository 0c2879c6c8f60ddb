#pragma once

// The store in a map: the semantics of store/store.h to the letter, on a clock that the test moves.
// The conformance list (conformance_test.cpp) holds it to the same behaviour as Redis.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crypto/clock.h"
#include "fault/unavailable.h"
#include "store/store.h"

namespace sluis::tests {

class MemoryStore final : public store::Store {
 public:
  struct Listed {
    std::string name;
    std::optional<store::TimeToLive> left;  // none: stays for ever, which only the fence may
  };

  explicit MemoryStore(const crypto::Clock& clock) : clock_(clock) {}

  boost::asio::awaitable<std::vector<store::Outcome>> run(
      std::vector<store::Operation> operations) override {
    if (!is_available_) throw Unavailable(Unavailable::What::store, "the store does not answer");
    for (const store::Operation& operation : operations) store::require_sound(operation);
    ++round_trips_;
    std::vector<store::Outcome> outcomes;
    for (const store::Operation& operation : operations) {
      ++commands_;
      outcomes.push_back(std::visit([this](const auto& kind) { return perform(kind); }, operation));
    }
    co_return outcomes;
  }

  /// From now on every call throws Unavailable, or no longer does.
  void set_available(bool is_available) { is_available_ = is_available; }

  /// Everything that is still there, in the order of the names.
  std::vector<Listed> names() {
    drop_expired();
    std::vector<Listed> listed;
    for (const auto& [name, record] : records_) listed.push_back({name, left(record)});
    return listed;
  }

  /// What stands under a name, without touching it: for tests that look for what must not be
  /// stored.
  std::optional<std::string> peek(const std::string& name) {
    const Record* record = find(name);
    return record ? std::optional(record->value) : std::nullopt;
  }

  std::uint64_t commands() const { return commands_; }
  std::uint64_t round_trips() const { return round_trips_; }

 private:
  struct Record {
    std::string value;
    std::optional<crypto::TimePoint> end;
  };

  store::Outcome perform(const store::Put& put) {
    write(put.name, put.value, put.time_to_live);
    return store::Done{};
  }

  store::Outcome perform(const store::Get& get) { return store::Value(peek(get.name)); }

  store::Outcome perform(const store::Take& take) {
    store::Value value = peek(take.name);
    records_.erase(take.name);
    return value;
  }

  store::Outcome perform(const store::Add& add) {
    if (find(add.name)) return false;
    write(add.name, add.value, add.time_to_live);
    return true;
  }

  store::Outcome perform(const store::Count& count) {
    Record* record = find(count.name);
    if (!record) record = write(count.name, "0", count.time_to_live);
    const std::int64_t number = std::stoll(record->value) + 1;
    record->value = std::to_string(number);
    return number;
  }

  store::Outcome perform(const store::Renew& renew) {
    Record* record = find(renew.name);
    if (record) record->end = clock_.now() + renew.time_to_live;
    return record != nullptr;
  }

  store::Outcome perform(const store::FindOrAdd& wanted) {
    using How = store::Found::How;
    if (wanted.now && std::chrono::abs(*wanted.now - clock_.now()) > crypto::kClocksMayDiffer) {
      return store::Found{How::astray, 0, {}};
    }
    const Fence fence = standing_fence();
    if (wanted.ring_serial < fence.serial) return store::Found{How::stale, 0, {}};
    if (!fence.key.empty() &&
        std::ranges::find(wanted.ring_keys, fence.key) == wanted.ring_keys.end()) {
      return store::Found{How::forked, 0, {}};
    }
    raise_fence(wanted, fence);
    for (std::size_t index = 0; index < wanted.names.size(); ++index) {
      if (const Record* record = find(wanted.names[index])) {
        return store::Found{How::present, index, record->value};
      }
    }
    if (!wanted.value) return store::Found{How::absent, 0, {}};
    write(wanted.names.at(0), *wanted.value, wanted.time_to_live);
    return store::Found{How::added, 0, {}};
  }

  store::Outcome perform(const store::Replace& replace) {
    Record* record = find(replace.name);
    if (!record || record->value != replace.expected) return false;
    if (!replace.replacement) {
      records_.erase(replace.name);
      return true;
    }
    record->value = *replace.replacement;
    if (replace.time_to_live) record->end = clock_.now() + *replace.time_to_live;
    return true;
  }

  struct Fence {
    std::uint64_t serial = 0;
    std::string key{};
  };

  Fence standing_fence() {
    const Record* record = find("fence");
    if (!record) return {};
    std::size_t end = 0;
    const std::uint64_t serial = std::stoull(record->value, &end);
    const bool has_key = end < record->value.size();
    return {.serial = serial, .key = has_key ? record->value.substr(end + 1) : std::string()};
  }

  void raise_fence(const store::FindOrAdd& wanted, const Fence& standing) {
    const std::string key = wanted.ring_keys.empty() ? std::string() : wanted.ring_keys.front();
    if (wanted.ring_serial == standing.serial && key == standing.key) return;
    const std::string word = key.empty() ? key : " " + key;
    records_["fence"] = {std::to_string(wanted.ring_serial) + word, std::nullopt};
  }

  Record* write(const std::string& name, const std::string& value, store::TimeToLive time_to_live) {
    Record& record = records_[name];
    record = {value, clock_.now() + time_to_live};
    return &record;
  }

  Record* find(const std::string& name) {
    const auto found = records_.find(name);
    if (found == records_.end()) return nullptr;
    if (!has_ended(found->second)) return &found->second;
    records_.erase(found);
    return nullptr;
  }

  bool has_ended(const Record& record) const { return record.end && *record.end <= clock_.now(); }

  std::optional<store::TimeToLive> left(const Record& record) const {
    if (!record.end) return std::nullopt;
    return *record.end - clock_.now();
  }

  void drop_expired() {
    std::erase_if(records_, [this](const auto& entry) { return has_ended(entry.second); });
  }

  const crypto::Clock& clock_;
  std::map<std::string, Record> records_;
  bool is_available_ = true;
  std::uint64_t commands_ = 0;
  std::uint64_t round_trips_ = 0;
};

}  // namespace sluis::tests
