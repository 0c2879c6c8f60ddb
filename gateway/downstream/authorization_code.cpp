#include "downstream/authorization_code.h"

#include <charconv>

#include "crypto/encoding.h"
#include "downstream/fields.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kContents = "code/1";
constexpr std::string_view kUsed = "used/1";
constexpr std::size_t kContentsFields = 11;
constexpr std::size_t kUsedFields = 2;

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

crypto::Secret serialise(const CodeContents& contents) {
  const std::string auth_time = contents.auth_time ? std::to_string(*contents.auth_time) : "";
  return crypto::Secret::take(crypto::length_prefixed(
      {kContents, contents.client, contents.redirect_uri, contents.challenge, contents.nonce,
       contents.sub, contents.person_name, contents.acr, contents.sid, auth_time,
       contents.wants_profile ? "profile" : ""}));
}

crypto::Secret serialise(const UsedMark& mark) {
  return crypto::Secret::take(crypto::length_prefixed({kUsed, mark.access_token_name}));
}

std::optional<CodeRecord> parse_code_record(std::string_view octets) {
  if (auto used = labelled_fields(octets, kUsed, kUsedFields)) {
    return UsedMark{.access_token_name = std::move((*used)[1])};
  }
  auto fields = labelled_fields(octets, kContents, kContentsFields);
  if (!fields) return std::nullopt;
  auto& all = *fields;
  return CodeContents{.client = std::move(all[1]),
                      .redirect_uri = std::move(all[2]),
                      .challenge = std::move(all[3]),
                      .nonce = std::move(all[4]),
                      .sub = std::move(all[5]),
                      .person_name = std::move(all[6]),
                      .acr = std::move(all[7]),
                      .sid = std::move(all[8]),
                      .auth_time = number_of(all[9]),
                      .wants_profile = all[10] == "profile"};
}

}  // namespace sluis::downstream
