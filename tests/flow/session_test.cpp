#include "flow/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "crypto/encoding.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/flow/browser.h"
#include "tests/identity/rings.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"

namespace sluis::flow {
namespace {

using namespace std::chrono_literals;
using tests::Browser;
using tests::run;

constexpr std::string_view kCookie = "__Host-session";

crypto::Secret link() { return crypto::Secret::copy_of(std::string(32, 'l')); }

struct Gateway {
  tests::FakeClock clock;
  tests::MemoryStore store{clock};
  tests::FixedRandom random;
  crypto::Keyring ring = tests::ring_of(1, {{.id = "s1", .purpose = crypto::Purpose::seal}});
  Sessions sessions{store, ring, clock, random, http::CookieStyle(true)};

  Session draft() {
    Session session = sessions.draft();
    session.link = link();
    session.entry = "minbzk.nl";
    session.organisation = "BZK";
    session.connector = "mail";
    session.acr = "urn:mail";
    session.authenticated_at = clock.now() - 7min;
    session.caused_by = "chat";
    return session;
  }

  Session create(const Browser& browser = {}, std::optional<std::string> service = {}) {
    Session session = draft();
    const http::Request request = browser.request();
    run(sessions.begin(session, std::move(service), request));
    return session;
  }

  Session log_in(Browser& browser, std::optional<std::string> service = {}) {
    Session session = create(browser, std::move(service));
    http::Response response;
    sessions.set_cookie(session, response);
    browser.take(response);
    return session;
  }

  bool use(
      const Session& session, std::string_view service,
      std::function<bool(const Grounds&)> stands = [](const Grounds&) { return true; }) {
    return run(sessions.use_by_sid(session.sid_for(service), std::move(stands)));
  }

  std::optional<Session> open(const Browser& browser) {
    const http::Request request = browser.request();
    return run(sessions.open(request));
  }

  std::optional<store::TimeToLive> left(const std::string& name) {
    for (const auto& record : store.names()) {
      if (record.name == name) return record.left;
    }
    return std::nullopt;
  }
};

TEST(Session_Design3, ComesBackByItsCookie) {
  Gateway gateway;
  Browser browser;
  const Session before = gateway.log_in(browser);

  const auto session = gateway.open(browser);

  ASSERT_TRUE(session);
  EXPECT_EQ(session->secret, before.secret);
  EXPECT_EQ(session->link, link());
  EXPECT_EQ(session->entry, "minbzk.nl");
  EXPECT_EQ(session->organisation, "BZK");
  EXPECT_EQ(session->connector, "mail");
  EXPECT_EQ(session->acr, "urn:mail");
  EXPECT_EQ(session->authenticated_at, before.authenticated_at);
  EXPECT_EQ(session->created_at, gateway.clock.now());
  EXPECT_EQ(session->caused_by, "chat");
}

TEST(Session_Web01, HasACookieForThisHostThatEndsWithTheBrowser) {
  Gateway gateway;
  http::Response response;
  const Session session = gateway.create();

  gateway.sessions.set_cookie(session, response);

  EXPECT_EQ(response.headers.get("Set-Cookie"),
            std::string(kCookie) + "=" + crypto::base64url_encode(session.secret.expose()) +
                "; Path=/; HttpOnly; Secure; SameSite=Lax");
}

TEST(Session_Promise5, LeavesNothingReadableInTheStore) {
  Gateway gateway;
  const Session session = gateway.create();

  const std::string octets = session.name() + gateway.store.peek(session.name()).value();

  for (const std::string_view text : {std::string_view("minbzk"), std::string_view("BZK"),
                                      session.link.expose(), session.secret.expose()}) {
    EXPECT_EQ(octets.find(text), std::string::npos);
  }
  EXPECT_EQ(gateway.store.peek(session.name())->size(), 256U + 29U);
}

TEST(Session_Web02, IsNewAtEveryLogin) {
  Gateway gateway;
  Browser browser;
  browser.cookies[std::string(kCookie)] =
      crypto::base64url_encode(std::string(32, 'f'));  // fixed by an attacker
  const std::string fixed = browser.cookies.at(std::string(kCookie));

  const Session first = gateway.log_in(browser);
  const Session second = gateway.log_in(browser);

  EXPECT_NE(browser.cookies.at(std::string(kCookie)), fixed);
  EXPECT_NE(first.name(), second.name());
  Browser attacker;
  attacker.cookies[std::string(kCookie)] = fixed;
  EXPECT_FALSE(gateway.open(attacker));
}

TEST(Session_Web02, IsNotThereBeforeItBegins) {
  Gateway gateway;
  Browser browser;
  const Session drafted = gateway.draft();
  http::Response response;
  gateway.sessions.set_cookie(drafted, response);
  browser.take(response);

  EXPECT_FALSE(gateway.open(browser));
}

TEST(Session_Web02, EndsTheOneThatTheBrowserHadBefore) {
  Gateway gateway;
  Browser browser;
  Browser other;
  const Session before = gateway.log_in(browser);
  gateway.log_in(other);

  const Session after = gateway.log_in(browser);

  EXPECT_FALSE(gateway.store.peek(before.name()));
  EXPECT_TRUE(gateway.store.peek(after.name()));
  EXPECT_TRUE(gateway.open(other));
}

TEST(Session_Web02, BeginsWhereTheCookieBeforeWasNone) {
  Gateway gateway;
  Browser browser;
  browser.cookies[std::string(kCookie)] = "x";

  gateway.log_in(browser);

  EXPECT_TRUE(gateway.open(browser));
}

TEST(Session_Design3, RefusesACookieThatIsNone) {
  Gateway gateway;
  Browser browser;
  EXPECT_FALSE(gateway.open(browser));
  for (const std::string& value :
       {std::string(), std::string("x"), crypto::base64url_encode(std::string(31, 'x')),
        crypto::base64url_encode(std::string(32, 'x')) + "="}) {
    browser.cookies[std::string(kCookie)] = value;
    EXPECT_FALSE(gateway.open(browser)) << value;
  }
  EXPECT_EQ(gateway.store.commands(), 0U);
}

TEST(Session_Design3, RefusesARecordThatWasMoved) {
  Gateway gateway;
  Browser browser;
  const Session first = gateway.create();
  const Session second = gateway.log_in(browser);
  run(gateway.store.put({second.name(), *gateway.store.peek(first.name()), 1h}));

  EXPECT_FALSE(gateway.open(browser));
}

TEST(Session_Design4, EndsAfterAnIdleHour) {
  Gateway gateway;
  Browser browser;
  gateway.log_in(browser);

  gateway.clock.advance(1h - 1ms);
  ASSERT_TRUE(gateway.open(browser));
  gateway.clock.advance(1h - 1ms);
  ASSERT_TRUE(gateway.open(browser));
  gateway.clock.advance(1h);
  EXPECT_FALSE(gateway.open(browser));
}

TEST(Session_Design4, EndsAfterEightHoursHoweverBusy) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser);
  for (int half_hours = 1; half_hours < 16; ++half_hours) {
    gateway.clock.advance(30min);
    ASSERT_TRUE(gateway.open(browser)) << half_hours;
    EXPECT_LE(gateway.left(session.name()), session.created_at + 8h - gateway.clock.now());
  }

