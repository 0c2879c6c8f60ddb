#include "upstream/acr_map.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

namespace sluis::upstream {

AcrMap::AcrMap(Settings settings) : settings_(std::move(settings)) {
  const auto require = [this](const std::string& acr) {
    if (std::ranges::find(settings_.weakest_first, acr) == settings_.weakest_first.end()) {
      throw std::invalid_argument("a connector names an acr that is not on the list");
    }
  };
  require(settings_.fallback);
  for (const auto& [theirs, ours] : settings_.ours_by_theirs) require(ours);
}

const std::string& AcrMap::ours(const std::string& theirs) const {
  const auto found = settings_.ours_by_theirs.find(theirs);
  return found == settings_.ours_by_theirs.end() ? settings_.fallback : found->second;
}

std::vector<std::string> AcrMap::that_will_do(std::string_view demanded) const {
  std::vector<std::string> values;
  if (demanded.empty()) return values;
  const auto& all = settings_.weakest_first;
  const std::span good_enough(std::ranges::find(all, demanded), all.end());
  if (std::ranges::find(good_enough, settings_.fallback) != good_enough.end()) return values;
  for (const auto& good : good_enough) {
    for (const auto& [theirs, ours] : settings_.ours_by_theirs) {
      if (ours == good) values.push_back(theirs);
    }
  }
  return values;
}

std::string AcrMap::theirs(std::string_view demanded) const {
  std::string joined;
  for (const auto& value : that_will_do(demanded)) {
    if (!joined.empty()) joined += ' ';
    joined += value;
  }
  return joined;
}

}  // namespace sluis::upstream
