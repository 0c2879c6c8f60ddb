#pragma once

// Our own vocabulary of assurance (`acr`), listed weakest first in the configuration.

#include <string>
#include <string_view>
#include <vector>

namespace sluis::identity {

class AcrOrder {
 public:
  explicit AcrOrder(std::vector<std::string> weakest_first) : values_(std::move(weakest_first)) {}

  bool knows(std::string_view acr) const;
  /// An empty `demanded` asks for nothing. An unknown `reached` reaches nothing.
  bool reaches(std::string_view reached, std::string_view demanded) const;
  /// What reaches both demands; an empty one asks for nothing.
  std::string stronger(std::string one, std::string other) const;
  const std::vector<std::string>& weakest_first() const { return values_; }

 private:
  std::vector<std::string> values_;
};

}  // namespace sluis::identity
