#include "saml/xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <set>

#include "saml/library.h"
#include "saml/names.h"

namespace sluis::saml {

namespace {

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

std::string_view namespace_of(const xmlNs* declared) {
  return declared == nullptr ? std::string_view() : view_of(declared->href);
}

// Values of attributes and texts are lists of nodes; a list with anything but text has no value.
std::optional<std::string> text_of(const xmlNode* first) {
  std::string text;
  for (const xmlNode* node = first; node != nullptr; node = node->next) {
    if (node->type != XML_TEXT_NODE) return std::nullopt;
    text += view_of(node->content);
  }
  return text;
}

std::optional<std::string> attribute_of(const xmlNode* element, std::string_view namespace_uri,
                                        std::string_view name) {
  for (const xmlAttr* attribute = element->properties; attribute != nullptr;
       attribute = attribute->next) {
    if (view_of(attribute->name) == name && namespace_of(attribute->ns) == namespace_uri) {
      return text_of(attribute->children);
    }
  }
  return std::nullopt;
}

struct FreeParser {
  void operator()(xmlParserCtxt* parser) const { xmlFreeParserCtxt(parser); }
};

bool is_id(std::string_view name) {
  return name.size() == 2 && (name[0] | 0x20) == 'i' && (name[1] | 0x20) == 'd';
}

// Depth is limited before the parser, so this may call itself.
bool are_ids_unique(const xmlNode* element, std::set<std::string, std::less<>>& seen) {
  for (const xmlAttr* attribute = element->properties; attribute != nullptr;
       attribute = attribute->next) {
    if (!is_id(view_of(attribute->name))) continue;
    auto value = text_of(attribute->children);
    if (!value || !seen.insert(*std::move(value)).second) return false;
  }
  for (const xmlNode* child = element->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE && !are_ids_unique(child, seen)) return false;
  }
  return true;
}

void collect(const Element& element, std::pair<std::string_view, std::string_view> name,
             std::vector<Element>& found) {
  if (element.is(name.first, name.second)) found.push_back(element);
  for (const Element& child : element.children()) collect(child, name, found);
}

}  // namespace

std::string_view Element::name() const { return view_of(node_->name); }

std::string_view Element::namespace_uri() const { return namespace_of(node_->ns); }

bool Element::is(std::string_view namespace_uri, std::string_view name) const {
  return this->name() == name && this->namespace_uri() == namespace_uri;
}

std::optional<std::string> Element::attribute(std::string_view name) const {
  return attribute_of(node_, "", name);
}

std::string Element::language() const { return attribute_of(node_, ns::kXml, "lang").value_or(""); }

std::vector<Element> Element::children() const {
  std::vector<Element> found;
  for (xmlNode* child = node_->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) found.emplace_back(child);
  }
  return found;
}

std::vector<Element> Element::children(std::string_view namespace_uri,
                                       std::string_view name) const {
  std::vector<Element> found = children();
  std::erase_if(found, [&](const Element& child) { return !child.is(namespace_uri, name); });
  return found;
}

std::optional<std::string> Element::text() const { return text_of(node_->children); }

std::vector<Element> Element::all(std::string_view namespace_uri, std::string_view name) const {
  std::vector<Element> found;
  collect(*this, {namespace_uri, name}, found);
  return found;
}

std::string Element::namespace_declarations() const {
  std::string declarations;
  std::set<std::string_view> seen;  // the nearest declaration of a prefix is the one that holds
  for (const xmlNode* node = node_; node != nullptr && node->type == XML_ELEMENT_NODE;
       node = node->parent) {
    for (const xmlNs* declared = node->nsDef; declared != nullptr; declared = declared->next) {
      const std::string_view prefix = view_of(declared->prefix);
      if (!seen.insert(prefix).second) continue;
      declarations += prefix.empty() ? " xmlns" : " xmlns:";
      declarations += prefix;
      declarations += "=\"";
      const xmlChar* const uri = declared->href == nullptr ? BAD_CAST "" : declared->href;
      const std::unique_ptr<xmlChar, decltype(xmlFree)> escaped(xmlEncodeSpecialChars(nullptr, uri),
                                                                xmlFree);
      declarations += view_of(escaped.get());
      declarations += '"';
    }
  }
  return declarations;
}

std::expected<Document, Refusal> Document::parse(std::string_view text, const XmlLimits& limits) {
  use_libraries();
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!is_within(text, limits)) return std::unexpected(Refusal::saml_malformed);
  const std::unique_ptr<xmlParserCtxt, FreeParser> parser(xmlNewParserCtxt());
  if (!parser) throw std::bad_alloc();
  // Never NOENT, DTDLOAD, XINCLUDE or HUGE.
  constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  std::unique_ptr<xmlDoc, Free> document(xmlCtxtReadMemory(
      parser.get(), text.data(), static_cast<int>(text.size()), nullptr, "UTF-8", kOptions));
  // nsWellFormed: a prefix that was not declared.
  if (!document || parser->wellFormed != 1 || parser->nsWellFormed != 1 ||
      document->intSubset != nullptr || document->extSubset != nullptr) {
    return std::unexpected(Refusal::saml_malformed);
  }
  const xmlNode* const root = xmlDocGetRootElement(document.get());
  std::set<std::string, std::less<>> ids;
  if (root == nullptr || !are_ids_unique(root, ids)) {
    return std::unexpected(Refusal::saml_malformed);
  }
  return Document(std::move(document));
}

Element Document::root() const { return Element(xmlDocGetRootElement(document_.get())); }

void Document::Free::operator()(_xmlDoc* document) const { xmlFreeDoc(document); }

}  // namespace sluis::saml
