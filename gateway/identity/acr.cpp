#include "identity/acr.h"

#include <algorithm>

namespace sluis::identity {

bool AcrOrder::knows(std::string_view acr) const {
  return std::ranges::find(values_, acr) != values_.end();
}

bool AcrOrder::reaches(std::string_view reached, std::string_view demanded) const {
  if (demanded.empty()) return true;
  const auto wanted = std::ranges::find(values_, demanded);
  // What is at or above the wanted value; an unknown demand is reached by nothing.
  return std::find(wanted, values_.end(), reached) != values_.end();
}

std::string AcrOrder::stronger(std::string one, std::string other) const {
  return reaches(one, other) ? one : other;
}

}  // namespace sluis::identity
