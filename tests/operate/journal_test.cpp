#include "operate/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <sstream>
#include <thread>

#include "tests/crypto/fake_clock.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;

const Event kLogin{.kind = Event::Kind::login,
                   .connector = "mail",
                   .client = "chat",
                   .request_id = "r1",
                   .duration = 1500ms};

TEST(Journal_Pri16, ALoginIsOneLine) {
  tests::FakeClock clock;

  const std::string line = event_line(kLogin, clock.now());

  EXPECT_EQ(
      line,
      R"({"time":"2026-01-01T00:00:00.000Z","level":"info","event":"login","connector":"mail",)"
      R"("client":"chat","request_id":"r1","duration_ms":1500})");
}

TEST(Journal_Pri16, LeavesOutWhatTheEventHasNot) {
  const auto line =
      boost::json::parse(
          event_line({.kind = Event::Kind::refused, .refusal = Refusal::domain_expired}, {}))
          .as_object();

  EXPECT_EQ(line.at("refusal"), "domain_expired");
  EXPECT_EQ(line.size(), 4u);
}

TEST(Journal_Standards, NamesTheRuleOfARefusalOfSaml) {
  const auto line =
      boost::json::parse(
          event_line({.kind = Event::Kind::refused, .refusal = Refusal::saml_replayed}, {}))
          .as_object();

  EXPECT_EQ(line.at("refusal"), "saml_replayed");
  EXPECT_EQ(line.at("rule"), "XSW-23");
}

TEST(Journal_Asvs16_4_1, ALineIsOneLine) {
  const std::string line =
      event_line({.kind = Event::Kind::login, .client = "a\n{\"event\":\"forged\"}"}, {});

  EXPECT_FALSE(line.contains('\n'));
}

TEST(Journal_Pri16, WarnsOfWhatSomebodyShouldLookAt) {
  using enum Event::Kind;

  EXPECT_EQ(level_of(mail_failed), Level::warn);
  EXPECT_EQ(level_of(reload_failed), Level::warn);
  EXPECT_EQ(level_of(issuer_changed), Level::warn);
  EXPECT_EQ(level_of(audit_failed), Level::warn);
  EXPECT_EQ(level_of(rewrite_refused), Level::warn);
  EXPECT_EQ(level_of(store_lost), Level::warn);
  EXPECT_EQ(level_of(unavailable), Level::warn);
  EXPECT_EQ(level_of(broken), Level::warn);
  EXPECT_EQ(level_of(refused), Level::info);
  EXPECT_EQ(level_of(login), Level::info);
}

TEST(Journal_Pri16, WritesAndCountsEachEvent) {
  tests::FakeClock clock;
  Metrics metrics(KnownPaths{{}});
  std::ostringstream out;
  {
    EventLog log(out, clock);
    const Journal journal = make_journal(log, metrics);

    journal(kLogin);
    journal(kLogin);
  }

  EXPECT_EQ(out.str(),
            event_line(kLogin, clock.now()) + "\n" + event_line(kLogin, clock.now()) + "\n");
  EXPECT_THAT(metrics.exposition(),
              testing::HasSubstr("sluis_logins_total{connector=\"mail\",client=\"chat\"} 2\n"));
}

// Takes nothing until it is let go, as a pipe that nobody reads.
class StuckBuffer : public std::stringbuf {
 public:
  void let_go() {
    stuck_.clear();
    stuck_.notify_all();
  }

 protected:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    stuck_.wait(true);
    return std::stringbuf::xsputn(text, size);
  }

 private:
  std::atomic_flag stuck_ = true;
};

TEST(Journal_Pri16, CountsTheStepsOfALoginWithoutALineEach) {
  std::ostringstream out;
  const tests::FakeClock clock;
  Metrics metrics(KnownPaths{{}});
  {
    EventLog log(out, clock);
    const Journal journal = make_journal(log, metrics);
    journal({.kind = Event::Kind::mail_sent});
    journal({.kind = Event::Kind::login});
    journal({.kind = Event::Kind::token_issued, .client = "chat"});
  }

  const std::string lines = out.str();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1);
  EXPECT_TRUE(lines.contains("\"login\""));
  EXPECT_TRUE(metrics.exposition().contains("sluis_tokens_issued_total"));
}

TEST(Journal_Design9, NeverWaitsForAReader) {
  tests::FakeClock clock;
  StuckBuffer buffer;
  std::ostream out(&buffer);
  EventLog log(out, clock);

  for (int number = 0; number < 20'000; ++number) log.write(kLogin);

  EXPECT_GT(log.lost(), 0u);
  buffer.let_go();
}

}  // namespace
}  // namespace sluis::operate
