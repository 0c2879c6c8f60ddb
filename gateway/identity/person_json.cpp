// The person's record as text:
//   {"v":1,"seed":"…","handle":"id:…","first_seen":ms,"last_login":ms,
//    "recipients":[["sector",first ms,last ms],…],"sessions":["se:…",…],
//    "rooms":[["client","name"],…]}     rooms: where she has any
// and "older_handles":["id:…",…] where the key was rotated not long ago.

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "crypto/encoding.h"
#include "identity/person.h"

namespace sluis::identity {

namespace {

namespace json = boost::json;

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kWorkingBytes = 32 * 1024;

// Memory for the values of one text, wiped when they are gone: the seed is among them.
class WipedMemory {
 public:
  WipedMemory() : octets_(kWorkingBytes) {}
  json::storage_ptr get() { return &resource_; }

 private:
  crypto::Secret octets_;
  json::monotonic_resource resource_{reinterpret_cast<unsigned char*>(octets_.fill()),
                                     kWorkingBytes};
};

std::int64_t milliseconds_of(crypto::TimePoint time) { return time.time_since_epoch().count(); }

json::string_view view_of(std::string_view text) { return {text.data(), text.size()}; }

json::object to_object(const Person& person, json::storage_ptr memory) {
  std::string seed = crypto::base64url_encode(person.seed.expose());
  json::object object(memory);
  object["v"] = kVersion;
  object["seed"] = view_of(seed);
  object["handle"] = view_of(person.handle);
  object["first_seen"] = milliseconds_of(person.first_seen);
  object["last_login"] = milliseconds_of(person.last_login);
  crypto::wipe(seed);

  json::array& recipients = object["recipients"].emplace_array();
  for (const Recipient& recipient : person.recipients) {
    json::array& fields = recipients.emplace_back(json::array(memory)).as_array();
    fields.emplace_back(view_of(recipient.sector));
    fields.emplace_back(milliseconds_of(recipient.first));
    fields.emplace_back(milliseconds_of(recipient.last));
  }
  json::array& sessions = object["sessions"].emplace_array();
  for (const std::string& session : person.sessions) sessions.emplace_back(view_of(session));
  if (!person.older_handles.empty()) {
    json::array& older = object["older_handles"].emplace_array();
    for (const std::string& handle : person.older_handles) older.emplace_back(view_of(handle));
  }
  if (person.rooms.empty()) return object;
  json::array& rooms = object["rooms"].emplace_array();
  for (const OwnRoom& room : person.rooms) {
    rooms.emplace_back(json::array({view_of(room.client), view_of(room.name)}, memory));
  }
  return object;
}

std::optional<std::string> text_at(const json::value* value) {
  if (!value || !value->is_string()) return std::nullopt;
  const json::string& text = value->get_string();
  return std::string(text.data(), text.size());
}

std::optional<crypto::TimePoint> time_at(const json::value* value) {
  if (!value || !value->is_int64()) return std::nullopt;
  return crypto::TimePoint(std::chrono::milliseconds(value->get_int64()));
}

std::optional<crypto::Secret> seed_at(const json::value* value) {
  std::optional<std::string> text = text_at(value);
  if (!text) return std::nullopt;
  std::optional<std::string> octets = crypto::base64url_decode(*text);
  crypto::wipe(*text);
  if (!octets || octets->size() != kSeedBytes) return std::nullopt;
  return crypto::Secret::take(std::move(*octets));
}

std::optional<std::vector<Recipient>> recipients_at(const json::value* value) {
  if (!value || !value->is_array()) return std::nullopt;
  std::vector<Recipient> recipients;
  for (const json::value& entry : value->get_array()) {
    if (!entry.is_array() || entry.get_array().size() != 3) return std::nullopt;
    const json::array& fields = entry.get_array();
    auto sector = text_at(&fields[0]);
    const auto first = time_at(&fields[1]);
    const auto last = time_at(&fields[2]);
    if (!sector || !first || !last) return std::nullopt;
    recipients.push_back({.sector = std::move(*sector), .first = *first, .last = *last});
  }
  return recipients;
}

enum class May { not_lack, lack };

std::optional<std::vector<std::string>> texts_at(const json::value* value, May may) {
  std::vector<std::string> texts;
  if (!value && may == May::lack) return texts;
  if (!value || !value->is_array()) return std::nullopt;
  for (const json::value& entry : value->get_array()) {
    auto text = text_at(&entry);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

std::optional<std::vector<OwnRoom>> rooms_at(const json::value* value) {
  std::vector<OwnRoom> rooms;
  if (!value) return rooms;
  if (!value->is_array()) return std::nullopt;
  for (const json::value& entry : value->get_array()) {
    if (!entry.is_array() || entry.get_array().size() != 2) return std::nullopt;
    auto client = text_at(&entry.get_array()[0]);
    auto name = text_at(&entry.get_array()[1]);
    if (!client || !name) return std::nullopt;
    rooms.push_back({.client = std::move(*client), .name = std::move(*name)});
  }
  return rooms;
}

// Drops the recipient that was unused for longest; false if there is none.
bool drop_oldest_recipient(json::object& object) {
  json::array& recipients = object["recipients"].get_array();
  if (recipients.empty()) return false;
  recipients.erase(std::ranges::min_element(
      recipients, {}, [](const json::value& entry) { return entry.get_array()[2].get_int64(); }));
  return true;
}

// What she was under the oldest key still looked back to.
bool drop_oldest_handle(json::object& object) {
  json::value* const handles = object.if_contains("older_handles");
  if (!handles || handles->get_array().empty()) return false;
  handles->get_array().pop_back();
  return true;
}

}  // namespace

crypto::Secret Person::serialise() const {
  WipedMemory memory;
  json::object object = to_object(*this, memory.get());
  std::string text = json::serialize(object);
  while (text.size() > kLimitBytes &&
         (drop_oldest_recipient(object) || drop_oldest_handle(object))) {
    crypto::wipe(text);
    text = json::serialize(object);
  }
  return crypto::Secret::take(std::move(text));
}

std::optional<Person> Person::parse(crypto::Secret link, std::string_view plain_text) {
  WipedMemory memory;
  boost::system::error_code fault;
  const json::value value = json::parse(view_of(plain_text), fault, memory.get());
  if (fault || !value.is_object()) return std::nullopt;
  const json::object& object = value.get_object();
  const json::value* version = object.if_contains("v");
  if (!version || !version->is_int64() || version->get_int64() != kVersion) return std::nullopt;

  auto seed = seed_at(object.if_contains("seed"));
  auto handle = text_at(object.if_contains("handle"));
  const auto first_seen = time_at(object.if_contains("first_seen"));
  const auto last_login = time_at(object.if_contains("last_login"));
  auto recipients = recipients_at(object.if_contains("recipients"));
  auto sessions = texts_at(object.if_contains("sessions"), May::not_lack);
  auto rooms = rooms_at(object.if_contains("rooms"));
  auto older = texts_at(object.if_contains("older_handles"), May::lack);
  if (!seed || !handle || !first_seen || !last_login) return std::nullopt;
  if (!recipients || !sessions || !rooms || !older) return std::nullopt;
  return Person{.link = std::move(link),
                .seed = std::move(*seed),
                .handle = std::move(*handle),
                .first_seen = *first_seen,
                .last_login = *last_login,
                .recipients = std::move(*recipients),
                .sessions = std::move(*sessions),
                .rooms = std::move(*rooms),
                .older_handles = std::move(*older)};
}

}  // namespace sluis::identity
