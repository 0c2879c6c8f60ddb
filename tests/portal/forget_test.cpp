#include "portal/forget.h"

#include <gtest/gtest.h>

#include "fault/unavailable.h"
#include "http/form.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/identity/rings.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"
#include "tests/web/gallery.h"

namespace sluis::portal {
namespace {

using namespace std::chrono_literals;
using tests::run;

class Forget_Design5 : public testing::Test {
 protected:
  /// A person as a login leaves her behind (a new one each time, behind the same `id:`), with a
  /// session in this browser.
  void log_in() {
    flow::Session session = sessions_.draft();
    identity::Person person{.link = random_.secret(32),
                            .seed = random_.secret(32),
                            .handle = "id:anna",
                            .first_seen = clock_.now(),
                            .last_login = clock_.now(),
                            .recipients = {},
                            .sessions = {session.name()}};
    run(store_.put({person.name(), person.seal(random_), std::chrono::days(90)}));
    run(store_.put({person.handle, "sealed link", std::chrono::days(90)}));
    person_name_ = person.name();
    link_ = person.link.clone();
    session.link = person.link.clone();
    session.organisation = "Ministerie van BZK";
    const http::Request first_visit;
    run(sessions_.begin(session, std::nullopt, first_visit));
    http::Response response;
    sessions_.set_cookie(session, response);
    const std::string cookie(response.headers.get("Set-Cookie").value_or(""));
    cookie_ = cookie.substr(0, cookie.find(';'));
  }

  identity::Person person() { return std::move(run(people_.open(link_.clone())).value()); }

  http::Response answer(const std::string& method, std::string body = {},
                        const std::string& language = "nl") {
    http::Request asked;
    asked.method = method;
    asked.path = "/me/forget";
    asked.body = std::move(body);
    asked.headers.add("Cookie", cookie_);
    asked.headers.add("Accept-Language", language);
    if (method == "POST") asked.headers.add("Content-Type", "application/x-www-form-urlencoded");
    for (const http::Route& route : forget_.routes()) {
      if (route.method == method) return run(route.handler(asked));
    }
    return {.status = 404, .headers = {}, .body = {}};
  }

  std::string token_on_page() {
    const std::string body = answer("GET").body;
    const std::string sign = "name=\"token\" value=\"";
    const auto begin = body.find(sign) + sign.size();
    return body.substr(begin, body.find('"', begin) - begin);
  }

  http::Response press() {
    return answer("POST", "token=" + http::percent_encode(token_on_page()));
  }

  /// As an earlier life behind the same `id:` does.
  void use_up_the_day() {
    const identity::Person earlier{.link = random_.secret(32),
                                   .seed = {},
                                   .handle = "id:anna",
                                   .first_seen = {},
                                   .last_login = {},
                                   .recipients = {},
                                   .sessions = {}};
    run(ForgetLimit(store_, ring_, clock_).claim(earlier));
  }

  std::size_t count(std::string_view prefix) {
    std::size_t found = 0;
    for (const auto& record : store_.names()) found += record.name.starts_with(prefix) ? 1 : 0;
    return found;
  }

  tests::FakeClock clock_;
  tests::FixedRandom random_;
  tests::MemoryStore store_{clock_};
  http::CookieStyle style_{true};
  crypto::Keyring ring_ =
      tests::ring_of(1, {{.id = "p1"}, {.id = "s1", .purpose = crypto::Purpose::seal}});
  flow::Sessions sessions_{store_, ring_, clock_, random_, style_};
  identity::People people_{store_, clock_, random_};
  web::Pages pages_{{.name = "Rijksconnect",
                     .email = "hulp@rijksconnect.example",
                     .security = "https://rijksconnect.example/kwetsbaarheid"}};
  crypto::PseudonymMac mac_{ring_};
  identity::Rooms rooms_{store_, mac_, clock_, random_, std::chrono::days(90)};
  flow::FlowCookies flows_{ring_, clock_, random_, style_};
  RoomsParts rooms_parts_{.sessions = sessions_,
                          .is_admitted = [](const flow::Grounds&) { return true; },
                          .people = people_,
                          .rooms = rooms_,
                          .flows = flows_,
                          .limit = RoomLimit(store_, ring_, clock_),
                          .hand_overs = HandOvers(store_, random_),
                          .random = random_,
                          .clock = clock_,
                          .cookies = style_,
                          .pages = pages_,
                          .issuer = "https://login.example",
                          .retention = std::chrono::days(90),
                          .deployments = {{.id = "meet",
                                           .name = "Rijksconnect Video",
                                           .base_url = "https://meet.example",
                                           .tenant = ""}},
                          .keyring = ring_};
  boost::asio::awaitable<void> audit_first(AuditEntry entry) {
    people_at_first_line_ = count("pe:");
    audited_.push_back(std::move(entry));
    co_return;
  }

