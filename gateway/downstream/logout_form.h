#pragma once

// "Do you want to log out?", asked where nothing proves that it is her service that asks; and her
// answer. The form's token against cross-site posts is the value of a cookie that only we can set
// (__Host-).

#include <optional>
#include <string>

#include "crypto/random.h"
#include "http/cookie.h"
#include "http/form.h"
#include "web/logout_page.h"

namespace sluis::downstream {

class LogoutForm {
 public:
  LogoutForm(http::CookieStyle cookies, crypto::Random& random, const web::Pages& pages)
      : cookies_(cookies), random_(random), pages_(pages) {}

  /// The page, its form with a token.
  http::Response ask(web::LogoutQuestion question, const http::Request& browser) const;
  bool is_confirmed(const http::Request& request, const http::Form& form) const;

 private:
  std::optional<std::string> token_of(const http::Request& request) const;

  http::CookieStyle cookies_;
  crypto::Random& random_;
  const web::Pages& pages_;
};

}  // namespace sluis::downstream
