#pragma once

// Who a pseudonym is for. Made from the configuration, never from a request: services with one
// sector see one pseudonym, all others differ.

#include <string>
#include <utility>

namespace sluis::identity {

class Audience {
 public:
  static Audience sector(std::string registered_sector) {
    return Audience(std::move(registered_sector));
  }

  const std::string& sector_name() const { return sector_; }
  friend bool operator==(const Audience&, const Audience&) = default;

 private:
  explicit Audience(std::string registered_sector) : sector_(std::move(registered_sector)) {}
  std::string sector_;
};

}  // namespace sluis::identity