  std::vector<AuditEntry> audited_;
  std::size_t people_at_first_line_ = 0;
  Forget forget_{
      {.sessions = sessions_,
       .people = people_,
       .rooms = rooms_parts_,
       .limit = ForgetLimit(store_, ring_, clock_),
       .pages = pages_,
       .audit = [this](const AuditEntry& entry) { audited_.push_back(entry); },
       .audit_first = [this](AuditEntry entry) { return audit_first(std::move(entry)); }}};
  std::string cookie_;
  std::string person_name_;
  crypto::Secret link_;
};

TEST_F(Forget_Design5, DeletesHerRoomsAndLeavesThoseOfOthers) {
  log_in();
  const identity::RoomPlace alone{.deployment = "meet", .tenant = "", .name = "alone"};
  const identity::RoomPlace shared{.deployment = "meet", .tenant = "", .name = "shared"};
  const auto bea = identity::Pseudonym::kept("bea");
  for (const auto& place : {alone, shared}) {
    run(rooms_.create(place, "Overleg", pseudonym_at(person(), place)));
    run(people_.keep_room(person().link.clone(), {.client = place.deployment, .name = place.name}));
  }
  run(rooms_.add_owner(shared, pseudonym_at(person(), shared), bea));

  press();

  EXPECT_FALSE(run(rooms_.open(alone)));
  const auto kept = run(rooms_.open(shared));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->owners, std::vector<std::string>{"bea"});
}

using ForgetAudit_Design4 = Forget_Design5;
using ForgetToken_Web08 = Forget_Design5;
using ForgetOnceADay_Design5 = Forget_Design5;

TEST_F(Forget_Design5, AsksFirstAndSaysWhatItMeans) {
  log_in();

  const auto page = answer("GET");

  tests::hang_up("forget", page);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.get("Cache-Control"), "no-store");
  EXPECT_TRUE(page.body.contains("voor elke dienst iemand anders"));
  EXPECT_TRUE(page.body.contains("Diensten houden wat zij al van u hebben"));
  EXPECT_EQ(count("pe:"), 1u);
}

TEST_F(Forget_Design5, SpeaksEnglish) {
  log_in();

  const auto page = answer("GET", "", "en");

  tests::hang_up("forget-en", page);
  EXPECT_TRUE(page.body.contains("Do you want to be forgotten?"));
}

TEST_F(Forget_Design5, SendsAStrangerToMe) {
  EXPECT_EQ(answer("GET").headers.get("Location"), "/me");
  EXPECT_EQ(answer("POST").headers.get("Location"), "/me");
}

TEST_F(Forget_Design5, ErasesIdPersonAndSessionAtOnce) {
  log_in();

  const auto page = press();

  tests::hang_up("forgotten", page);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.body.contains("U bent vergeten"));
  EXPECT_TRUE(page.body.contains("Bij Ministerie van BZK kunt u nog ingelogd zijn."));
  EXPECT_TRUE(page.headers.get("Set-Cookie").value_or("").contains("Max-Age=0"));
  EXPECT_EQ(count("id:") + count("pe:") + count("se:"), 0u);
}

TEST_F(ForgetToken_Web08, RefusesAPostWithoutItsToken) {
  log_in();

  const auto page = answer("POST", "token=x");

  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(count("pe:"), 1u);
  EXPECT_TRUE(audited_.empty());
  EXPECT_EQ(count("fo:"), 0u) << "a forged post uses up nothing";
}

TEST_F(ForgetToken_Web08, RefusesTheTokenOfAnotherSession) {
  log_in();
  const std::string other = token_on_page();
  log_in();

  EXPECT_EQ(answer("POST", "token=" + http::percent_encode(other)).status, 400);
}

TEST_F(ForgetOnceADay_Design5, TheNewPersonIsToldToWait) {
  log_in();
  press();
  log_in();

  const auto question = answer("GET");

  tests::hang_up("forget-later", question);
  EXPECT_EQ(question.status, 429);
  EXPECT_TRUE(question.body.contains("Dit kan vandaag niet nog een keer"));
}

TEST_F(ForgetOnceADay_Design5, APostIsRefusedToo) {
  log_in();
  // The question stood open while the day was used elsewhere.
  const std::string token = token_on_page();
  use_up_the_day();

  const auto page = answer("POST", "token=" + http::percent_encode(token));

  EXPECT_EQ(page.status, 429);
  EXPECT_EQ(count("pe:"), 1u);
  EXPECT_TRUE(audited_.empty());
}

TEST_F(ForgetAudit_Design4, LeavesLinesWithTheRandomNameAlone) {
  log_in();

  press();

  ASSERT_EQ(audited_.size(), 2u);
  for (const AuditEntry& line : audited_) {
    EXPECT_EQ(line.object, person_name_);
    EXPECT_EQ(line.result, AuditEntry::Result::done);
    EXPECT_EQ(line.origin, "browser");
    EXPECT_EQ(line.actor, "sluis");
  }
  EXPECT_EQ(audited_[0].action, "person.forget.asked");
  EXPECT_TRUE(audited_[0].details.empty());
  EXPECT_EQ(audited_[1].action, "person.forget");
  const std::vector<std::pair<std::string, std::string>> expected{{"replica", "none"}};
  EXPECT_EQ(audited_[1].details, expected);
}

TEST_F(ForgetAudit_Design4, TheFirstLineIsThereBeforeAnythingGoes) {
  log_in();

  press();

  EXPECT_EQ(people_at_first_line_, 1u);
}

}  // namespace
}  // namespace sluis::portal
