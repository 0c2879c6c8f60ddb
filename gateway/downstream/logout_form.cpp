#include "downstream/logout_form.h"

#include <chrono>

#include "crypto/encoding.h"
#include "crypto/secret.h"

namespace sluis::downstream {

namespace {

constexpr std::string_view kCookie = "logout";
constexpr std::chrono::minutes kCookieLifetime{15};
constexpr std::size_t kTokenBytes = 16;

}  // namespace

/// That of a question that is still open in another tab is kept.
std::optional<std::string> LogoutForm::token_of(const http::Request& request) const {
  auto value = cookies_.read(request, kCookie);
  if (!value) return std::nullopt;
  const auto octets = crypto::base64url_decode(*value);
  if (!octets || octets->size() != kTokenBytes) return std::nullopt;
  return value;
}

http::Response LogoutForm::ask(web::LogoutQuestion question, const http::Request& browser) const {
  auto token = token_of(browser);
  if (!token) token = crypto::base64url_encode(random_.octets(kTokenBytes));
  question.fields.emplace(question.fields.begin(), "token", *token);
  auto response = web::logout_confirm_page(pages_, question);
  response.headers.add("Set-Cookie",
                       cookies_.set(kCookie, *token, http::SameSite::lax, kCookieLifetime));
  return response;
}

bool LogoutForm::is_confirmed(const http::Request& request, const http::Form& form) const {
  const auto given = form.get("token");
  const auto expected = token_of(request);
  return given && expected && crypto::equal_in_constant_time(*given, *expected);
}

}  // namespace sluis::downstream
