#include "portal/me_logout.h"

#include <gtest/gtest.h>

#include "http/form.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/identity/rings.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"

namespace sluis::portal {
namespace {

class MeLogout_Web08 : public testing::Test {
 protected:
  flow::Session log_in() {
    flow::Session session = sessions_.draft();
    const http::Request first_visit;
    tests::run(sessions_.begin(session, std::nullopt, first_visit));
    http::Response response;
    sessions_.set_cookie(session, response);
    const std::string cookie(response.headers.get("Set-Cookie").value_or(""));
    cookie_ = cookie.substr(0, cookie.find(';'));
    return session;
  }

  flow::WayOut::Heard press(const std::string& token) {
    http::Request request;
    request.method = "POST";
    request.path = "/me/logout";
    request.body = "token=" + http::percent_encode(token);
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    if (!cookie_.empty()) request.headers.add("Cookie", cookie_);
    return tests::run(logout_.hear(request, std::nullopt));
  }

  static bool means_this_browser(const flow::WayOut::Heard& heard) {
    const auto* asked = std::get_if<flow::LogoutRequest>(&heard);
    return asked && asked->this_browser == flow::LogoutRequest::ThisBrowser::is_meant;
  }

  tests::FakeClock clock_;
  tests::FixedRandom random_;
  tests::MemoryStore store_{clock_};
  crypto::Keyring ring_ = tests::ring_of(1, {{.id = "s1", .purpose = crypto::Purpose::seal}});
  flow::Sessions sessions_{store_, ring_, clock_, random_, http::CookieStyle(true)};
  web::Pages pages_{{.name = "Rijksconnect", .email = "hulp@rijksconnect.example", .security = ""}};
  MeLogout logout_{sessions_, pages_};
  std::string cookie_;
};

TEST_F(MeLogout_Web08, TakesTheTokenOfThisSession) {
  EXPECT_TRUE(means_this_browser(press(logout_token(log_in()))));
}

TEST_F(MeLogout_Web08, RefusesAnotherToken) {
  const auto other = logout_token(log_in());
  log_in();

  for (const auto& token : {std::string(), std::string("x"), other}) {
    const auto heard = press(token);
    const auto* page = std::get_if<http::Response>(&heard);
    ASSERT_NE(page, nullptr) << token;
    EXPECT_EQ(page->status, 400);
  }
}

TEST_F(MeLogout_Web08, AsksForNoTokenWhereThereIsNoSession) {
  EXPECT_TRUE(means_this_browser(press("")));
}

}  // namespace
}  // namespace sluis::portal
