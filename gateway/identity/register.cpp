#include "identity/register.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "fault/unavailable.h"
#include "identity/handle.h"
#include "identity/pseudonym.h"
#include "identity/standing.h"

namespace sluis::identity {

namespace {

using How = store::Found::How;

// A try is lost only to another login, a migration or a forgetting of the same person at the same
// moment.
constexpr int kTries = 8;
constexpr std::size_t kSecretBytes = 32;
// Who is younger may still be on the primary alone (decision 28): her logins wait for a replica.
constexpr std::chrono::minutes kYoung{15};

/// Where she may be: under the primary key first, then under the older ones.
struct Handles {
  std::vector<Handle> newest_first;
  std::uint64_t primary_serial;
  std::vector<std::string> ring_keys;

  const Handle& primary() const { return newest_first.front(); }

  store::FindOrAdd search(std::optional<std::string> value, store::TimeToLive retention,
                          crypto::TimePoint now) const {
    std::vector<std::string> names;
    for (const Handle& handle : newest_first) names.push_back(handle.name);
    return {.names = std::move(names),
            .value = std::move(value),
            .time_to_live = retention,
            .ring_serial = primary_serial,
            .now = now,
            .ring_keys = ring_keys};
  }
  /// Under the primary's name alone: the other names still stand.
  store::FindOrAdd move(std::string value, store::TimeToLive retention,
                        crypto::TimePoint now) const {
    return {.names = {primary().name},
            .value = std::move(value),
            .time_to_live = retention,
            .ring_serial = primary_serial,
            .now = now,
            .ring_keys = ring_keys};
  }
};

boost::asio::awaitable<Handles> handles_at(const crypto::PseudonymMac& pseudonym_mac,
                                           const Subject& subject, crypto::TimePoint moment) {
  auto messages = Handle::messages(subject);
  crypto::MacsByVersion macs =
      co_await pseudonym_mac.under_every_version(std::move(messages), moment);
  Handles handles{.newest_first = {},
                  .primary_serial = macs.primary_serial,
                  .ring_keys = std::move(macs.ring_keys)};
  for (auto& of_version : macs.newest_first) {
    handles.newest_first.push_back(Handle::of(std::move(of_version)));
  }
  co_return handles;
}

/// A person whom a failover could take back: she must not have been shown to any service.
void require_copy(store::Copied copied) {
  if (copied == store::Copied::no) {
    throw Unavailable(Unavailable::What::store, "no replica has the new person in time");
  }
}

store::Operation remove_if_still(std::string name, std::string seen) {
  return store::Replace{.name = std::move(name),
                        .expected = std::move(seen),
                        .replacement = std::nullopt,
                        .time_to_live = std::nullopt};
}

// One recognition: what it needs at every step, for as long as it lasts.
class Recognition {
 public:
  Recognition(store::Store& store, crypto::Random& random, Handles handles, Visit visit,
              crypto::TimePoint now, store::TimeToLive retention)
      : store_(store),
        random_(random),
        handles_(std::move(handles)),
        visit_(std::move(visit)),
        now_(now),
        retention_(retention) {}

  boost::asio::awaitable<Person> run() {
    for (int attempt = 0; attempt < kTries; ++attempt) {
      store::FindOrAdd search = handles_.search(std::nullopt, retention_, now_);
      store::Found found = co_await store_.find_or_add(std::move(search));
      if (found.how == How::absent) {
        Person made = new_person();
        found = co_await add(made);
        if (found.how == How::added) co_return made;
        // Somebody else was first: ours was never anybody's.
        co_await store_.take(made.name());
      }
      require_standing(found);
      if (found.how != How::present) continue;
      std::optional<Person> person = co_await meet(std::move(found));
      if (person) co_return std::move(*person);
    }
    throw Unavailable(Unavailable::What::store, "a person's records change too fast");
  }

 private:
  Person new_person() {
    Person person{.link = random_.secret(kSecretBytes),
                  .seed = random_.secret(kSecretBytes),
                  .handle = {},
                  .first_seen = now_,
                  .last_login = {},
                  .recipients = {},
                  .sessions = {}};
    note_login(person);
    return person;
  }

  void note_login(Person& person) const {
    person.handle = handles_.primary().name;
    person.older_handles.clear();
    for (std::size_t i = 1; i < handles_.newest_first.size(); ++i) {
      person.older_handles.push_back(handles_.newest_first[i].name);
    }
    person.last_login = now_;
    person.note_session(visit_.session_name);
    if (visit_.audience && is_asked_about(person, *visit_.audience, visit_.only_about)) {
      person.note_recipient(visit_.audience->sector_name(), now_);
    }
  }

