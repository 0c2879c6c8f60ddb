#pragma once

// XML read by one parser (libxml2) and seen through a small view of our own, in which an identifier
// cannot be cut in two by a comment. For this room only; nobody else sees a document.

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fault/refusal.h"
#include "saml/xml_limits.h"

// NOLINTBEGIN(bugprone-reserved-identifier): libxml2's own names
struct _xmlDoc;
struct _xmlNode;
// NOLINTEND(bugprone-reserved-identifier)

namespace sluis::saml {

/// An element of a Document, which outlives it.
class Element {
 public:
  explicit Element(_xmlNode* node) : node_(node) {}

  std::string_view name() const;
  std::string_view namespace_uri() const;
  bool is(std::string_view namespace_uri, std::string_view name) const;

  /// Of no namespace: one with a prefix is another attribute (standards XSW-17).
  std::optional<std::string> attribute(std::string_view name) const;
  std::string language() const;  // xml:lang, or nothing
  std::vector<Element> children() const;
  std::vector<Element> children(std::string_view namespace_uri, std::string_view name) const;
  /// All of its character data, unless there is anything else in it (standards XSW-15, XSW-29).
  std::optional<std::string> text() const;
  /// Itself and all below it that bear this name.
  std::vector<Element> all(std::string_view namespace_uri, std::string_view name) const;
  /// The declarations that hold here, as they stand in a start tag.
  std::string namespace_declarations() const;

  _xmlNode* node() const { return node_; }
  friend bool operator==(const Element&, const Element&) = default;

 private:
  _xmlNode* node_;
};

class Document {
 public:
  /// Refuses (saml_malformed) what is not within the limits, not well-formed, or has one ID twice:
  /// an attribute called ID in any spelling and any namespace (standards XSW-09). A byte order mark
  /// of UTF-8 is skipped.
  static std::expected<Document, Refusal> parse(std::string_view text, const XmlLimits& limits);

  Element root() const;

 private:
  struct Free {
    void operator()(_xmlDoc* document) const;
  };
  explicit Document(std::unique_ptr<_xmlDoc, Free> document) : document_(std::move(document)) {}
  std::unique_ptr<_xmlDoc, Free> document_;
};

}  // namespace sluis::saml
