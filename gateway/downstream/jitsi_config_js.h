#pragma once

// The settings of a deployment's config.js as far as they can be read without running it: `name:
// value` and `name = value` with a text or a truth value, outside of comments. Where a name is set
// several times, the last one counts.

#include <optional>
#include <string>
#include <string_view>

namespace sluis::downstream {

class JitsiConfigJs {
 public:
  explicit JitsiConfigJs(std::string_view source);

  std::optional<std::string> text(std::string_view name) const;
  bool is_true(std::string_view name) const;

 private:
  /// What stands behind the name and its ':' or '='; nothing where it is not set.
  std::optional<std::string_view> value(std::string_view name) const;

  std::string code_;  // the source without its comments
};

}  // namespace sluis::downstream
