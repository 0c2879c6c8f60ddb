#include "saml/xml_writer.h"

#include <stdexcept>
#include <utility>

#include "saml/xml_limits.h"

namespace sluis::saml {

namespace {

// Line ends and tabs as references: a reader would otherwise change them (XML 1.0 §2.11, §3.3.3).
void append_escaped(std::string& xml, std::string_view value) {
  if (!is_xml_text(value)) throw std::invalid_argument("a text that XML cannot hold");
  for (const char octet : value) {
    switch (octet) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '"':
        xml += "&quot;";
        break;
      case '\t':
        xml += "&#9;";
        break;
      case '\n':
        xml += "&#10;";
        break;
      case '\r':
        xml += "&#13;";
        break;
      default:
        xml += octet;
    }
  }
}

}  // namespace

void XmlWriter::end_start_tag() {
  if (is_start_tag_open_) xml_ += '>';
  is_start_tag_open_ = false;
}

XmlWriter& XmlWriter::open(std::string_view name) {
  end_start_tag();
  xml_ += '<';
  xml_ += name;
  open_.emplace_back(name);
  is_start_tag_open_ = true;
  return *this;
}

XmlWriter& XmlWriter::attribute(std::string_view name, std::string_view value) {
  if (!is_start_tag_open_) throw std::logic_error("an attribute outside a start tag");
  xml_ += ' ';
  xml_ += name;
  xml_ += "=\"";
  append_escaped(xml_, value);
  xml_ += '"';
  return *this;
}

XmlWriter& XmlWriter::optional_attribute(std::string_view name,
                                         const std::optional<std::string>& value) {
  return value ? attribute(name, *value) : *this;
}

XmlWriter& XmlWriter::text(std::string_view value) {
  end_start_tag();
  append_escaped(xml_, value);
  return *this;
}

XmlWriter& XmlWriter::element(std::string_view xml) {
  end_start_tag();
  xml_ += xml;
  return *this;
}

XmlWriter& XmlWriter::close() {
  end_start_tag();
  xml_ += "</";
  xml_ += open_.back();
  xml_ += '>';
  open_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::leaf(std::string_view name, std::string_view value) {
  return open(name).text(value).close();
}

XmlWriter& XmlWriter::optional_leaf(std::string_view name,
                                    const std::optional<std::string>& value) {
  return value ? leaf(name, *value) : *this;
}

std::string XmlWriter::take() {
  if (!open_.empty()) throw std::logic_error("an element that was not closed");
  return std::exchange(xml_, {});
}

}  // namespace sluis::saml
