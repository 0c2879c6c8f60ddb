// An address that is accepted is canonical: parsing it again gives the same, and so do its parts.

#include <string>
#include <string_view>

#include "identity/email_address.h"
#include "tests/fuzz/target.h"

using sluis::identity::DomainName;
using sluis::identity::EmailAddress;
using sluis::tests::require;

namespace {

void check_domain(const DomainName& domain) {
  const std::string& text = domain.text();
  require(text.size() <= 253 && text.find('.') != std::string::npos);
  require(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos);
  const auto again = DomainName::parse(text);
  require(again && *again == domain);
}

void check_address(const EmailAddress& address) {
  const std::string text(address.expose().expose());
  require(text.size() <= 254 && address.expose_local_part().size() <= 64);
  for (const char octet : text) {
    require(static_cast<unsigned char>(octet) > ' ' && octet != '\x7f');
    require(std::string_view("\"(),:;<>[\\]").find(octet) == std::string_view::npos);
  }
  const auto again = EmailAddress::parse(text);
  require(again && again->expose() == address.expose());
  check_domain(address.domain());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto text = sluis::tests::text_of(octets, size);
  if (const auto address = EmailAddress::parse(text)) check_address(*address);
  if (const auto domain = DomainName::parse(text)) check_domain(*domain);
  return 0;
}
