#include "identity/people.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "fault/unavailable.h"

namespace sluis::identity {

namespace {

// Somebody else may change the record between our look and our write; each lost try is a write that
// was done.
constexpr int kTries = 8;

bool is_noted_today(const Person& person, const Audience& audience, crypto::TimePoint now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  return std::ranges::any_of(person.recipients, [&](const Recipient& recipient) {
    return recipient.sector == audience.sector_name() && recipient.last == today;
  });
}

// Without a time to live the old one is kept: only a login renews her.
store::Replace change_of(std::string name, std::string seen,
                         std::optional<std::string> replacement) {
  return {.name = std::move(name),
          .expected = std::move(seen),
          .replacement = std::move(replacement),
          .time_to_live = std::nullopt};
}

store::Replace removal_of(std::string name, std::string seen) {
  return change_of(std::move(name), std::move(seen), std::nullopt);
}

/// Changes the person; false where there is nothing to write.
using Change = std::function<bool(Person&)>;

boost::asio::awaitable<bool> change(store::Store& store, crypto::Random& random, Person& person,
                                    Change make_change) {
  for (int attempt = 0; attempt < kTries; ++attempt) {
    store::Value seen = co_await store.get(person.name());
    if (!seen) co_return false;
    std::optional<Person> current = Person::open(person.link.clone(), *seen);
    if (!current) co_return false;
    person = std::move(*current);
    if (!make_change(person)) co_return true;

    store::Replace update = change_of(person.name(), std::move(*seen), person.seal(random));
    if (co_await store.replace(std::move(update))) co_return true;
  }
  throw Unavailable(Unavailable::What::store, "a person's record changes too fast");
}

// Her `id:` where it still is the one that was seen, and her sessions.
boost::asio::awaitable<void> sweep_up(store::Store& store, const Person& person,
                                      store::Value seen_handle) {
  std::vector<store::Operation> removals;
  if (seen_handle) removals.emplace_back(removal_of(person.handle, std::move(*seen_handle)));
  for (const std::string& session : person.sessions) removals.emplace_back(store::Take{session});
  if (!removals.empty()) co_await store.run(std::move(removals));
}

}  // namespace

People::People(store::Store& store, const crypto::Clock& clock, crypto::Random& random)
    : store_(store), clock_(clock), random_(random) {}

boost::asio::awaitable<std::optional<Person>> People::open(crypto::Secret link) {
  const store::Value sealed = co_await store_.get(Person::name_of(link));
  if (!sealed) co_return std::nullopt;
  co_return Person::open(std::move(link), *sealed);
}

boost::asio::awaitable<bool> People::is_there(std::string person_name) {
  const store::Value sealed = co_await store_.get(std::move(person_name));
  co_return sealed.has_value();
}

boost::asio::awaitable<bool> People::note_recipient(Person& person, Audience audience) {
  const crypto::TimePoint now = clock_.now();
  Change note = [audience = std::move(audience), now](Person& current) {
    if (is_noted_today(current, audience, now)) return false;
    current.note_recipient(audience.sector_name(), now);
    return true;
  };
  co_return co_await change(store_, random_, person, std::move(note));
}

boost::asio::awaitable<bool> People::note_session(Person& person, std::string session_name) {
  Change note = [session_name = std::move(session_name)](Person& current) {
    current.note_session(session_name);
    return true;
  };
  co_return co_await change(store_, random_, person, std::move(note));
}

boost::asio::awaitable<void> People::forget(Person person) {
  for (int attempt = 0; attempt < kTries; ++attempt) {
    // `id:` is read before `pe:`. While her `pe:` is there nobody can have put another person
    // behind that `id:`, so what was read is hers to remove.
    std::vector<store::Operation> look;
    look.emplace_back(store::Get{person.handle});
    look.emplace_back(store::Get{person.name()});
    std::vector<store::Outcome> seen = co_await store_.run(std::move(look));
    auto& handle = std::get<store::Value>(seen.at(0));
    auto& sealed = std::get<store::Value>(seen.at(1));
    if (!sealed) co_return;
    std::optional<Person> current = Person::open(person.link.clone(), *sealed);
    if (!current) break;
    const bool has_moved = current->handle != person.handle;
    person = std::move(*current);
    if (has_moved) continue;

    // This one removal forgets her; an `id:` without it is void, a session without it is dead.
    store::Replace removal = removal_of(person.name(), std::move(*sealed));
    if (!co_await store_.replace(std::move(removal))) continue;
    co_await sweep_up(store_, person, std::move(handle));
    co_return;
  }
  co_await store_.take(person.name());
}

}  // namespace sluis::identity
