#include "http/open_connections.h"

#include <utility>
#include <vector>

namespace sluis::http {

OpenConnections::Place::Place(OpenConnections& all, std::string network)
    : all_(all), network_(std::move(network)) {
  all_.there_.insert(this);
  ++all_.networks_[network_].count;
  ++all_.count_;
  wait();
}

OpenConnections::Place::~Place() {
  if (!is_lost_) all_.leave(*this);
  all_.there_.erase(this);
}

void OpenConnections::Place::wait() {
  if (is_waiting_ || is_lost_) return;
  is_waiting_ = true;
  among_all_ = all_.waiting_.insert(all_.waiting_.end(), this);
  auto& queue = all_.networks_[network_].waiting;
  in_network_ = queue.insert(queue.end(), this);
}

void OpenConnections::Place::work() {
  if (!std::exchange(is_waiting_, false)) return;
  all_.waiting_.erase(among_all_);
  all_.networks_[network_].waiting.erase(in_network_);
}

std::unique_ptr<OpenConnections::Place> OpenConnections::admit(
    const std::optional<std::string>& network) {
  auto name = network.value_or("");
  if (!make_room(name)) {
    ++turned_away_;
    return nullptr;
  }
  return std::make_unique<Place>(*this, std::move(name));
}

bool OpenConnections::make_room(const std::string& network) {
  const auto own = networks_.find(network);
  if (!network.empty() && own != networks_.end() && own->second.count >= limits_.per_network) {
    if (own->second.waiting.empty()) return false;
    give_way(*own->second.waiting.front());
  }
  if (count() < limits_.all) return true;
  if (waiting_.empty()) return false;
  give_way(*waiting_.front());
  return true;
}

void OpenConnections::give_way(Place& place) {
  ++turned_away_;
  close(place);
}

void OpenConnections::close(Place& place) {
  if (place.is_lost_) return;
  leave(place);
  place.is_lost_ = true;
  if (place.close_) place.close_();
}

/// Its room is free from here on.
void OpenConnections::leave(Place& place) {
  place.work();
  --count_;
  const auto own = networks_.find(place.network_);
  if (--own->second.count == 0) networks_.erase(own);
}

void OpenConnections::close_waiting() {
  while (!waiting_.empty()) close(*waiting_.front());
}

void OpenConnections::close_all() {
  const std::vector<Place*> all(there_.begin(), there_.end());
  for (auto* place : all) close(*place);
}

}  // namespace sluis::http
