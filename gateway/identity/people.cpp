#include "identity/people.h"

#include <algorithm>
#include <utility>

#include "fault/unavailable.h"
#include "identity/pseudonym.h"

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

std::vector<store::Operation> only(store::Operation operation) {
  std::vector<store::Operation> operations;
  operations.push_back(std::move(operation));
  return operations;
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

boost::asio::awaitable<std::optional<Person>> People::change(crypto::Secret link, Edit edit) {
  for (int attempt = 0; attempt < kTries; ++attempt) {
    store::Value seen = co_await store_.get(Person::name_of(link));
    if (!seen) co_return std::nullopt;
    std::optional<Person> person = Person::open(link.clone(), *seen);
    if (!person || edit(*person) == Edited::leave) co_return person;

    store::Replace update = change_of(person->name(), std::move(*seen), person->seal(random_));
    if (co_await store_.replace(std::move(update))) co_return person;
  }
  throw Unavailable(Unavailable::What::store, "a person's record changes too fast");
}

boost::asio::awaitable<std::optional<Person>> People::open_for(Audience audience,
                                                               crypto::Secret link,
                                                               std::string only_about) {
  const crypto::TimePoint now = clock_.now();
  Edit edit = [&audience, &only_about, now](Person& person) {
    if (is_noted_today(person, audience, now)) return Edited::leave;
    if (!is_asked_about(person, audience, only_about)) return Edited::leave;
    person.note_recipient(audience.sector_name(), now);
    return Edited::write;
  };
  co_return co_await change(std::move(link), std::move(edit));
}

boost::asio::awaitable<People::RoomKept> People::keep_room(crypto::Secret link, OwnRoom room) {
  RoomKept kept = RoomKept::yes;
  Edit edit = [&kept, &room](Person& person) {
    const std::size_t before = person.rooms.size();
    kept = person.add_room(room) ? RoomKept::yes : RoomKept::list_is_full;
    return person.rooms.size() > before ? Edited::write : Edited::leave;
  };
  const auto person = co_await change(std::move(link), std::move(edit));
  co_return person ? kept : RoomKept::nobody_there;
}

boost::asio::awaitable<void> People::drop_rooms(crypto::Secret link, std::vector<OwnRoom> rooms) {
  Edit edit = [&rooms](Person& person) {
    const auto dropped = std::erase_if(person.rooms, [&rooms](const OwnRoom& room) {
      return std::ranges::find(rooms, room) != rooms.end();
    });
    return dropped > 0 ? Edited::write : Edited::leave;
  };
  co_await change(std::move(link), std::move(edit));
}

boost::asio::awaitable<bool> People::is_there(std::string person_name) {
  const store::Value sealed = co_await store_.get(std::move(person_name));
  co_return sealed.has_value();
}

boost::asio::awaitable<store::Copied> People::forget(Person person) {
  for (int attempt = 0; attempt < kTries; ++attempt) {
    // `id:` is read before `pe:`. While her `pe:` is there nobody can have put another person
    // behind that `id:`, so what was read is hers to remove.
    std::vector<store::Operation> look;
    look.emplace_back(store::Get{person.handle});
    look.emplace_back(store::Get{person.name()});
    std::vector<store::Outcome> seen = co_await store_.run(std::move(look));
    auto& handle = std::get<store::Value>(seen.at(0));
    auto& sealed = std::get<store::Value>(seen.at(1));
    if (!sealed) break;
    std::optional<Person> current = Person::open(person.link.clone(), *sealed);
    if (!current) break;
    const bool has_moved = current->handle != person.handle;
    person = std::move(*current);
    if (has_moved) continue;

    // This one removal forgets her; an `id:` without it is void, a session without it is dead.
    std::vector<store::Operation> removal = only(removal_of(person.name(), std::move(*sealed)));
    const store::Lasting done = co_await store_.run_lasting(std::move(removal));
    if (!std::get<bool>(done.outcomes.at(0))) continue;
    co_await sweep_up(store_, person, std::move(handle));
    co_return done.copied;
  }
  // She is gone already, or her record cannot be read or changes too fast.
  std::vector<store::Operation> removal = only(store::Take{person.name()});
  const store::Lasting done = co_await store_.run_lasting(std::move(removal));
  co_return done.copied;
}

}  // namespace sluis::identity
