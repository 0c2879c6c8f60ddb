#include "downstream/jitsi_ticket.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/fields.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kCode = "jitsi-code/2";
constexpr std::string_view kUsed = "jitsi-used/1";
constexpr std::string_view kRefresh = "jitsi-refresh/1";

std::string octets_of(const JitsiTicket& ticket) {
  return crypto::length_prefixed(
      {ticket.client, ticket.room, ticket.sub, ticket.person_name, ticket.sid});
}

std::optional<JitsiTicket> parse_ticket(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto client = reader.next();
  const auto room = reader.next();
  const auto sub = reader.next();
  const auto person_name = reader.next();
  const auto sid = reader.next();
  if (!reader.is_done()) return std::nullopt;
  return JitsiTicket{.client = std::string(*client),
                     .room = std::string(*room),
                     .sub = std::string(*sub),
                     .person_name = std::string(*person_name),
                     .sid = std::string(*sid)};
}

}  // namespace

crypto::Secret serialise(const JitsiCode& code) {
  auto family = crypto::Secret::take(code.family ? code.family->text() : std::string());
  return crypto::Secret::take(crypto::length_prefixed(
      {kCode, octets_of(code.ticket), code.nonce, code.challenge, family.expose()}));
}

crypto::Secret serialise(const JitsiUsedCode& used) {
  return crypto::Secret::take(crypto::length_prefixed({kUsed, used.refresh_name}));
}

crypto::Secret serialise(const JitsiRefresh& refresh) {
  return crypto::Secret::take(
      crypto::length_prefixed({kRefresh, refresh.generation, octets_of(refresh.ticket)}));
}

std::optional<JitsiCodeRecord> parse_jitsi_code(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto label = reader.next();
  const auto first = reader.next();
  if (label == kUsed && reader.is_done()) {
    return JitsiUsedCode{.refresh_name = std::string(*first)};
  }
  const auto nonce = reader.next();
  const auto challenge = reader.next();
  const auto family_text = reader.next();
  if (label != kCode || !reader.is_done()) return std::nullopt;
  auto ticket = parse_ticket(*first);
  auto family = BearerSecret::parse(BearerSecret::Kind::refresh_token, *family_text);
  if (!ticket || family.has_value() == family_text->empty()) return std::nullopt;
  return JitsiCode{.ticket = *std::move(ticket),
                   .nonce = std::string(*nonce),
                   .challenge = std::string(*challenge),
                   .family = std::move(family)};
}

std::optional<JitsiRefresh> parse_jitsi_refresh(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto label = reader.next();
  const auto generation = reader.next();
  const auto rest = reader.next();
  if (label != kRefresh || !reader.is_done()) return std::nullopt;
  auto ticket = parse_ticket(*rest);
  if (!ticket) return std::nullopt;
  return JitsiRefresh{.generation = std::string(*generation), .ticket = *std::move(ticket)};
}

}  // namespace sluis::downstream
