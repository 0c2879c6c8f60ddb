#include "portal/wish.h"

#include "crypto/encoding.h"
#include "crypto/fields.h"

namespace sluis::portal {

namespace {

constexpr std::string_view kWish = "wish/1";
constexpr std::string_view kReturn = "return/1";

}  // namespace

std::string Wish::serialise() const {
  return crypto::length_prefixed({kWish, client, title, name, browser, person});
}

std::optional<Wish> Wish::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto version = reader.next();
  const auto client = reader.next();
  const auto title = reader.next();
  const auto name = reader.next();
  const auto browser = reader.next();
  const auto person = reader.next();
  if (!reader.is_done() || version != kWish) return std::nullopt;
  return Wish{.client = std::string(*client),
              .title = std::string(*title),
              .name = std::string(*name),
              .browser = std::string(*browser),
              .person = std::string(*person)};
}

std::string Return::serialise() const { return crypto::length_prefixed({kReturn, path}); }

std::optional<Return> Return::parse(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto version = reader.next();
  const auto path = reader.next();
  if (!reader.is_done() || version != kReturn) return std::nullopt;
  return Return{.path = std::string(*path)};
}

}  // namespace sluis::portal
