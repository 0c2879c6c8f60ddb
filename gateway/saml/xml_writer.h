#pragma once

// XML as we send it: one escaping for everything, so that no value can end its element. For this
// room only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluis::saml {

class XmlWriter {
 public:
  XmlWriter& open(std::string_view name);
  /// Of the element just opened. Throws std::invalid_argument for what XML cannot hold, as text
  /// does.
  XmlWriter& attribute(std::string_view name, std::string_view value);
  XmlWriter& optional_attribute(std::string_view name, const std::optional<std::string>& value);
  XmlWriter& text(std::string_view value);
  /// An element that was written, signed or encrypted before.
  XmlWriter& element(std::string_view xml);
  XmlWriter& close();
  /// open, text, close.
  XmlWriter& leaf(std::string_view name, std::string_view value);
  XmlWriter& optional_leaf(std::string_view name, const std::optional<std::string>& value);

  /// Throws std::logic_error while an element is open.
  std::string take();

 private:
  void end_start_tag();

  std::string xml_;
  std::vector<std::string> open_;
  bool is_start_tag_open_ = false;
};

}  // namespace sluis::saml
