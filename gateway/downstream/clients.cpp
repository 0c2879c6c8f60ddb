#include "downstream/clients.h"

#include <stdexcept>

namespace sluis::downstream {

Clients::Clients(std::vector<Client> clients) {
  for (Client& client : clients) {
    std::string id = client.id;
    if (!clients_.emplace(std::move(id), std::move(client)).second) {
      throw std::invalid_argument("two clients have the same id");
    }
  }
}

const Client* Clients::find(std::string_view id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : &found->second;
}

}  // namespace sluis::downstream