  gateway.clock.advance(30min);

  EXPECT_FALSE(gateway.open(browser));
  EXPECT_FALSE(gateway.store.peek(session.name()));
}

TEST(Session_Sam22, EndsWithHerLoginAtHerProvider) {
  Gateway gateway;
  Browser browser;
  Session session = gateway.draft();
  session.ends_at = gateway.clock.now() + 20min;
  run(gateway.sessions.begin(session, "chat", browser.request()));
  http::Response response;
  gateway.sessions.set_cookie(session, response);
  browser.take(response);

  EXPECT_EQ(gateway.left(session.name()), 20min);
  gateway.clock.advance(19min);
  ASSERT_TRUE(gateway.open(browser));
  EXPECT_EQ(gateway.open(browser)->ends_at, session.ends_at);
  EXPECT_EQ(gateway.left(session.name()), 1min);
  gateway.clock.advance(1min);
  EXPECT_FALSE(gateway.open(browser));
  EXPECT_TRUE(gateway.store.names().empty());
}

TEST(Session_Design4, EndsAfterEightHoursEvenIfTheRecordStayed) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser);
  run(gateway.store.renew(session.name(), 24h));
  gateway.clock.advance(8h);

  EXPECT_FALSE(gateway.open(browser));
  EXPECT_FALSE(gateway.store.peek(session.name()));
}

TEST(Session_Design8, BeginsInOneRoundTripWithAllThatBelongsToIt) {
  Gateway gateway;
  Browser browser;
  gateway.log_in(browser);
  const auto before = gateway.store.round_trips();

  gateway.log_in(browser, "chat");

  EXPECT_EQ(gateway.store.round_trips(), before + 1);
}

TEST(Session_Design8, IsReadAndRenewedInOneRoundTrip) {
  Gateway gateway;
  Browser browser;
  gateway.log_in(browser);
  const auto before = gateway.store.round_trips();

  gateway.open(browser);

  EXPECT_EQ(gateway.store.round_trips(), before + 1);
}

