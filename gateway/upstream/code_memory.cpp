#include "upstream/code_memory.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/fields.h"

namespace sluis::upstream {

namespace {

constexpr std::string_view kVersion = "mail-code/1";

std::optional<CodeMemory::Notice> notice_of(std::int64_t number) {
  using enum CodeMemory::Notice;
  for (const auto notice : {none, wrong, sent_again, no_more_mails}) {
    if (number == static_cast<std::int64_t>(notice)) return notice;
  }
  return std::nullopt;
}

}  // namespace

std::string CodeMemory::serialise() const {
  const auto whole = address.expose();
  return crypto::length_prefixed(
      {kVersion, whole.expose(), code.expose(), crypto::time_field(sent_at), key_id,
       crypto::number_field(sending_number), crypto::number_field(tries_left),
       crypto::number_field(static_cast<std::int64_t>(notice))});
}

std::optional<CodeMemory> CodeMemory::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto version = reader.next();
  const auto address_field = reader.next();
  const auto code = reader.next();
  const auto sent_at = reader.next_time();
  const auto key_id = reader.next();
  const auto sending_number = reader.next_number();
  const auto tries_left = reader.next_number();
  const auto notice_number = reader.next_number();
  if (!reader.is_done() || version != kVersion) return std::nullopt;

  auto address = identity::EmailAddress::parse(*address_field);
  const auto notice = notice_of(*notice_number);
  if (!address || !notice || !std::in_range<unsigned>(*tries_left)) return std::nullopt;
  return CodeMemory{.address = std::move(*address),
                    .code = crypto::Secret::copy_of(*code),
                    .sent_at = *sent_at,
                    .key_id = std::string(*key_id),
                    .sending_number = *sending_number,
                    .tries_left = static_cast<unsigned>(*tries_left),
                    .notice = *notice};
}

}  // namespace sluis::upstream