  // `pe:` stands before its `id:` does, so that nobody ever finds a link that leads nowhere and
  // takes it for void.
  boost::asio::awaitable<store::Found> add(const Person& made) {
    std::vector<store::Operation> operations;
    operations.emplace_back(store::Put{made.name(), made.seal(random_), retention_});
    operations.emplace_back(
        handles_.search(handles_.primary().seal_link(made.link, random_), retention_, now_));
    store::Lasting made_to_last = co_await store_.run_lasting(std::move(operations));
    auto found = std::get<store::Found>(std::move(made_to_last.outcomes.at(1)));
    if (found.how == How::added) require_copy(made_to_last.copied);
    co_return found;
  }

  // Nothing: what was found is void or has changed meanwhile, and the search begins anew.
  boost::asio::awaitable<std::optional<Person>> meet(store::Found found) {
    const Handle& handle = handles_.newest_first.at(found.index);
    std::optional<crypto::Secret> link = handle.open_link(found.value);
    if (!link) {
      co_await remove(handle.name, std::move(found.value));
      co_return std::nullopt;
    }

    const std::string name = Person::name_of(*link);
    store::Value sealed = co_await store_.get(name);
    std::optional<Person> person;
    if (sealed) person = Person::open(std::move(*link), *sealed);
    if (!person) {
      co_await remove(handle.name, std::move(found.value));
      co_return std::nullopt;
    }

    note_login(*person);
    const bool is_renewed = co_await renew(*person, std::move(*sealed), std::move(found));
    if (!is_renewed) co_return std::nullopt;
    co_return person;
  }

  // `pe:` before `id:` here too, so that `pe:` never outlives the `id:` that leads to it.
  boost::asio::awaitable<bool> renew(const Person& person, std::string seen, store::Found found) {
    std::vector<store::Operation> operations;
    operations.emplace_back(store::Replace{.name = person.name(),
                                           .expected = std::move(seen),
                                           .replacement = person.seal(random_),
                                           .time_to_live = retention_});
    const Handle& primary = handles_.primary();
    if (found.index == 0) {
      operations.emplace_back(store::Renew{primary.name, retention_});
    } else {
      // Migration is forward only: the new name first, then the old one goes. The link is the same,
      // so is she.
      operations.emplace_back(
          handles_.move(primary.seal_link(person.link, random_), retention_, now_));
      operations.emplace_back(
          remove_if_still(handles_.newest_first.at(found.index).name, std::move(found.value)));
    }
    const std::vector<store::Outcome> outcomes = co_await run_for(person, std::move(operations));
    co_return std::get<bool>(outcomes.at(0)) && stands_under_primary(outcomes.at(1));
  }

  boost::asio::awaitable<std::vector<store::Outcome>> run_for(
      const Person& person, std::vector<store::Operation> operations) {
    if (now_ - person.first_seen >= kYoung) co_return co_await store_.run(std::move(operations));
    store::Lasting done = co_await store_.run_lasting(std::move(operations));
    require_copy(done.copied);
    co_return std::move(done.outcomes);
  }

  static bool stands_under_primary(const store::Outcome& outcome) {
    if (const auto* renewed = std::get_if<bool>(&outcome)) return *renewed;
    const auto& moved = std::get<store::Found>(outcome);
    require_standing(moved);
    return moved.how == How::added;
  }

  boost::asio::awaitable<void> remove(std::string name, std::string seen) {
    std::vector<store::Operation> operations;
    operations.push_back(remove_if_still(std::move(name), std::move(seen)));
    co_await store_.run(std::move(operations));
  }

  store::Store& store_;
  crypto::Random& random_;
  Handles handles_;
  Visit visit_;
  crypto::TimePoint now_;
  store::TimeToLive retention_;
};

}  // namespace

Register::Register(store::Store& store, const crypto::PseudonymMac& pseudonym_mac,
                   const crypto::Clock& clock, crypto::Random& random, store::TimeToLive retention)
    : store_(store),
      pseudonym_mac_(pseudonym_mac),
      clock_(clock),
      random_(random),
      retention_(retention) {}

boost::asio::awaitable<Person> Register::recognise(Subject subject, Visit visit) {
  const crypto::TimePoint now = clock_.now();
  Handles handles = co_await handles_at(pseudonym_mac_, subject, now);
  const std::uint64_t primary_serial = handles.primary_serial;
  crypto::TimePoint moment = now;
  try {
    Recognition recognition(store_, random_, std::move(handles), visit, now, retention_);
    co_return co_await recognition.run();
  } catch (const StaleRing&) {
    moment = now + crypto::kNodesMayDiffer;  // what another node's clock may have reached
  }
  // The others may use the key already that is next here. Its ring knows it, so nobody is split:
  // it looks back to the key that is still the primary here, and the fence stays where it is.
  Handles next = co_await handles_at(pseudonym_mac_, subject, moment);
  if (next.primary_serial == primary_serial) throw StaleRing();
  Recognition recognition(store_, random_, std::move(next), std::move(visit), now, retention_);
  co_return co_await recognition.run();
}

}  // namespace sluis::identity
