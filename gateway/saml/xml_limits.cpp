#include "saml/xml_limits.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace sluis::saml {

namespace {

constexpr std::string_view kSpace = " \t\r\n";

bool is_space(char octet) { return kSpace.contains(octet); }

bool is_character(std::uint32_t code) {  // XML 1.0 §2.2
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) ||
         (code >= 0x10000 && code <= 0x10ffff);
}

struct Lead {
  std::size_t size;
  std::uint32_t bits;
  std::uint32_t least;  // smaller ones have a shorter form
};

Lead lead_of(unsigned char octet) {
  if (octet < 0x80) return {1, octet, 0};
  if (octet >= 0xc2 && octet <= 0xdf) return {2, octet & 0x1fU, 0x80};
  if (octet >= 0xe0 && octet <= 0xef) return {3, octet & 0x0fU, 0x800};
  if (octet >= 0xf0 && octet <= 0xf4) return {4, octet & 0x07U, 0x10000};
  return {0, 0, 0};
}

// XML 1.0 §4.6: what any reader knows without a DTD.
bool is_known_reference(std::string_view name) {
  if (name.starts_with('#')) return name.size() > 1;  // the parser looks at the number
  constexpr std::string_view kNames[] = {"amp", "lt", "gt", "quot", "apos"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

bool equal_without_case(std::string_view left, std::string_view lower_right) {
  return std::ranges::equal(left, lower_right, [](char one, char other) {
    return (one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one) == other;
  });
}

// The declaration's encoding, where it names one: only UTF-8 (standards XSW-28).
bool is_utf8_declaration(std::string_view declaration) {
  const std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return true;
  const std::size_t open = declaration.find_first_of("'\"", at);
  if (open == std::string_view::npos) return false;
  const std::size_t close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return false;
  return equal_without_case(declaration.substr(open + 1, close - open - 1), "utf-8");
}

class Look {
 public:
  Look(std::string_view text, const XmlLimits& limits) : rest_(text), limits_(limits) {}

  bool passes() {
    if (rest_.starts_with("<?xml ") && !declaration()) return false;
    while (!rest_.empty()) {
      const bool is_markup = rest_.front() == '<';
      if (is_markup ? !markup() : !characters()) return false;
    }
    return true;
  }

 private:
  bool declaration() {
    const std::size_t end = rest_.find("?>");
    if (end == std::string_view::npos || !is_utf8_declaration(rest_.substr(0, end))) return false;
    rest_.remove_prefix(end + 2);
    return true;
  }

  bool characters() {
    const std::size_t end = std::min(rest_.find('<'), rest_.size());
    if (!are_references_known(rest_.substr(0, end))) return false;
    rest_.remove_prefix(end);
    return true;
  }

  bool markup() {
    if (rest_.starts_with("<!--")) return comment();
    // A DTD, CDATA, or a processing instruction.
    if (rest_.starts_with("<!") || rest_.starts_with("<?")) return false;
    return rest_.starts_with("</") ? end_tag() : start_tag();
  }

  bool comment() {
    const std::size_t end = rest_.find("-->", 4);
    if (limits_.comments == Comments::refused || end == std::string_view::npos) return false;
    rest_.remove_prefix(end + 3);
    return true;
  }

  bool end_tag() {
    const std::size_t end = rest_.find('>');
    if (end == std::string_view::npos || prefixes_.empty()) return false;
    prefixes_.pop_back();
    rest_.remove_prefix(end + 1);
    return true;
  }

  bool start_tag() {
    if (++elements_ > limits_.elements || prefixes_.size() == limits_.depth) return false;
    prefixes_.push_back(prefixes_.empty() ? 0 : prefixes_.back());
    std::size_t attributes = 0;
    while (true) {
      const std::size_t at = rest_.find_first_of("='\">", 1);
      if (at == std::string_view::npos) return false;
      if (rest_[at] == '>') return close_start_tag(at);
      // A quote is only what follows an equals sign.
      if (rest_[at] != '=' || ++attributes > limits_.attributes) return false;
      if (!attribute(at)) return false;
    }
  }

  bool close_start_tag(std::size_t at) {
    if (rest_[at - 1] == '/') prefixes_.pop_back();
    rest_.remove_prefix(at + 1);
    return true;
  }

  bool attribute(std::size_t equals) {
    std::string_view name = rest_.substr(0, equals);
    while (!name.empty() && is_space(name.back())) name.remove_suffix(1);
    name.remove_prefix(name.find_last_of(kSpace) + 1);
    const std::size_t open = rest_.find_first_not_of(kSpace, equals + 1);
    if (open == std::string_view::npos || !std::string_view("'\"").contains(rest_[open])) {
      return false;
    }
    const std::size_t close = rest_.find(rest_[open], open + 1);
    if (close == std::string_view::npos) return false;
    const std::string_view value = rest_.substr(open + 1, close - open - 1);
    if (value.contains('<') || !is_value_within(name, value)) return false;
    // The closing quote stays: the search for what comes next begins behind the first octet.
    rest_.remove_prefix(close);
    return are_references_known(value);
  }

  bool is_value_within(std::string_view name, std::string_view value) {
    const bool declares = name == "xmlns" || name.starts_with("xmlns:");
    if (!declares) return value.size() <= limits_.attribute_bytes;
    return ++namespaces_ <= limits_.namespaces && ++prefixes_.back() <= limits_.prefixes &&
           value.size() <= limits_.namespace_bytes;
  }

  static bool are_references_known(std::string_view text) {
    while (true) {
      const std::size_t at = text.find('&');
      if (at == std::string_view::npos) return true;
      text.remove_prefix(at + 1);
      const std::size_t end = text.find(';');
      if (end == std::string_view::npos || !is_known_reference(text.substr(0, end))) return false;
    }
  }

  std::string_view rest_;
  const XmlLimits& limits_;
  std::vector<std::size_t> prefixes_;  // that hold in each open element
  std::size_t elements_ = 0;
  std::size_t namespaces_ = 0;
};

}  // namespace

bool is_xml_text(std::string_view text) {
  while (!text.empty()) {
    const Lead lead = lead_of(static_cast<unsigned char>(text.front()));
    if (lead.size == 0 || text.size() < lead.size) return false;
    std::uint32_t code = lead.bits;
    for (std::size_t at = 1; at < lead.size; ++at) {
      const auto octet = static_cast<unsigned char>(text[at]);
      if ((octet & 0xc0U) != 0x80) return false;
      code = code << 6 | (octet & 0x3fU);
    }
    if (code < lead.least || !is_character(code)) return false;
    text.remove_prefix(lead.size);
  }
  return true;
}

bool is_within(std::string_view text, const XmlLimits& limits) {
  return !text.empty() && text.size() <= limits.bytes && is_xml_text(text) &&
         Look(text, limits).passes();
}

}  // namespace sluis::saml
