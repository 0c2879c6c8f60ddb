#include "flow/logout_walk.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "crypto/mac.h"
#include "crypto/seal.h"

namespace sluis::flow {

namespace {

constexpr std::string_view kCookie = "farewell";
constexpr std::string_view kKind = "walk";
constexpr std::string_view kVersion = "walk/1";
constexpr std::size_t kIdBytes = 32;

crypto::Secret lock_of(const crypto::Key& key) {
  return crypto::hmac_sha256(key.secret(), crypto::length_prefixed({"sluis/walk/1"}));
}

std::string words_of(const std::vector<std::string>& languages) {
  std::string words;
  for (const auto& language : languages) words += (words.empty() ? "" : " ") + language;
  return words;
}

std::vector<std::string> languages_in(std::string_view words) {
  std::vector<std::string> languages;
  for (const auto word : words | std::views::split(' ')) {
    if (!word.empty()) languages.emplace_back(word.begin(), word.end());
  }
  return languages;
}

// One field each: a step is written and read whole.
std::string serialise(const LogoutStep& step) {
  return crypto::length_prefixed({step.way, step.party, step.session, step.person,
                                  crypto::number_field(static_cast<int>(step.state))});
}

std::optional<LogoutStep> parse_step(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto text = [&] { return std::string(reader.next().value_or("")); };
  LogoutStep step{.way = text(), .party = text(), .session = text(), .person = text()};
  const auto state = reader.next_number();
  if (!reader.is_done() || !state || *state > static_cast<int>(LogoutStep::State::untold)) {
    return std::nullopt;
  }
  step.state = static_cast<LogoutStep::State>(*state);
  return step;
}

crypto::Secret serialise(const LogoutWalk& walk) {
  auto octets = crypto::length_prefixed(
      {kVersion, walk.id, walk.asked.way, walk.asked.client, words_of(walk.asked.languages),
       walk.asked.memory, crypto::number_field(walk.has_more ? 1 : 0),
       crypto::number_field(walk.organisation ? 1 : 0), walk.organisation.value_or(""),
       crypto::time_field(walk.started_at)});
  for (const auto& step : walk.steps) octets += crypto::length_prefixed({serialise(step)});
  return crypto::Secret::take(std::move(octets));
}

std::optional<LogoutWalk> parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  if (reader.next() != kVersion) return std::nullopt;
  const auto text = [&] { return std::string(reader.next().value_or("")); };
  LogoutWalk walk{.id = text(), .asked = {.way = text(), .client = text()}, .started_at = {}};
  walk.asked.this_browser = LogoutRequest::ThisBrowser::is_meant;  // its session has ended
  walk.asked.languages = languages_in(text());
  walk.asked.memory = text();
  walk.has_more = reader.next_number() == 1;
  const bool is_somewhere = reader.next_number() == 1;
  auto organisation = text();
  if (is_somewhere) walk.organisation = std::move(organisation);
  const auto started_at = reader.next_time();
  if (!started_at) return std::nullopt;
  walk.started_at = *started_at;
  while (!reader.is_done()) {
    const auto field = reader.next();
    auto step = field ? parse_step(*field) : std::nullopt;
    if (!step) return std::nullopt;
    walk.steps.push_back(std::move(*step));
  }
  return walk;
}

/// True if there was something to leave out.
bool shorten(LogoutWalk& walk) {
  using enum LogoutStep::State;
  const auto last_ahead =
      std::ranges::find(walk.steps.rbegin(), walk.steps.rend(), ahead, &LogoutStep::state);
  if (last_ahead != walk.steps.rend()) {
    last_ahead->end(untold);
    return true;
  }
  if (walk.steps.empty()) return false;
  walk.steps.pop_back();
  walk.has_more = true;
  return true;
}

}  // namespace

void LogoutStep::end(State as) {
  state = as;
  session.clear();
  person.clear();
}

LogoutStep* LogoutWalk::current() {
  const auto at = std::ranges::find(steps, LogoutStep::State::ahead, &LogoutStep::state);
  return at == steps.end() ? nullptr : &*at;
}

const LogoutStep* LogoutWalk::step_of(std::string_view name) const {
  const auto at =
      std::ranges::find_if(steps, [&](const LogoutStep& step) { return message_id(step) == name; });
  return at == steps.end() ? nullptr : &*at;
}

std::string LogoutWalk::message_id(const LogoutStep& step) const {
  const auto secret = crypto::Secret::copy_of(id);
  return "_" + crypto::hmac_name(
                   secret, crypto::length_prefixed({"sluis/walk-message/1", step.way, step.party}));
}

LogoutWalks::LogoutWalks(const crypto::Keyring& keyring, const crypto::Clock& clock,
                         crypto::Random& random, http::CookieStyle style)
    : keyring_(keyring), clock_(clock), random_(random), style_(style) {}

LogoutWalk LogoutWalks::begin(LogoutRequest asked) const {
  return {.id = crypto::base64url_encode(random_.octets(kIdBytes)),
          .asked = std::move(asked),
          .started_at = clock_.now()};
}

std::string LogoutWalks::seal(const LogoutWalk& walk) const {
  const crypto::Key& key = keyring_.primary(crypto::Purpose::seal, clock_.now());
  return crypto::base64url_encode(crypto::seal(lock_of(key), {kKind, ""}, serialise(walk).expose(),
                                               crypto::Padding::none, random_));
}

void LogoutWalks::save(LogoutWalk& walk, http::Response& response) const {
  std::string value = seal(walk);
  while (value.size() > kLimitBytes && shorten(walk)) value = seal(walk);
  if (value.size() > kLimitBytes) return;
  response.headers.add("Set-Cookie", style_.set(kCookie, value, http::SameSite::lax, kLifetime));
}

std::optional<LogoutWalk> LogoutWalks::open(const http::Request& request) const {
  const auto value = style_.read(request, kCookie);
  const auto sealed = value ? crypto::base64url_decode(*value) : std::nullopt;
  if (!sealed) return std::nullopt;
  const auto now = clock_.now();
  for (const crypto::Key* key : keyring_.usable(crypto::Purpose::seal, now)) {
    const auto plain_text =
        crypto::open(lock_of(*key), {kKind, ""}, *sealed, crypto::Padding::none);
    if (!plain_text) continue;
    auto walk = parse(plain_text->expose());
    if (!walk || now - walk->started_at > kLifetime) return std::nullopt;
    return walk;
  }
  return std::nullopt;
}

}  // namespace sluis::flow
