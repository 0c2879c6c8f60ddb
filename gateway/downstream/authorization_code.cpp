#include "downstream/authorization_code.h"

#include "crypto/encoding.h"
#include "crypto/fields.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kContents = "code/1";
constexpr std::string_view kUsed = "used/1";

/// What follows the label.
std::optional<UsedMark> parse_mark(crypto::FieldReader reader) {
  const auto access_token_name = reader.next();
  if (!reader.is_done()) return std::nullopt;
  return UsedMark{.access_token_name = std::string(*access_token_name)};
}

std::optional<CodeContents> parse_contents(crypto::FieldReader reader) {
  const auto client = reader.next();
  const auto redirect_uri = reader.next();
  const auto challenge = reader.next();
  const auto nonce = reader.next();
  const auto sub = reader.next();
  const auto person_name = reader.next();
  const auto acr = reader.next();
  const auto sid = reader.next();
  const auto auth_time = reader.next();  // empty: not asked for
  const auto profile = reader.next();
  if (!reader.is_done()) return std::nullopt;
  const auto seconds = crypto::number_of_field(*auth_time);
  if (!seconds && !auth_time->empty()) return std::nullopt;
  return CodeContents{.client = std::string(*client),
                      .redirect_uri = std::string(*redirect_uri),
                      .challenge = std::string(*challenge),
                      .nonce = std::string(*nonce),
                      .sub = std::string(*sub),
                      .person_name = std::string(*person_name),
                      .acr = std::string(*acr),
                      .sid = std::string(*sid),
                      .auth_time = seconds,
                      .wants_profile = *profile == "profile"};
}

}  // namespace

crypto::Secret serialise(const CodeContents& contents) {
  const std::string auth_time =
      contents.auth_time ? crypto::number_field(*contents.auth_time) : std::string();
  return crypto::Secret::take(crypto::length_prefixed(
      {kContents, contents.client, contents.redirect_uri, contents.challenge, contents.nonce,
       contents.sub, contents.person_name, contents.acr, contents.sid, auth_time,
       contents.wants_profile ? "profile" : ""}));
}

crypto::Secret serialise(const UsedMark& mark) {
  return crypto::Secret::take(crypto::length_prefixed({kUsed, mark.access_token_name}));
}

std::optional<CodeRecord> parse_code_record(std::string_view octets) {
  crypto::FieldReader reader(octets);
  const auto label = reader.next();
  if (label == kUsed) return parse_mark(reader);
  if (label == kContents) return parse_contents(reader);
  return std::nullopt;
}

}  // namespace sluis::downstream
