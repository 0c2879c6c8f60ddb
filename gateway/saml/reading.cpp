#include "saml/reading.h"

#include <charconv>

#include "saml/instant.h"

namespace sluis::saml {

std::string Reading::required(const Element& element, std::string_view attribute) {
  auto value = element.attribute(attribute);
  if (!value || value->empty()) {
    refuse();
    return {};
  }
  return *std::move(value);
}

std::optional<crypto::TimePoint> Reading::instant(const Element& element,
                                                  std::string_view attribute) {
  const auto value = element.attribute(attribute);
  if (!value) return std::nullopt;
  const auto time = parse_instant(*value);
  if (!time) refuse();
  return time;
}

crypto::TimePoint Reading::required_instant(const Element& element, std::string_view attribute) {
  const auto time = instant(element, attribute);
  if (!time) refuse();
  return time.value_or(crypto::TimePoint());
}

bool Reading::boolean(const Element& element, std::string_view attribute) {
  const auto value = element.attribute(attribute);
  if (!value || *value == "false" || *value == "0") return false;
  if (*value != "true" && *value != "1") refuse();
  return true;
}

std::optional<unsigned> Reading::number(const Element& element, std::string_view attribute) {
  const auto value = element.attribute(attribute);
  if (!value) return std::nullopt;
  unsigned result = 0;
  const auto [end, fault] = std::from_chars(value->data(), value->data() + value->size(), result);
  // xs:unsignedShort.
  if (fault != std::errc() || end != value->data() + value->size() || result > 0xffff) refuse();
  return result;
}

std::string Reading::text(const Element& element) {
  auto value = element.text();
  if (!value || value->empty()) {
    refuse();
    return {};
  }
  return *std::move(value);
}

std::optional<Element> Reading::child(const Element& parent, std::string_view namespace_uri,
                                      std::string_view name) {
  const auto found = parent.children(namespace_uri, name);
  if (found.size() > 1) refuse();
  return found.empty() ? std::nullopt : std::optional(found[0]);
}

std::optional<std::string> Reading::child_text(const Element& parent,
                                               std::string_view namespace_uri,
                                               std::string_view name) {
  const auto element = child(parent, namespace_uri, name);
  return element ? std::optional(text(*element)) : std::nullopt;
}

std::vector<std::string> Reading::child_texts(const Element& parent, std::string_view namespace_uri,
                                              std::string_view name) {
  std::vector<std::string> texts;
  for (const Element& element : parent.children(namespace_uri, name)) {
    texts.push_back(text(element));
  }
  return texts;
}

}  // namespace sluis::saml
