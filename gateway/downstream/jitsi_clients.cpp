#include "downstream/jitsi_clients.h"

#include <stdexcept>
#include <utility>

namespace sluis::downstream {

std::string JitsiClient::url_of(std::string_view room) const {
  std::string url = base_url + "/";
  if (!tenant.empty()) url += tenant + "/";
  return url.append(room);
}

std::string JitsiClient::callback_url() const { return base_url + "/static/sluis.html"; }

JitsiClients::JitsiClients(std::vector<JitsiClient> clients) {
  for (JitsiClient& client : clients) {
    std::string id = client.id;
    if (!clients_.emplace(std::move(id), std::move(client)).second) {
      throw std::invalid_argument("two clients have the same id");
    }
  }
}

const JitsiClient* JitsiClients::find(std::string_view id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : &found->second;
}

const JitsiClient* JitsiClients::of_path(std::string_view path) const {
  constexpr std::string_view kBefore = "/jitsi/";
  if (!path.starts_with(kBefore)) return nullptr;
  path.remove_prefix(kBefore.size());
  return find(path.substr(0, path.find('/')));
}

}  // namespace sluis::downstream
