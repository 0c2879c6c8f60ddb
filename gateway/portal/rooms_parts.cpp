#include "portal/rooms_parts.h"

#include <algorithm>
#include <utility>

#include "http/form.h"

namespace sluis::portal {

const Deployment* RoomsParts::deployment(std::string_view id) const {
  const auto found = std::ranges::find(deployments, id, &Deployment::id);
  return found == deployments.end() ? nullptr : &*found;
}

boost::asio::awaitable<std::optional<Visitor>> admitted_visitor(const RoomsParts& parts,
                                                                const http::Request& request) {
  auto visitor = co_await visitor_of(parts.sessions, parts.people, request);
  if (visitor && !parts.is_admitted(visitor->session.grounds())) co_return std::nullopt;
  co_return visitor;
}

identity::RoomPlace place_of(const Deployment& deployment, std::string name) {
  return {.deployment = deployment.id, .tenant = deployment.tenant, .name = std::move(name)};
}

std::string link_of(const Deployment& deployment, std::string_view name) {
  std::string link = deployment.base_url;
  while (link.ends_with('/')) link.pop_back();
  if (!deployment.tenant.empty()) link += "/" + http::percent_encode(deployment.tenant);
  return link.append("/").append(name);
}

std::string room_path(std::string_view client, std::string_view name) {
  return "/rooms/" + http::percent_encode(client) + ":" + std::string(name);
}

identity::Pseudonym pseudonym_at(const identity::Person& person, const identity::RoomPlace& place) {
  return identity::pseudonym(person, identity::Audience::room(place.deployment, place));
}

}  // namespace sluis::portal