TEST(Session_Web02, IsOverOnTheServerOnceEnded) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser);

  run(gateway.sessions.end(session));

  EXPECT_FALSE(gateway.open(browser));
  EXPECT_TRUE(gateway.store.names().empty());
}

TEST(Session_Web02, LosesItsCookieAtLogout) {
  Gateway gateway;
  Browser browser;
  gateway.log_in(browser);
  http::Response response;

  gateway.sessions.remove_cookie(response);
  browser.take(response);

  EXPECT_TRUE(browser.cookies.empty());
}

TEST(Session_Promise3, HasASidPerClient) {
  Gateway gateway;
  const Session session = gateway.create();
  const Session other = gateway.create();

  const std::set<std::string> sids = {session.sid_for("chat"), session.sid_for("meet"),
                                      other.sid_for("chat"), session.name().substr(3)};

  EXPECT_EQ(sids.size(), 4U);
  EXPECT_EQ(session.sid_for("chat"), session.sid_for("chat"));
  EXPECT_EQ(crypto::base64url_decode(session.sid_for("chat"))->size(), 32U);
}

TEST(Session_Promise3, ShowsTheExactTimeOnlyToTheServiceThatCausedTheLogin) {
  Gateway gateway;
  gateway.clock.advance(8min);
  const Session session = gateway.create();

  EXPECT_EQ(session.auth_time_for("chat"), session.authenticated_at);
  EXPECT_EQ(session.auth_time_for("meet"), rounded(session.authenticated_at));
  EXPECT_NE(session.auth_time_for("chat"), session.auth_time_for("meet"));
}

TEST(Session_Design4, CanBeEndedByTheSidOfAService) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser);
  run(gateway.sessions.note_service(session, "chat"));
  run(gateway.sessions.note_service(session, "meet"));

  EXPECT_TRUE(run(gateway.sessions.end_by_sid(session.sid_for("chat"))));

  EXPECT_FALSE(gateway.open(browser));
  EXPECT_FALSE(run(gateway.sessions.end_by_sid(session.sid_for("chat"))));
  EXPECT_FALSE(run(gateway.sessions.end_by_sid(session.sid_for("meet"))));
}

TEST(Session_Design4, IsUsedByTheSidOfAService) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser, "meet");
  gateway.clock.advance(59min);

  EXPECT_TRUE(gateway.use(session, "meet"));

  gateway.clock.advance(59min);
  EXPECT_TRUE(gateway.open(browser));
}

TEST(Session_Design4, IsNotUsedByASidOnceItHasEnded) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser, "meet");
  run(gateway.sessions.end(session));

  EXPECT_FALSE(gateway.use(session, "meet"));
  EXPECT_FALSE(gateway.use(session, "chat"));
  EXPECT_FALSE(run(gateway.sessions.use_by_sid("x", [](const Grounds&) { return true; })));
}

TEST(Session_Design4, IsNotUsedByASidWhereItsGroundsNoLongerStand) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser, "meet");
  gateway.clock.advance(59min);
  std::vector<std::string> seen;

  EXPECT_FALSE(gateway.use(session, "meet", [&](const Grounds& grounds) {
    seen = {grounds.entry, grounds.connector, grounds.acr};
    return false;
  }));

  EXPECT_EQ(seen, (std::vector<std::string>{"minbzk.nl", "mail", "urn:mail"}));
  gateway.clock.advance(2min);
  EXPECT_FALSE(gateway.open(browser)) << "and it was not renewed by that";
}

TEST(Session_Design4, IsUsedByASidAfterTheSealKeyWasRotated) {
  Gateway gateway;
  const Session session = gateway.create({}, "meet");
  gateway.ring = tests::ring_of(
      2, {{.id = "s1", .retired_at = gateway.clock.now(), .purpose = crypto::Purpose::seal},
          {.id = "s2", .purpose = crypto::Purpose::seal}});

  EXPECT_TRUE(gateway.use(session, "meet"));
}

TEST(Session_Design4, ASidDoesNotTellWhereSheWorks) {
  Gateway gateway;
  const Session session = gateway.create({}, "meet");
  gateway.ring = tests::ring_of(1, {{.id = "s9", .purpose = crypto::Purpose::seal}});

  EXPECT_FALSE(gateway.use(session, "meet")) << "not without the ring";
  EXPECT_TRUE(run(gateway.sessions.end_by_sid(session.sid_for("meet"))))
      << "which ending needs not";
}

