#include "flow/flow_cookie.h"

#include <algorithm>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "crypto/mac.h"
#include "crypto/seal.h"

namespace sluis::flow {

namespace {

constexpr std::string_view kPrefix = "flow-";
constexpr std::string_view kKind = "flow";
constexpr std::string_view kPostedKind = "posted";
constexpr std::string_view kVersion = "flow/1";
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kFormTokenBytes = 32;

std::string cookie_name(std::string_view id) { return std::string(kPrefix).append(id); }

// Ids come back in URLs and cookie names: only the shape that `begin` makes is looked at.
bool is_id(std::string_view text) {
  const auto octets = crypto::base64url_decode(text);
  return octets && octets->size() == kIdBytes;
}

crypto::Secret lock_of(const crypto::Key& key, std::string_view id) {
  return crypto::hmac_sha256(key.secret(), crypto::length_prefixed({"sluis/flow/1", id}));
}

crypto::Secret posted_lock(const crypto::Key& key) {
  return crypto::hmac_sha256(key.secret(), crypto::length_prefixed({"sluis/posted/1"}));
}

crypto::Secret serialise(const Flow& flow) {
  auto octets =
      crypto::length_prefixed({kVersion, flow.request.serialise(), flow.form_token, flow.connector,
                               flow.memory, crypto::time_field(flow.started_at)});
  if (!flow.session.empty()) octets += crypto::length_prefixed({flow.session});
  return crypto::Secret::take(std::move(octets));
}

std::optional<Flow> parse(std::string_view id, std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto version = reader.next();
  const auto request_field = reader.next();
  const auto form_token = reader.next();
  const auto connector = reader.next();
  const auto memory = reader.next();
  const auto started_at = reader.next_time();
  const bool has_session = started_at && !reader.is_done();
  const auto session = has_session ? reader.next() : std::string_view();
  if (!reader.is_done() || version != kVersion) return std::nullopt;
  auto request = LoginRequest::parse(*request_field);
  if (!request) return std::nullopt;
  return Flow{.id = std::string(id),
              .request = std::move(*request),
              .form_token = std::string(*form_token),
              .connector = std::string(*connector),
              .memory = std::string(*memory),
              .started_at = *started_at,
              .session = std::string(*session)};
}

std::optional<Flow> open_value(const crypto::Keyring& keyring, crypto::TimePoint now,
                               std::string_view id, std::string_view value) {
  if (!is_id(id) || value.size() > FlowCookies::kLimitBytes) return std::nullopt;
  const auto sealed = crypto::base64url_decode(value);
  if (!sealed) return std::nullopt;
  for (const crypto::Key* key : keyring.usable(crypto::Purpose::seal, now)) {
    const auto plain_text =
        crypto::open(lock_of(*key, id), {kKind, id}, *sealed, crypto::Padding::none);
    if (!plain_text) continue;
    auto flow = parse(id, plain_text->expose());
    if (!flow || now - flow->started_at > FlowCookies::kLifetime) return std::nullopt;
    return flow;
  }
  return std::nullopt;
}

// A name that we could not have set is left alone: it does not go into a header of ours.
bool is_removable(std::string_view name) {
  return std::ranges::all_of(name, [](char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
           (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
  });
}

}  // namespace

FlowCookies::FlowCookies(const crypto::Keyring& keyring, const crypto::Clock& clock,
                         crypto::Random& random, http::CookieStyle style)
    : keyring_(keyring), clock_(clock), random_(random), style_(style) {}

Flow FlowCookies::begin(LoginRequest request) {
  return Flow{.id = crypto::base64url_encode(random_.octets(kIdBytes)),
              .request = std::move(request),
              .form_token = crypto::base64url_encode(random_.octets(kFormTokenBytes)),
              .connector = {},
              .memory = {},
              .started_at = clock_.now()};
}

std::expected<void, Refusal> FlowCookies::save(const Flow& flow, const http::Request& request,
                                               http::Response& response) const {
  const crypto::TimePoint now = clock_.now();
  const crypto::Key& key = keyring_.primary(crypto::Purpose::seal, now);
  const std::string value = crypto::base64url_encode(
      crypto::seal(lock_of(key, flow.id), {kKind, flow.id}, serialise(flow).expose(),
                   crypto::Padding::none, random_));
  if (value.size() > kLimitBytes) return std::unexpected(Refusal::request_malformed);

  // A browser may send its cookies in any order: how old a flow is, only the flow itself says.
  std::vector<std::pair<crypto::TimePoint, std::string>> others;
  for (const auto& [name, other_value] : style_.read_all(request, kPrefix)) {
    if (name == cookie_name(flow.id)) continue;
    const std::string_view id = std::string_view(name).substr(kPrefix.size());
    if (const auto other = open_value(keyring_, now, id, other_value)) {
      others.emplace_back(other->started_at, name);
    } else if (is_removable(name)) {
      response.headers.add("Set-Cookie", style_.remove(name, http::SameSite::lax));
    }
  }
  std::ranges::sort(others, std::ranges::greater());
  for (std::size_t index = kLimitFlows - 1; index < others.size(); ++index) {
    response.headers.add("Set-Cookie", style_.remove(others[index].second, http::SameSite::lax));
  }
  response.headers.add("Set-Cookie",
                       style_.set(cookie_name(flow.id), value, flow.same_site, kLifetime));
  return {};
}

std::string FlowCookies::seal_posted(const LoginRequest& request) const {
  const crypto::Key& key = keyring_.primary(crypto::Purpose::seal, clock_.now());
  return crypto::base64url_encode(crypto::seal(
      posted_lock(key), {kPostedKind, ""}, request.serialise(), crypto::Padding::none, random_));
}

std::expected<LoginRequest, Refusal> FlowCookies::open_posted(std::string_view text) const {
  const auto now = clock_.now();
  const auto sealed = text.size() > kLimitBytes ? std::nullopt : crypto::base64url_decode(text);
  if (!sealed) return std::unexpected(Refusal::flow_unknown);
  for (const crypto::Key* key : keyring_.usable(crypto::Purpose::seal, now)) {
    const auto plain_text =
        crypto::open(posted_lock(*key), {kPostedKind, ""}, *sealed, crypto::Padding::none);
    if (!plain_text) continue;
    auto request = LoginRequest::parse(plain_text->expose());
    if (!request || now - request->received_at > kLifetime) break;
    return std::move(*request);
  }
  return std::unexpected(Refusal::flow_unknown);
}

std::expected<Flow, Refusal> FlowCookies::open(const http::Request& request,
                                               std::string_view id) const {
  if (!is_id(id)) return std::unexpected(Refusal::flow_unknown);
  const auto value = style_.read(request, cookie_name(id));
  if (!value) return std::unexpected(Refusal::flow_unknown);
  auto flow = open_value(keyring_, clock_.now(), id, *value);
  if (!flow) return std::unexpected(Refusal::flow_unknown);
  return std::move(*flow);
}

void FlowCookies::remove(const Flow& flow, http::Response& response) const {
  response.headers.add("Set-Cookie", style_.remove(cookie_name(flow.id), http::SameSite::lax));
}

}  // namespace sluis::flow
