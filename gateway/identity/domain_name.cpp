#include "identity/domain_name.h"

#include <idn2.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

#include "identity/visible_text.h"

namespace sluis::identity {

namespace {

constexpr std::size_t kLimitBytes = 253;
constexpr std::size_t kLimitLabelBytes = 63;
// Never IDN2_USE_STD3_ASCII_RULES: it deletes bad characters, "exa mple.org" becomes "example.org".
constexpr int kLookupFlags = IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT;

struct IdnFree {
  void operator()(void* text) const noexcept { idn2_free(text); }
};

std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& octet : lower) {
    if (octet >= 'A' && octet <= 'Z') octet = static_cast<char>(octet - 'A' + 'a');
  }
  return lower;
}

std::optional<std::string> to_a_labels(const std::string& text) {
  std::uint8_t* mapped = nullptr;
  const int outcome =
      idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(text.c_str()), &mapped, kLookupFlags);
  const std::unique_ptr<std::uint8_t, IdnFree> owner(mapped);
  if (outcome != IDN2_OK || !mapped) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(mapped));
}

std::optional<std::string> to_u_labels(const std::string& text) {
  char* mapped = nullptr;
  const int outcome = idn2_to_unicode_8z8z(text.c_str(), &mapped, kLookupFlags);
  const std::unique_ptr<char, IdnFree> owner(mapped);
  if (outcome != IDN2_OK || !mapped) return std::nullopt;
  return std::string(mapped);
}

// RFC 5891 §5.4: an A-label is one only if it comes back from its U-label unchanged.
bool has_sound_a_labels(const std::string& domain) {
  if (!domain.starts_with("xn--") && domain.find(".xn--") == std::string::npos) return true;
  const std::optional<std::string> u_labels = to_u_labels(domain);
  return u_labels && to_a_labels(*u_labels) == domain;
}

bool is_ldh_label(std::string_view label) {
  if (label.empty() || label.size() > kLimitLabelBytes) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  // RFC 5890 §2.3.1: "--" in third and fourth place is reserved; only A-labels use it.
  if (label.size() > 3 && label.substr(2, 2) == "--" && !label.starts_with("xn--")) return false;
  return std::ranges::all_of(label, [](char octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-';
  });
}

// Standards DER-04.
bool is_strict_ldh(std::string_view domain) {
  if (domain.empty() || domain.size() > kLimitBytes) return false;
  std::size_t labels = 0;
  std::string_view last;
  for (std::size_t begin = 0; begin <= domain.size(); begin += last.size() + 1) {
    last = domain.substr(begin, domain.find('.', begin) - begin);
    if (!is_ldh_label(last)) return false;
    ++labels;
  }
  // A last label that begins with a digit could be read as an IP address (WHATWG URL §3.5).
  return labels >= 2 && last.front() >= 'a' && last.front() <= 'z';
}

}  // namespace

std::expected<DomainName, Refusal> DomainName::parse(std::string_view text) {
  const std::unexpected malformed(Refusal::domain_malformed);
  if (text.empty() || text.size() > kLimitBytes || !is_visible_text(text)) return malformed;
  if (text.find('@') != std::string_view::npos) return malformed;

  const std::optional<std::string> domain =
      is_ascii(text) ? ascii_lower(text) : to_a_labels(std::string(text));
  if (!domain || !is_strict_ldh(*domain) || !has_sound_a_labels(*domain)) return malformed;
  return DomainName(*domain);
}

}  // namespace sluis::identity