TEST(Session_Design4, IsNotUsedByASidPastItsEnd) {
  Gateway gateway;
  const Session session = gateway.create({}, "meet");
  for (int quarter = 0; quarter < 31; ++quarter) {
    gateway.clock.advance(15min);
    EXPECT_TRUE(gateway.use(session, "meet")) << quarter;
  }
  gateway.clock.advance(15min);

  EXPECT_FALSE(gateway.use(session, "meet"));
}

TEST(Session_Web02, CanBeEndedByItsNameWhereNoCookieComes) {
  Gateway gateway;
  Browser browser;
  gateway.log_in(browser);
  const auto name = gateway.sessions.name_in(browser.request());

  run(gateway.sessions.end_named(name.value()));

  EXPECT_FALSE(gateway.open(browser));
}

TEST(Session_Web02, HasNoNameWithoutACookie) {
  Gateway gateway;

  EXPECT_FALSE(gateway.sessions.name_in(Browser().request()));
}

TEST(Session_Design4, CanBeEndedByTheServiceThatItBeganWith) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser, "chat");

  EXPECT_TRUE(run(gateway.sessions.end_by_sid(session.sid_for("chat"))));

  EXPECT_FALSE(gateway.open(browser));
}

TEST(Session_Sam15, EndsAndSaysWhichServicesKnewIt) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser, "chat");
  run(gateway.sessions.note_service(session, "meet"));

  const auto known = run(gateway.sessions.end(session, {"wiki", "meet", "chat"}));

  EXPECT_EQ(known, (std::vector<std::string>{"meet", "chat"}));
  EXPECT_FALSE(gateway.open(browser));
  EXPECT_TRUE(gateway.store.names().empty());
}

TEST(Session_Sam15, TellsOneEndAloneOfEachService) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser, "chat");
  run(gateway.sessions.end(session, {"chat"}));

  EXPECT_TRUE(run(gateway.sessions.end(session, {"chat"})).empty());
}

TEST(Session_Design4, KeepsWhatItsProviderMustBeToldSealedByTheCookie) {
  Gateway gateway;
  Browser browser;
  Session session = gateway.draft();
  session.farewell = "name-at-the-provider";
  const http::Request request;
  run(gateway.sessions.begin(session, std::nullopt, request));
  http::Response response;
  gateway.sessions.set_cookie(session, response);
  browser.take(response);

  EXPECT_EQ(gateway.open(browser).value().farewell, "name-at-the-provider");
  EXPECT_FALSE(gateway.store.peek(session.name())->contains("name-at-the-provider"));
}

TEST(Session_Design4, BeginsWithoutARecordOfASidWhereThereIsNoService) {
  Gateway gateway;
  const Session session = gateway.create();

  ASSERT_EQ(gateway.store.names().size(), 1U);
  EXPECT_EQ(gateway.store.names().front().name, session.name());
}

TEST(Session_Design4, LivesAnHourAndItsSidAsLongAsASessionCan) {
  Gateway gateway;
  const Session session = gateway.create({}, "chat");

  for (const auto& record : gateway.store.names()) {
    EXPECT_EQ(record.left, record.name == session.name() ? 1h : 8h) << record.name;
  }
  EXPECT_EQ(gateway.store.names().size(), 2U);
}

TEST(Session_Design4, IsNotEndedByASidThatIsNone) {
  Gateway gateway;
  Browser browser;
  const Session session = gateway.log_in(browser);
  run(gateway.sessions.note_service(session, "chat"));

  for (const std::string& sid :
       {std::string(), std::string("x"), session.sid_for("meet"), session.name().substr(3)}) {
    EXPECT_FALSE(run(gateway.sessions.end_by_sid(sid))) << sid;
  }
  EXPECT_TRUE(gateway.open(browser));
}

TEST(Session_Design4, KeepsTheRecordOfASidNoLongerThanTheSession) {
  Gateway gateway;
  const Session session = gateway.create();
  gateway.clock.advance(30min);

  run(gateway.sessions.note_service(session, "chat"));

  for (const auto& record : gateway.store.names()) {
    if (record.name.starts_with("si:")) EXPECT_EQ(record.left, 7h + 30min);
  }
  EXPECT_EQ(gateway.store.names().size(), 2U);
}

TEST(Session_Design4, NamesTheRecordOfASidByNothingOfTheSession) {
  Gateway gateway;
  const Session session = gateway.create();
  run(gateway.sessions.note_service(session, "chat"));

  for (const auto& record : gateway.store.names()) {
    EXPECT_EQ(record.name.find(session.sid_for("chat")), std::string::npos);
    if (!record.name.starts_with("si:")) continue;
    EXPECT_EQ(gateway.store.peek(record.name)->find(session.name()), std::string::npos);
  }
}

}  // namespace
}  // namespace sluis::flow
