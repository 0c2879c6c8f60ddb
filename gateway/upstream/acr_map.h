#pragma once

// Two vocabularies of assurance: the provider's and ours.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sluis::upstream {

class AcrMap {
 public:
  struct Settings {
    std::map<std::string, std::string> ours_by_theirs;
    std::string fallback;  // ours: what a login is worth whose acr is absent or not in the map
    std::vector<std::string> weakest_first;  // ours, all of them
  };

  /// Throws std::invalid_argument: no fallback, or a value of ours that is not in the list.
  explicit AcrMap(Settings settings);

  /// In our vocabulary; never empty.
  const std::string& ours(const std::string& theirs) const;

  /// The provider's values to ask for, weakest first; none when nothing is demanded, when nothing
  /// in the map will do, or when the fallback will: SAML asks for exactly these (Core 3.3.2.2.1),
  /// and a login by any value outside the map would be turned away for nothing.
  std::vector<std::string> that_will_do(std::string_view demanded) const;
  /// The same, separated by blanks (`acr_values`, OIDC Core 3.1.2.1).
  std::string theirs(std::string_view demanded) const;

 private:
  Settings settings_;
};

}  // namespace sluis::upstream
