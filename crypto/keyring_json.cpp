#include "crypto/keyring_json.h"

#include <boost/json.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/json_storage.h"

namespace sluis::crypto {

namespace {

namespace json = boost::json;

std::int64_t milliseconds(TimePoint time) { return time.time_since_epoch().count(); }

json::value optional_time(const std::optional<TimePoint>& time, const json::storage_ptr& storage) {
  if (!time) return json::value(nullptr, storage);
  return json::value(milliseconds(*time), storage);
}

void add_material(json::object& members, const Key& key) {
  if (const auto* const pair = std::get_if<SigningKey>(&key.material)) {
    members["jwk"] = parse_secret_json(pair->private_jwk().expose());
  } else if (key.is_in_token()) {
    members["in_token"] = true;
  } else if (!key.secret().empty()) {
    std::string text = base64url_encode(key.secret().expose());
    members["secret"] = text;
    wipe(text);
  }
}

json::object key_to_json(const Key& key, const json::storage_ptr& storage) {
  json::object members(storage);
  members["id"] = key.id;
  members["purpose"] = name_of(key.purpose);
  members["serial"] = key.serial;
  members["published_at"] = milliseconds(key.timetable.published_at);
  members["active_at"] = milliseconds(key.timetable.active_at);
  members["retired_at"] = optional_time(key.timetable.retired_at, storage);
  members["destroyed_at"] = optional_time(key.timetable.destroyed_at, storage);
  add_material(members, key);
  return members;
}

// Not json::serialize(): the string that it returns grows, and leaves pieces of the keys wherever
// it was.
Secret serialized(const json::value& document) {
  Secret buffer(kLimitKeyringFileBytes / 2);  // base64url makes a third more of it
  json::serializer serializer;
  serializer.reset(&document);
  const auto written = serializer.read(buffer.fill(), buffer.size());
  if (!serializer.done()) throw std::length_error("a key ring too large for its file");
  return Secret::copy_of({written.data(), written.size()});
}

std::string_view text_of(const json::object& members, const char* name) {
  const json::string& text = members.at(name).as_string();
  return {text.data(), text.size()};
}

TimePoint time_of(const json::value& value) {
  return TimePoint{std::chrono::milliseconds{value.to_number<std::int64_t>()}};
}

std::optional<TimePoint> optional_time_of(const json::object& members, const char* name) {
  const json::value& value = members.at(name);
  if (value.is_null()) return std::nullopt;
  return time_of(value);
}

std::variant<Secret, SigningKey, InToken> material_of(const json::object& members,
                                                      Purpose purpose) {
  if (const json::value* const pair = members.if_contains("jwk")) {
    const auto algorithm = algorithm_of(purpose);
    if (!algorithm) throw std::invalid_argument("a key pair for a purpose that has none");
    return SigningKey::from_private_jwk(serialized(*pair).expose(), *algorithm);
  }
  if (const json::value* const in_token = members.if_contains("in_token")) {
    if (!in_token->as_bool()) throw std::invalid_argument("a key that is in no token");
    return InToken{};
  }
  if (!members.contains("secret")) return Secret();
  auto octets = base64url_decode(text_of(members, "secret"));
  if (!octets) throw std::invalid_argument("a secret that is not base64url");
  return Secret::take(*std::move(octets));
}

Key key_from_json(const json::object& members) {
  const auto purpose = purpose_named(text_of(members, "purpose"));
  if (!purpose) throw std::invalid_argument("a purpose that does not exist");
  return {.id = std::string(text_of(members, "id")),
          .purpose = *purpose,
          .serial = members.at("serial").to_number<std::uint64_t>(),
          .timetable = {.published_at = time_of(members.at("published_at")),
                        .active_at = time_of(members.at("active_at")),
                        .retired_at = optional_time_of(members, "retired_at"),
                        .destroyed_at = optional_time_of(members, "destroyed_at")},
          .material = material_of(members, *purpose)};
}

Keyring keyring_of(const json::object& document) {
  if (document.at("version").to_number<int>() != kKeyringVersion) {
    throw std::invalid_argument("a key ring of another version");
  }
  std::vector<Key> keys;
  for (const json::value& key : document.at("keys").as_array()) {
    keys.push_back(key_from_json(key.as_object()));
  }
  return {document.at("serial").to_number<std::uint64_t>(), std::move(keys)};
}

}  // namespace

Secret keyring_to_json(const Keyring& ring) {
  const json::storage_ptr storage = wiping_storage();
  json::array keys(storage);
  for (const Key& key : ring.keys()) keys.push_back(key_to_json(key, storage));
  json::object document(storage);
  document["version"] = kKeyringVersion;
  document["serial"] = ring.serial();
  document["keys"] = std::move(keys);
  return serialized(json::value(std::move(document)));
}

Keyring keyring_from_json(std::string_view text) {
  const json::value document = parse_secret_json(text);
  try {
    return keyring_of(document.as_object());
  } catch (const boost::system::system_error&) {
    throw std::invalid_argument("a key ring with a member of another type or range");
  } catch (const std::out_of_range&) {
    throw std::invalid_argument("a key ring without one of its members");
  }
}

}  // namespace sluis::crypto
