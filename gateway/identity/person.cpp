#include "identity/person.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "crypto/seal.h"

namespace sluis::identity {

namespace {

constexpr std::string_view kKind = "pe";

crypto::TimePoint day_of(crypto::TimePoint time) {
  return std::chrono::floor<std::chrono::days>(time);
}

}  // namespace

std::string Person::name_of(const crypto::Secret& link) {
  return "pe:" + crypto::hmac_name(link, "sluis/person/1");
}

crypto::Secret Person::lock_of(const crypto::Secret& link) {
  return crypto::hmac_sha256(link, "sluis/person-lock/1");
}

void Person::note_recipient(std::string_view sector, crypto::TimePoint now) {
  const crypto::TimePoint today = day_of(now);
  const auto known = std::ranges::find(recipients, sector, &Recipient::sector);
  if (known != recipients.end()) {
    known->last = today;
    return;
  }
  if (recipients.size() >= kLimitRecipients) {
    recipients.erase(std::ranges::min_element(recipients, {}, &Recipient::last));
  }
  recipients.push_back({.sector = std::string(sector), .first = today, .last = today});
}

void Person::note_session(std::string session_name) {
  if (std::ranges::find(sessions, session_name) != sessions.end()) return;
  if (sessions.size() >= kLimitSessions) sessions.erase(sessions.begin());
  sessions.push_back(std::move(session_name));
}

bool Person::add_room(OwnRoom room) {
  if (std::ranges::find(rooms, room) != rooms.end()) return true;
  if (rooms.size() >= kLimitRooms) return false;
  rooms.push_back(std::move(room));
  return true;
}

std::string Person::seal(crypto::Random& random) const {
  return crypto::seal(lock_of(link), {kKind, name()}, serialise().expose(),
                      crypto::Padding::to_steps, random);
}

std::optional<Person> Person::open(crypto::Secret link, std::string_view sealed) {
  const std::optional<crypto::Secret> plain_text =
      crypto::open(lock_of(link), {kKind, name_of(link)}, sealed, crypto::Padding::to_steps);
  if (!plain_text) return std::nullopt;
  return parse(std::move(link), plain_text->expose());
}

}  // namespace sluis::identity
