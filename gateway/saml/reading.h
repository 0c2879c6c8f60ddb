#pragma once

// Reads an element into values, and remembers if anything was not as it must be: the readers of
// messages ask once, at their end. For this room only.

#include <concepts>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "fault/refusal.h"
#include "saml/xml.h"

namespace sluis::saml {

class Reading {
 public:
  std::string required(const Element& element, std::string_view attribute);
  std::optional<crypto::TimePoint> instant(const Element& element, std::string_view attribute);
  crypto::TimePoint required_instant(const Element& element, std::string_view attribute);
  bool boolean(const Element& element, std::string_view attribute);  // false where it lacks
  std::optional<unsigned> number(const Element& element, std::string_view attribute);
  /// The value is not text: an empty one is refused.
  std::string text(const Element& element);

  /// At most one; a second one is refused.
  std::optional<Element> child(const Element& parent, std::string_view namespace_uri,
                               std::string_view name);
  std::optional<std::string> child_text(const Element& parent, std::string_view namespace_uri,
                                        std::string_view name);
  std::vector<std::string> child_texts(const Element& parent, std::string_view namespace_uri,
                                       std::string_view name);

  /// The ID, Version="2.0" and IssueInstant that every message and assertion has.
  template <typename Message>
  void head(const Element& element, Message& message) {
    if (element.attribute("Version") != "2.0") refuse();
    message.id = required(element, "ID");
    message.issue_instant = required_instant(element, "IssueInstant");
  }

  void refuse() { is_refused_ = true; }

  template <typename Value>
  std::expected<Value, Refusal> outcome(Value value) const {
    if (is_refused_) return std::unexpected(Refusal::saml_malformed);
    return value;
  }

 private:
  bool is_refused_ = false;
};

}  // namespace sluis::saml
