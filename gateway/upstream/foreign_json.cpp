#include "upstream/foreign_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "crypto/json_storage.h"
#include "crypto/secret.h"
#include "crypto/strict_json.h"
#include "fault/unavailable.h"
#include "http/ascii.h"

namespace sluis::upstream {

namespace {

namespace json = boost::json;

constexpr std::int64_t kLastSecond = 253'402'300'799;  // of the year 9999

}  // namespace

bool is_json(const http::Headers& headers) {
  const auto type = headers.get("Content-Type");
  if (!type) return false;
  const auto name = http::trimmed(type->substr(0, type->find(';')));
  return http::equal_without_case(name, "application/json");
}

json::value read_object(std::string_view text) {
  if (text.size() > kLimitAnswerBytes || !crypto::is_strict_json_object(text)) return nullptr;
  return crypto::parse_secret_json(text);
}

json::value read_answer(http::Response response) {
  using enum Unavailable::What;
  if (response.status != 200) throw Unavailable(provider, "the provider did not answer with 200");
  if (!is_json(response.headers)) {
    throw Unavailable(provider, "the provider did not answer in JSON");
  }
  auto answer = read_object(response.body);
  crypto::wipe(response.body);
  if (!answer.is_object()) {
    throw Unavailable(provider, "the provider's JSON is too large or not strict");
  }
  return answer;
}

std::optional<std::string_view> text_of(const json::object& members, std::string_view name) {
  const auto* value = members.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

std::optional<std::int64_t> seconds_of(const json::object& members, std::string_view name) {
  const auto* value = members.if_contains(name);
  if (!value) return std::nullopt;
  if (value->is_int64()) {
    const std::int64_t seconds = value->get_int64();
    return seconds >= 0 && seconds <= kLastSecond ? std::optional(seconds) : std::nullopt;
  }
  if (value->is_double() && value->get_double() >= 0 &&
      value->get_double() <= static_cast<double>(kLastSecond)) {
    return static_cast<std::int64_t>(value->get_double());
  }
  return std::nullopt;
}

bool is_visible_ascii(std::string_view text, std::size_t limit) {
  return !text.empty() && text.size() <= limit &&
         std::ranges::all_of(text, [](char octet) { return octet >= '!' && octet <= '~'; });
}

}  // namespace sluis::upstream
