#include "flow/session.h"

#include <algorithm>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "crypto/mac.h"
#include "crypto/seal.h"

namespace sluis::flow {

namespace {

constexpr std::string_view kCookie = "session";
constexpr std::string_view kKind = "se";
constexpr std::string_view kBySidKind = "si";
constexpr std::string_view kGroundsKind = "grounds";
constexpr std::string_view kVersion = "session/2";
constexpr std::size_t kSecretBytes = 32;

std::string name_of(const crypto::Secret& secret) {
  return "se:" + crypto::hmac_name(secret, "sluis/session/1");
}

crypto::Secret lock_of(const crypto::Secret& secret) {
  return crypto::hmac_sha256(secret, "sluis/session-lock/1");
}

crypto::Secret serialise(const Session& session) {
  auto octets = crypto::length_prefixed({kVersion, session.link.expose(), session.entry,
                                         session.organisation, session.connector, session.acr,
                                         crypto::time_field(session.authenticated_at),
                                         crypto::time_field(session.created_at),
                                         crypto::time_field(session.ends_at), session.caused_by});
  if (!session.farewell.empty()) octets += crypto::length_prefixed({session.farewell});
  return crypto::Secret::take(std::move(octets));
}

std::optional<Session> parse(crypto::Secret secret, std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto version = reader.next();
  const auto link = reader.next();
  const auto entry = reader.next();
  const auto organisation = reader.next();
  const auto connector = reader.next();
  const auto acr = reader.next();
  const auto authenticated_at = reader.next_time();
  const auto created_at = reader.next_time();
  const auto ends_at = reader.next_time();
  const auto caused_by = reader.next();
  const bool has_farewell = caused_by && !reader.is_done();
  const auto farewell = has_farewell ? reader.next() : std::string_view();
  if (!reader.is_done() || version != kVersion) return std::nullopt;
  return Session{.secret = std::move(secret),
                 .link = crypto::Secret::copy_of(*link),
                 .entry = std::string(*entry),
                 .organisation = std::string(*organisation),
                 .connector = std::string(*connector),
                 .acr = std::string(*acr),
                 .authenticated_at = *authenticated_at,
                 .created_at = *created_at,
                 .ends_at = *ends_at,
                 .caused_by = std::string(*caused_by),
                 .farewell = std::string(*farewell)};
}

std::optional<Session> open_record(crypto::Secret secret, std::string_view sealed) {
  const auto plain_text =
      crypto::open(lock_of(secret), {kKind, name_of(secret)}, sealed, crypto::Padding::to_steps);
  if (!plain_text) return std::nullopt;
  return parse(std::move(secret), plain_text->expose());
}

/// 32 octets as base64url: the cookie's secret, or a sid.
std::optional<crypto::Secret> secret_of(std::string_view text) {
  auto octets = crypto::base64url_decode(text);
  if (!octets || octets->size() != kSecretBytes) return std::nullopt;
  return crypto::Secret::take(std::move(*octets));
}

std::string by_sid_name(const crypto::Secret& sid) {
  return "si:" + crypto::hmac_name(sid, "sluis/by-sid/1");
}

crypto::Secret by_sid_lock(const crypto::Secret& sid) {
  return crypto::hmac_sha256(sid, "sluis/by-sid-lock/1");
}

store::TimeToLive rest_of(const Session& session, crypto::TimePoint now) {
  return session.ends_at - now;
}

/// What this service calls the session, as octets.
crypto::Secret sid_octets(const Session& session, std::string_view client) {
  return crypto::hmac_sha256(session.secret, crypto::length_prefixed({"sluis/sid/1", client}));
}

store::Put record_of(const Session& session, crypto::TimePoint now, crypto::Random& random) {
  const std::string name = session.name();
  return {.name = name,
          .value = crypto::seal(lock_of(session.secret), {kKind, name}, serialise(session).expose(),
                                crypto::Padding::to_steps, random),
          .time_to_live = std::min<store::TimeToLive>(Sessions::kIdle, rest_of(session, now))};
}

crypto::Secret grounds_lock(const crypto::Key& key, std::string_view record_name) {
  return crypto::hmac_sha256(key.secret(),
                             crypto::length_prefixed({"sluis/session-grounds/1", record_name}));
}

/// What is behind an `si:` record.
struct BySid {
  std::string session_name;
  std::string grounds;  // sealed
};

std::optional<BySid> open_by_sid(const crypto::Secret& sid, std::string_view sealed) {
  const auto opened = crypto::open(by_sid_lock(sid), {kBySidKind, by_sid_name(sid)}, sealed,
                                   crypto::Padding::to_steps);
  if (!opened) return std::nullopt;
  crypto::FieldReader reader(opened->expose());
  const auto name = reader.next();
  // A record of an earlier version holds the name only, or something else behind it.
  const auto grounds = name && !reader.is_done() ? reader.next() : std::string_view();
  if (!name || !grounds) return std::nullopt;
  return BySid{.session_name = std::string(*name), .grounds = std::string(*grounds)};
}

std::optional<Grounds> open_grounds(const crypto::Keyring& keyring, crypto::TimePoint now,
                                    std::string_view record_name, std::string_view sealed) {
  for (const crypto::Key* key : keyring.usable(crypto::Purpose::seal, now)) {
    const auto opened = crypto::open(grounds_lock(*key, record_name), {kGroundsKind, record_name},
                                     sealed, crypto::Padding::to_steps);
    if (!opened) continue;
    crypto::FieldReader reader(opened->expose());
    const auto entry = reader.next();
    const auto connector = reader.next();
    const auto acr = reader.next();
    if (!acr || !reader.is_done()) return std::nullopt;
    return Grounds{.entry = std::string(*entry),
                   .connector = std::string(*connector),
                   .acr = std::string(*acr)};
  }
  return std::nullopt;
}

}  // namespace

std::string Session::name() const { return name_of(secret); }

std::string Session::sid_for(std::string_view client) const {
  return crypto::base64url_encode(sid_octets(*this, client).expose());
}

crypto::TimePoint Session::auth_time_for(std::string_view client) const {
  return client == caused_by ? authenticated_at : rounded(authenticated_at);
}

Sessions::Sessions(store::Store& store, const crypto::Keyring& keyring, const crypto::Clock& clock,
                   crypto::Random& random, http::CookieStyle style)
    : store_(store), keyring_(keyring), clock_(clock), random_(random), style_(style) {}

Session Sessions::draft() {
  const auto now = clock_.now();
  return Session{.secret = random_.secret(kSecretBytes),
                 .link = {},
                 .entry = {},
                 .organisation = {},
                 .connector = {},
                 .acr = {},
                 .authenticated_at = {},
                 .created_at = now,
                 .ends_at = now + kLongest,
                 .caused_by = {}};
}

boost::asio::awaitable<void> Sessions::begin(const Session& session,
                                             std::optional<std::string> service,
                                             const http::Request& request) {
  std::vector<store::Operation> operations;
  // Whoever was logged in at this browser before no longer is (standards WEB-02).
  if (const auto earlier = secret_of_cookie(request)) {
    operations.emplace_back(store::Take{name_of(*earlier)});
  }
  operations.emplace_back(record_of(session, clock_.now(), random_));
  if (service) operations.emplace_back(record_by_sid(session, *service));
  co_await store_.run(std::move(operations));
}

std::optional<crypto::Secret> Sessions::secret_of_cookie(const http::Request& request) const {
  const auto cookie = style_.read(request, kCookie);
  return cookie ? secret_of(*cookie) : std::nullopt;
}

void Sessions::set_cookie(const Session& session, http::Response& response) const {
  std::string value = crypto::base64url_encode(session.secret.expose());
  response.headers.add("Set-Cookie", style_.set(kCookie, value, http::SameSite::lax, std::nullopt));
  crypto::wipe(value);
}

boost::asio::awaitable<std::optional<Session>> Sessions::open(const http::Request& request) {
  auto secret = secret_of_cookie(request);
  if (!secret) co_return std::nullopt;

  const std::string name = name_of(*secret);
  std::vector<store::Operation> operations;
  operations.emplace_back(store::Get{name});
  operations.emplace_back(store::Renew{name, kIdle});
  const std::vector<store::Outcome> outcomes = co_await store_.run(std::move(operations));
  const auto& sealed = std::get<store::Value>(outcomes.at(0));
  if (!sealed || !std::get<bool>(outcomes.at(1))) co_return std::nullopt;
  auto session = open_record(std::move(*secret), *sealed);
  if (!session) co_return std::nullopt;

  const store::TimeToLive rest = rest_of(*session, clock_.now());
  if (rest <= store::TimeToLive::zero()) {
    co_await store_.take(name);
    co_return std::nullopt;
  }
  // Only in its last hour is a full renewal too much.
  if (rest < kIdle) co_await store_.renew(name, rest);
  co_return session;
}

store::Put Sessions::record_by_sid(const Session& session, std::string_view client) const {
  const auto now = clock_.now();
  const crypto::Secret sid = sid_octets(session, client);
  const std::string name = by_sid_name(sid);
  const auto grounds = crypto::Secret::take(
      crypto::length_prefixed({session.entry, session.connector, session.acr}));
  const std::string sealed_grounds =
      crypto::seal(grounds_lock(keyring_.primary(crypto::Purpose::seal, now), name),
                   {kGroundsKind, name}, grounds.expose(), crypto::Padding::to_steps, random_);
  return {.name = name,
          .value = crypto::seal(by_sid_lock(sid), {kBySidKind, name},
                                crypto::length_prefixed({session.name(), sealed_grounds}),
                                crypto::Padding::to_steps, random_),
          .time_to_live = rest_of(session, now)};
}

boost::asio::awaitable<void> Sessions::note_service(const Session& session, std::string client) {
  if (rest_of(session, clock_.now()) <= store::TimeToLive::zero()) co_return;
  co_await store_.put(record_by_sid(session, client));
}

boost::asio::awaitable<bool> Sessions::end_by_sid(std::string sid_text) {
  const auto sid = secret_of(sid_text);
  if (!sid) co_return false;
  const store::Value sealed = co_await store_.take(by_sid_name(*sid));
  const auto record = sealed ? open_by_sid(*sid, *sealed) : std::nullopt;
  if (!record) co_return false;
  co_return (co_await store_.take(record->session_name)).has_value();
}

boost::asio::awaitable<bool> Sessions::use_by_sid(
    std::string sid_text, std::function<bool(const Grounds&)> still_stands) {
  const auto sid = secret_of(sid_text);
  if (!sid) co_return false;
  // It ends with the session at the latest: whose idle time is renewed by this has not ended.
  const store::Value sealed = co_await store_.get(by_sid_name(*sid));
  const auto record = sealed ? open_by_sid(*sid, *sealed) : std::nullopt;
  if (!record) co_return false;
  const auto grounds = open_grounds(keyring_, clock_.now(), by_sid_name(*sid), record->grounds);
  if (!grounds || !still_stands(*grounds)) co_return false;
  co_return co_await store_.renew(record->session_name, kIdle);
}

boost::asio::awaitable<void> Sessions::end(const Session& session) {
  co_await store_.take(session.name());
}

boost::asio::awaitable<std::vector<std::string>> Sessions::end(const Session& session,
                                                               std::vector<std::string> services) {
  std::vector<store::Operation> operations;
  operations.emplace_back(store::Take{session.name()});
  for (const auto& service : services) {
    operations.emplace_back(store::Take{by_sid_name(sid_octets(session, service))});
  }
  const auto outcomes = co_await store_.run(std::move(operations));
  std::vector<std::string> known;
  for (std::size_t index = 0; index < services.size(); ++index) {
    if (!std::get<store::Value>(outcomes.at(index + 1))) continue;
    known.push_back(std::move(services[index]));
  }
  co_return known;
}

std::optional<std::string> Sessions::name_in(const http::Request& request) const {
  const auto secret = secret_of_cookie(request);
  return secret ? std::optional(name_of(*secret)) : std::nullopt;
}

boost::asio::awaitable<void> Sessions::end_named(std::string name) {
  co_await store_.take(std::move(name));
}

void Sessions::remove_cookie(http::Response& response) const {
  response.headers.add("Set-Cookie", style_.remove(kCookie, http::SameSite::lax));
}

}  // namespace sluis::flow
