#pragma once

// Who a pseudonym is for. A sector comes from the configuration, never from a request: services
// with one sector see one pseudonym, all others differ. In a room of a deployment a person has a
// pseudonym of that room alone, because everybody in it may see it.

#include <optional>
#include <string>
#include <utility>

namespace sluis::identity {

struct RoomPlace {
  std::string deployment;  // id of the service in the configuration
  std::string tenant;      // empty where the service has none
  std::string name;        // as its front spells it, one spelling a room

  friend bool operator==(const RoomPlace&, const RoomPlace&) = default;
};

class Audience {
 public:
  static Audience sector(std::string registered_sector) {
    return {std::move(registered_sector), std::nullopt};
  }
  static Audience room(std::string registered_sector, RoomPlace place) {
    return {std::move(registered_sector), std::move(place)};
  }

  /// By which a person's recipients are noted; of a room it says nothing.
  const std::string& sector_name() const { return sector_; }
  const std::optional<RoomPlace>& place() const { return place_; }
  friend bool operator==(const Audience&, const Audience&) = default;

 private:
  Audience(std::string registered_sector, std::optional<RoomPlace> place)
      : sector_(std::move(registered_sector)), place_(std::move(place)) {}
  std::string sector_;
  std::optional<RoomPlace> place_;
};

}  // namespace sluis::identity
