#include "portal/me.h"

#include <gtest/gtest.h>

#include "identity/acr.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/identity/rings.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"
#include "tests/web/gallery.h"

namespace sluis::portal {
namespace {

using namespace std::chrono_literals;

class Me_Pri04 : public testing::Test {
 protected:
  /// A person in the store, as a login leaves her behind, and a session of hers.
  void log_in() {
    identity::Person person{.link = random_secret(),
                            .seed = random_secret(),
                            .handle = "id:x",
                            .first_seen = clock_.now() - 240h,
                            .last_login = clock_.now(),
                            .recipients = {{"chat", clock_.now() - 240h, clock_.now()},
                                           {"meet", clock_.now() - 48h, clock_.now() - 24h}},
                            .sessions = {}};
    keep(person);
    person_name_ = person.name();
    flow::Session session = sessions_.draft();
    session.link = person.link.clone();
    session.entry = "minbzk.nl";
    session.organisation = "Ministerie van BZK";
    session.connector = "mail";
    session.acr = "urn:sluis:mail";
    session.authenticated_at = clock_.now();
    session.caused_by = "chat";
    const http::Request first_visit;
    tests::run(sessions_.begin(session, std::nullopt, first_visit));
    http::Response response;
    sessions_.set_cookie(session, response);
    const std::string cookie(response.headers.get("Set-Cookie").value_or(""));
    cookie_ = cookie.substr(0, cookie.find(';'));
  }

  crypto::Secret random_secret() {
    crypto::Secret secret(32);
    random_.fill(secret.fill(), secret.size());
    return secret;
  }

  void keep(const identity::Person& person) {
    tests::run(store_.put({person.name(), person.seal(random_), std::chrono::days(90)}));
  }

  http::Request request(const std::string& method, const std::string& path, std::string body = {}) {
    http::Request made;
    made.method = method;
    made.path = path;
    made.body = std::move(body);
    made.headers.add("Cookie", cookie_);
    if (method == "POST") made.headers.add("Content-Type", "application/x-www-form-urlencoded");
    return made;
  }

  http::Response answer(const http::Request& asked) {
    for (const http::Route& route : me_.routes()) {
      if (route.method == asked.method && route.path == asked.path) {
        return tests::run(route.handler(asked));
      }
    }
    return {.status = 404, .headers = {}, .body = {}};
  }

  tests::FakeClock clock_;
  tests::FixedRandom random_;
  tests::MemoryStore store_{clock_};
  http::CookieStyle style_{true};
  crypto::Keyring ring_ = tests::ring_of(1, {{.id = "s1", .purpose = crypto::Purpose::seal}});
  flow::Sessions sessions_{store_, ring_, clock_, random_, style_};
  identity::People people_{store_, clock_, random_};
  web::Pages pages_{{.name = "Rijksconnect",
                     .email = "hulp@rijksconnect.example",
                     .security = "https://rijksconnect.example/kwetsbaarheid"}};
  Me me_{{.sessions = sessions_,
          .people = people_,
          .clock = clock_,
          .retention = std::chrono::days(90),
          .pages = pages_,
          .services = {{"chat", "Rocket.Chat"}, {"meet", "Rijksconnect Video"}},
          .connectors = {{"mail", {.nl = "Code per e-mail", .en = "Code by e-mail"}}}}};
  std::string cookie_;
  std::string person_name_;
};

TEST_F(Me_Pri04, SendsAStrangerToTheLogin) {
  const auto response = answer(request("GET", "/me"));

  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(response.headers.get("Location"), "/me/login");
}

TEST_F(Me_Pri04, ShowsWhatIsKeptAndUntilWhen) {
  log_in();

  const auto page = answer(request("GET", "/me"));

  tests::hang_up("me", page);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.get("Cache-Control"), "no-store");
  EXPECT_TRUE(page.body.contains("1 januari 2026 om 1.00 uur"));  // last login, in Amsterdam
  EXPECT_TRUE(page.body.contains("1 april 2026 om 2.00 uur"));    // 90 days later, in summer time
  EXPECT_TRUE(page.body.contains("Ministerie van BZK"));
  EXPECT_TRUE(page.body.contains("Code per e-mail"));
  EXPECT_TRUE(page.body.contains("Met een code per e-mail"));
}

TEST_F(Me_Pri04, NamesTheServicesThatGotAPseudonym) {
  log_in();

  const auto page = answer(request("GET", "/me"));

  EXPECT_TRUE(page.body.contains("<dt>Rocket.Chat</dt>"));
  EXPECT_TRUE(page.body.contains("<dt>Rijksconnect Video</dt>"));
}

TEST_F(Me_Pri04, SpeaksEnglish) {
  log_in();
  auto asked = request("GET", "/me");
  asked.headers.add("Accept-Language", "en");

  const auto page = answer(asked);

  tests::hang_up("me-en", page);
  EXPECT_TRUE(page.body.contains("What we keep about you"));
  EXPECT_TRUE(page.body.contains("With a code by e-mail"));
}

TEST_F(Me_Pri04, SendsOneWhoseRecordIsGoneToTheLoginAndEndsTheSession) {
  log_in();
  tests::run(store_.take(person_name_));

  const auto response = answer(request("GET", "/me"));

  EXPECT_EQ(response.headers.get("Location"), "/me/login");
  EXPECT_TRUE(store_.names().empty());
}

TEST_F(Me_Pri04, AsksForALoginWithoutAnythingPersonal) {
  const auto accepted = tests::run(me_.accept(request("GET", "/me/login")));

  const auto* asked = std::get_if<flow::LoginRequest>(&accepted);
  ASSERT_NE(asked, nullptr);
  EXPECT_EQ(asked->front, "me");
  EXPECT_EQ(asked->audience.sector_name(), "me");
  EXPECT_TRUE(asked->memory.empty());
}

}  // namespace
}  // namespace sluis::portal
