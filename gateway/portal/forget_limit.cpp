#include "portal/forget_limit.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::portal {

namespace {

std::string mac_of(const crypto::Secret& key, std::string_view label, std::string_view name) {
  return crypto::hmac_name(key, crypto::length_prefixed({label, name}));
}

}  // namespace

ForgetLimit::ForgetLimit(store::Store& store, const crypto::Keyring& keyring,
                         const crypto::Clock& clock)
    : store_(store), keyring_(keyring), clock_(clock) {}

ForgetLimit::Mark ForgetLimit::mark_of(const crypto::Secret& key, const std::string& handle,
                                       const identity::Person& person) {
  return {.name = "fo:" + mac_of(key, "sluis/forgotten/1", handle),
          .whom = mac_of(key, "sluis/forgotten-whom/1", person.name())};
}

std::vector<ForgetLimit::Mark> ForgetLimit::marks_of(const identity::Person& person) const {
  std::vector<Mark> marks;
  for (const crypto::Key* key : keyring_.usable(crypto::Purpose::seal, clock_.now())) {
    marks.push_back(mark_of(key->secret(), person.handle, person));
    for (const std::string& handle : person.older_handles) {
      marks.push_back(mark_of(key->secret(), handle, person));
    }
  }
  return marks;
}

boost::asio::awaitable<bool> ForgetLimit::allows(const identity::Person& person) {
  const std::vector<Mark> marks = marks_of(person);
  std::vector<store::Operation> look;
  for (const Mark& mark : marks) look.emplace_back(store::Get{mark.name});
  const std::vector<store::Outcome> seen = co_await store_.run(std::move(look));
  for (std::size_t at = 0; at < marks.size(); ++at) {
    const auto& whom = std::get<store::Value>(seen.at(at));
    if (whom && *whom != marks[at].whom) co_return false;
  }
  co_return true;
}

boost::asio::awaitable<bool> ForgetLimit::claim(const identity::Person& person) {
  if (!co_await allows(person)) co_return false;
  Mark mark = marks_of(person).front();
  store::Add used{
      .name = std::move(mark.name), .value = std::move(mark.whom), .time_to_live = kOnceIn};
  if (co_await store_.add(std::move(used))) co_return true;
  co_return co_await allows(person);
}

}  // namespace sluis::portal
