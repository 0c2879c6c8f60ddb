#include "flow/remembered.h"

#include <algorithm>
#include <stdexcept>

namespace sluis::flow {

namespace {

constexpr std::string_view kCookie = "organisation";
constexpr char kSeparator = '/';  // in no domain and in no id

}  // namespace

std::optional<Remembered> OrganisationCookie::read(const http::Request& request) const {
  const auto value = style_.read(request, kCookie);
  if (!value || value->empty()) return std::nullopt;
  const auto end = std::min(value->find(kSeparator), value->size());
  Remembered remembered{.domain = value->substr(0, end), .connector = {}};
  if (end < value->size()) remembered.connector = value->substr(end + 1);
  return remembered;
}

void OrganisationCookie::write(const Remembered& remembered, http::Response& response) const {
  std::string value = remembered.domain;
  if (!remembered.connector.empty()) value.append(1, kSeparator).append(remembered.connector);
  if (value.contains('@')) throw std::invalid_argument("an address does not go into this cookie");
  response.headers.add("Set-Cookie", style_.set(kCookie, value, http::SameSite::lax, kLifetime));
}

void OrganisationCookie::forget(http::Response& response) const {
  response.headers.add("Set-Cookie", style_.remove(kCookie, http::SameSite::lax));
}

}  // namespace sluis::flow
