#include "identity/email_address.h"

#include <string.h>  // explicit_bzero
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "identity/visible_text.h"

namespace sluis::identity {

namespace {

constexpr std::size_t kLimitBytes = 254;
constexpr std::size_t kLimitLocalBytes = 64;

constexpr uint32_t kMarks = UC_CATEGORY_MASK_Mn | UC_CATEGORY_MASK_Mc;
constexpr uint32_t kLettersAndDigits = UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_Nd;

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// RFC 5322 §3.2.3
bool is_atom_octet(char octet) {
  constexpr std::string_view kMore = "!#$%&'*+-/=?^_`{|}~";
  return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z') ||
         (octet >= '0' && octet <= '9') || kMore.find(octet) != std::string_view::npos;
}

bool has_atoms_between_dots(std::string_view local) {
  return !local.empty() && local.front() != '.' && local.back() != '.' &&
         local.find("..") == std::string_view::npos;
}

// Beyond ASCII only letters, digits and the marks upon them: no symbol, punctuation or stand-alone
// mark.
bool is_dot_atom(std::string_view local) {
  if (!has_atoms_between_dots(local)) return false;
  const auto* next = reinterpret_cast<const uint8_t*>(local.data());
  std::size_t left = local.size();
  bool may_bear_mark = false;
  while (left > 0) {
    ucs4_t character = 0;
    const int length = u8_mbtoucr(&character, next, left);
    if (length <= 0) return false;
    const bool is_mark = uc_is_general_category_withtable(character, kMarks);
    const bool is_letter_or_digit = uc_is_general_category_withtable(character, kLettersAndDigits);
    if (character < 0x80) {
      if (character != '.' && !is_atom_octet(static_cast<char>(character))) return false;
    } else if (!is_letter_or_digit && !(is_mark && may_bear_mark)) {
      return false;
    }
    may_bear_mark = is_letter_or_digit || (is_mark && may_bear_mark);
    next += length;
    left -= static_cast<std::size_t>(length);
  }
  return true;
}

crypto::Secret ascii_lower(std::string_view text) {
  crypto::Secret lower = crypto::Secret::copy_of(text);
  char* octets = lower.fill();
  for (std::size_t index = 0; index < lower.size(); ++index) {
    if (octets[index] >= 'A' && octets[index] <= 'Z') {
      octets[index] = static_cast<char>(octets[index] - 'A' + 'a');
    }
  }
  return lower;
}

struct Free {
  void operator()(uint8_t* octets) const noexcept { std::free(octets); }
};

// Lower case without regard to any language, then NFC (standards DER-05).
std::optional<crypto::Secret> unicode_lower(std::string_view text) {
  std::size_t length = 0;
  const std::unique_ptr<uint8_t, Free> lower(
      u8_tolower(reinterpret_cast<const uint8_t*>(text.data()), text.size(), nullptr, UNINORM_NFC,
                 nullptr, &length));
  if (!lower) return std::nullopt;
  crypto::Secret kept =
      crypto::Secret::copy_of({reinterpret_cast<const char*>(lower.get()), length});
  explicit_bzero(lower.get(), length);
  return kept;
}

std::optional<crypto::Secret> canonical_local_part(std::string_view local) {
  if (local.size() > kLimitLocalBytes || !is_visible_text(local) || !is_dot_atom(local)) {
    return std::nullopt;
  }
  if (is_ascii(local)) return ascii_lower(local);
  std::optional<crypto::Secret> lower = unicode_lower(local);
  // Mapping can lengthen a text, and its outcome has to obey the same grammar.
  if (!lower || lower->size() > kLimitLocalBytes || !is_dot_atom(lower->expose()))
    return std::nullopt;
  return lower;
}

}  // namespace

std::expected<EmailAddress, Refusal> EmailAddress::parse(std::string_view text) {
  const std::unexpected malformed(Refusal::address_malformed);
  const std::string_view address = without_blanks(text);
  if (address.size() > kLimitBytes) return malformed;
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos || address.find('@', at + 1) != std::string_view::npos) {
    return malformed;
  }

  std::optional<crypto::Secret> local = canonical_local_part(address.substr(0, at));
  if (!local) return malformed;
  std::expected<DomainName, Refusal> domain = DomainName::parse(address.substr(at + 1));
  if (!domain) return std::unexpected(domain.error());
  if (local->size() + 1 + domain->text().size() > kLimitBytes) return malformed;
  return EmailAddress(std::move(*local), std::move(*domain));
}

crypto::Secret EmailAddress::expose() const {
  std::string text;
  text.reserve(local_part_.size() + 1 +
               domain_.text().size());  // no growth that leaves a copy behind
  text.append(local_part_.expose()).append("@").append(domain_.text());
  return crypto::Secret::take(std::move(text));
}

EmailAddress EmailAddress::with_domain(const DomainName& domain) const {
  return EmailAddress(local_part_.clone(), domain);
}

EmailAddress EmailAddress::clone() const { return with_domain(domain_); }

}  // namespace sluis::identity
