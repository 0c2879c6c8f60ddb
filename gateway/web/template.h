#pragma once

// One mustache template, parsed once. Mustache renders an unknown name as nothing; this one throws,
// so that a slip of the pen in a template is found by the first test that renders it.
//
// A name with a dot is a text (`{{address.title}}`); one without is a value, or the value of a
// list's row. A section
// (`{{#problem}}…{{.}}…{{/problem}}`) shows when its value is there and not empty; a section's name
// is never a variable's.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/language.h"

namespace sluis::web {

class Template {
 public:
  /// Throws std::logic_error when it does not parse, or a section and a variable have the same
  /// name.
  Template(std::string_view name, std::string_view source);
  Template(Template&&) noexcept;
  ~Template();

  struct Filling {
    Language language;
    const std::map<std::string, std::string>& values;
    const std::map<std::string, std::vector<std::map<std::string, std::string>>>& lists;
  };

  /// Values are escaped, `{{{…}}}` aside. Throws std::logic_error for a variable without a value.
  /// To be called from any thread.
  std::string render(const Filling& filling) const;

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
};

}  // namespace sluis::web
