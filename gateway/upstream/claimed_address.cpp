#include "upstream/claimed_address.h"

#include <boost/json.hpp>
#include <utility>

#include "upstream/foreign_json.h"

namespace sluis::upstream {

std::optional<ClaimedAddress> claimed_address(const boost::json::object& claims,
                                              std::string_view email_claim) {
  if (!claims.contains(email_claim)) return std::nullopt;
  ClaimedAddress claimed{.address = std::nullopt, .is_verified = false};
  // An array is no address, not even one with a single address in it.
  if (const auto text = text_of(claims, email_claim)) {
    if (auto address = identity::EmailAddress::parse(*text)) claimed.address = std::move(*address);
  }
  // Neither the text "true" nor the number 1 will do.
  const auto* verified = claims.if_contains("email_verified");
  claimed.is_verified = verified && verified->is_bool() && verified->get_bool();
  return claimed;
}

std::expected<identity::EmailAddress, Refusal> vouched(std::optional<ClaimedAddress> claimed,
                                                       Vouching vouching) {
  if (!claimed || !claimed->address) return std::unexpected(Refusal::email_malformed);
  if (vouching == Vouching::by_claim && !claimed->is_verified) {
    return std::unexpected(Refusal::email_not_verified);
  }
  return std::move(*claimed->address);
}

}  // namespace sluis::upstream
