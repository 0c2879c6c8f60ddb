#pragma once

// A domain in the one form that is compared: lower-case A-labels in strict LDH (RFC 5890 §2.3.1),
// at least two labels, at most 253 octets (before and after mapping), the last label beginning with
// a letter. Made from what a person typed or a provider sent (standards DER-04; reference toolchain
// §7 on libidn2).

#include <compare>
#include <expected>
#include <string>
#include <string_view>

#include "fault/refusal.h"

namespace sluis::identity {

class DomainName {
 public:
  /// Refuses with domain_malformed: a trailing dot, an empty label, a control, space or invisible
  /// character, any octet beyond LDH once mapped by UTS 46 (non-transitional), an A-label that its
  /// U-label does not give back (RFC 5891 §5.4), an IP address.
  static std::expected<DomainName, Refusal> parse(std::string_view text);

  const std::string& text() const { return text_; }

  friend auto operator<=>(const DomainName&, const DomainName&) = default;

 private:
  explicit DomainName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace sluis::identity
