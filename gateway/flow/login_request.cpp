#include "flow/login_request.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/fields.h"

namespace sluis::flow {

namespace {

constexpr std::string_view kVersion = "login-request/3";
constexpr std::size_t kLimitLanguages = 4;

std::string serialise_languages(const std::vector<std::string>& languages) {
  std::string octets;
  const std::size_t count = std::min(languages.size(), kLimitLanguages);
  for (std::size_t index = 0; index < count; ++index) {
    octets += crypto::length_prefixed({languages[index]});
  }
  return octets;
}

std::optional<std::vector<std::string>> parse_languages(std::string_view octets) {
  crypto::FieldReader reader(octets);
  std::vector<std::string> languages;
  while (!reader.is_done()) {
    const auto language = reader.next();
    if (!language || languages.size() == kLimitLanguages) return std::nullopt;
    languages.emplace_back(*language);
  }
  return languages;
}

std::string serialise_max_age(std::optional<std::chrono::seconds> max_age) {
  return max_age ? crypto::length_prefixed({crypto::number_field(max_age->count())})
                 : std::string();
}

/// Outer: whether it could be read; inner: whether there is one.
std::optional<std::optional<std::chrono::seconds>> parse_max_age(std::string_view octets) {
  if (octets.empty()) return std::optional<std::chrono::seconds>();
  crypto::FieldReader reader(octets);
  const auto seconds = reader.next_seconds();
  if (!seconds || !reader.is_done()) return std::nullopt;
  return seconds;
}

std::optional<Interaction> interaction_of(std::int64_t number) {
  for (const Interaction interaction :
       {Interaction::as_needed, Interaction::never, Interaction::always}) {
    if (number == static_cast<std::int64_t>(interaction)) return interaction;
  }
  return std::nullopt;
}

std::string serialise_audience(const identity::Audience& audience) {
  if (!audience.place()) return crypto::length_prefixed({audience.sector_name()});
  const identity::RoomPlace& place = *audience.place();
  return crypto::length_prefixed(
      {audience.sector_name(), place.deployment, place.tenant, place.name});
}

std::optional<identity::Audience> parse_audience(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto sector = reader.next();
  if (!sector) return std::nullopt;
  if (reader.is_done()) return identity::Audience::sector(std::string(*sector));
  const auto deployment = reader.next();
  const auto tenant = reader.next();
  const auto name = reader.next();
  if (!name || !reader.is_done()) return std::nullopt;
  return identity::Audience::room(std::string(*sector), {.deployment = std::string(*deployment),
                                                         .tenant = std::string(*tenant),
                                                         .name = std::string(*name)});
}

}  // namespace

std::string LoginRequest::serialise() const {
  return crypto::length_prefixed(
      {kVersion, front, client, serialise_audience(audience), requirements.acr,
       serialise_max_age(requirements.max_age),
       crypto::number_field(static_cast<std::int64_t>(requirements.interaction)),
       serialise_languages(languages), crypto::time_field(received_at), memory, only_about});
}

std::optional<LoginRequest> LoginRequest::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto version = reader.next();
  const auto front = reader.next();
  const auto client = reader.next();
  const auto audience_field = reader.next();
  const auto acr = reader.next();
  const auto max_age_field = reader.next();
  const auto interaction_number = reader.next_number();
  const auto languages_field = reader.next();
  const auto received_at = reader.next_time();
  const auto memory = reader.next();
  const auto only_about = reader.next();
  if (!reader.is_done() || version != kVersion) return std::nullopt;

  auto audience = parse_audience(*audience_field);
  const auto max_age = parse_max_age(*max_age_field);
  const auto interaction = interaction_of(*interaction_number);
  auto languages = parse_languages(*languages_field);
  if (!audience || !max_age || !interaction || !languages) return std::nullopt;
  return LoginRequest{
      .front = std::string(*front),
      .client = std::string(*client),
      .audience = std::move(*audience),
      .requirements = {.acr = std::string(*acr), .max_age = *max_age, .interaction = *interaction},
      .languages = std::move(*languages),
      .received_at = *received_at,
      .memory = std::string(*memory),
      .only_about = std::string(*only_about)};
}

}  // namespace sluis::flow
