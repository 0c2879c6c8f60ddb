#pragma once

// A look at a text before any parser sees it: its size, how deep and how wide it is, and that it
// has nothing in it that SAML does not need (standards SAM-03, XSW-15, XSW-16, XSW-19, XSW-20,
// XSW-28). What passes is parsed by libxml2, which has the last word on whether it is XML.

#include <cstddef>
#include <string_view>

namespace sluis::saml {

enum class Comments { refused, allowed };

struct XmlLimits {
  std::size_t bytes;
  Comments comments;
  std::size_t depth = 32;
  std::size_t elements = 5'000;
  std::size_t attributes = 64;        // of one element, declarations of namespaces among them
  std::size_t prefixes = 128;         // declarations that hold at once: each use looks through them
  std::size_t namespaces = 4'096;     // declarations in the whole document
  std::size_t namespace_bytes = 256;  // canonicalisation writes a namespace again and again
  std::size_t attribute_bytes = 8'192;  // of one value
};

inline constexpr XmlLimits kMessageLimits{.bytes = std::size_t{256} * 1024,
                                          .comments = Comments::refused};

/// UTF-8 without a byte order mark, no DTD, CDATA, processing instruction or declaration of another
/// encoding, no entity but the five of XML itself, and within the limits.
bool is_within(std::string_view text, const XmlLimits& limits);

/// Strict: no overlong form, no surrogate, and of control characters only tab and line ends.
bool is_xml_text(std::string_view text);

}  // namespace sluis::saml
