#include "operate/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <thread>

#include "http/server.h"
#include "tests/crypto/fake_clock.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const KnownPaths kPaths{{"/authorize", "/login/callback/{connector}"}};

http::Answered answered(std::string path, int status = 200) {
  return {.request_id = "r1",
          .client_address = "192.0.2.7",
          .method = "GET",
          .path = std::move(path),
          .status = status,
          .body_bytes = 10,
          .duration = 3ms};
}

TEST(Metrics_Exposition004, CountsLoginsByConnectorAndClient) {
  Metrics metrics(kPaths);

  metrics.note(Event{.kind = Event::Kind::login, .connector = "mail", .client = "chat"});
  metrics.note(Event{.kind = Event::Kind::login, .connector = "mail", .client = "chat"});

  EXPECT_THAT(metrics.exposition(),
              HasSubstr("# TYPE sluis_logins_total counter\n"
                        "sluis_logins_total{connector=\"mail\",client=\"chat\"} 2\n"));
}

TEST(Metrics_Exposition004, NamesARefusalAsTheEnumDoes) {
  Metrics metrics(kPaths);

  metrics.note(Event{.kind = Event::Kind::refused, .refusal = Refusal::domain_expired});

  EXPECT_THAT(metrics.exposition(),
              HasSubstr("sluis_refusals_total{refusal=\"domain_expired\",client=\"\"} 1\n"));
}

TEST(Metrics_Exposition004, CountsEveryKindOfEvent) {
  using enum Event::Kind;
  const std::pair<Event::Kind, std::string_view> kinds[] = {
      {session_login, "sluis_session_logins_total{client=\"chat\"} 1\n"},
      {mail_sent, "sluis_mails_total{result=\"sent\"} 1\n"},
      {mail_failed, "sluis_mails_total{result=\"failed\"} 1\n"},
      {token_issued, "sluis_tokens_issued_total{client=\"chat\"} 1\n"},
      {logout, "sluis_logouts_total 1\n"},
      {reload, "sluis_reloads_total{result=\"done\"} 1\n"},
      {reload_failed, "sluis_metadata_refresh_failures_total{connector=\"\",client=\"chat\"} 1\n"},
      {issuer_changed, "sluis_faults_total{fault=\"issuer_changed\"} 1\n"},
      {audit_failed, "sluis_faults_total{fault=\"audit_failed\"} 1\n"},
      {rewrite_refused, "sluis_faults_total{fault=\"rewrite_refused\"} 1\n"},
      {store_lost, "sluis_store_changes_total{change=\"lost\"} 1\n"},
      {unavailable, "sluis_faults_total{fault=\"unavailable\"} 1\n"},
      {broken, "sluis_faults_total{fault=\"broken\"} 1\n"},
      {store_back, "sluis_store_changes_total{change=\"back\"} 1\n"}};
  for (const auto& [kind, line] : kinds) {
    Metrics metrics(kPaths);

    metrics.note(Event{.kind = kind, .client = "chat"});

    EXPECT_THAT(metrics.exposition(), HasSubstr(std::string(line)));
  }
}

TEST(Metrics_Exposition004, TellsOurOwnReloadFromMetadataOfOthers) {
  Metrics metrics(kPaths);

  metrics.note(Event{.kind = Event::Kind::reload_failed});
  metrics.note(Event{.kind = Event::Kind::reload_failed, .connector = "duo"});

  EXPECT_THAT(metrics.exposition(), HasSubstr("sluis_reloads_total{result=\"failed\"} 1\n"));
  EXPECT_THAT(
      metrics.exposition(),
      HasSubstr("sluis_metadata_refresh_failures_total{connector=\"duo\",client=\"\"} 1\n"));
}

TEST(Metrics_Exposition004, CountsAnswersByPattern) {
  Metrics metrics(kPaths);

  metrics.note(answered("/login/callback/ssc-ict", 303));

  EXPECT_THAT(
      metrics.exposition(),
      HasSubstr("sluis_http_answers_total{method=\"GET\",route=\"/login/callback/{connector}\","
                "status=\"303\"} 1\n"));
}

TEST(Metrics_Pri16, NeverRepeatAStrangersPath) {
  Metrics metrics(kPaths);

  metrics.note(answered("/j.devries@minbzk.nl", 404));

  EXPECT_THAT(metrics.exposition(), Not(HasSubstr("minbzk")));
  EXPECT_THAT(metrics.exposition(), HasSubstr("route=\"(unknown)\",status=\"404\"} 1\n"));
}

TEST(Metrics_Exposition004, HistogramBucketsAreCumulativeAndIncludeTheirBound) {
  Histogram histogram("sluis_test_seconds", "A test.", {.5, 1});
  std::string text;

  histogram.observe(500ms);
  histogram.observe(700ms);
  histogram.observe(90s);
  histogram.write(text);

  EXPECT_EQ(text,
            "# HELP sluis_test_seconds A test.\n"
            "# TYPE sluis_test_seconds histogram\n"
            "sluis_test_seconds_bucket{le=\"0.5\"} 1\n"
            "sluis_test_seconds_bucket{le=\"1\"} 2\n"
            "sluis_test_seconds_bucket{le=\"+Inf\"} 3\n"
            "sluis_test_seconds_sum 91.2\n"
            "sluis_test_seconds_count 3\n");
}

TEST(Metrics_Exposition004, EscapesALabel) {
  CounterFamily family("sluis_test_total", "A test.");
  std::string text;

  family.add({{"label", "a\\b\"c\nd"}});
  family.write(text);

  EXPECT_THAT(text, HasSubstr("sluis_test_total{label=\"a\\\\b\\\"c\\nd\"} 1\n"));
}

TEST(Metrics_Exposition004, AFamilyStopsGrowing) {
  CounterFamily family("sluis_test_total", "A test.");
  std::string text;

  for (std::size_t number = 0; number < kSeriesPerFamily + 5; ++number) {
    family.add({{"label", std::to_string(number)}});
  }
  family.add({{"label", "0"}});  // known already: still counted by its own name
  family.write(text);

  EXPECT_THAT(text, HasSubstr("sluis_test_total{label=\"(unknown)\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("sluis_test_total{label=\"0\"} 2\n"));
}

TEST(Metrics_Exposition004, AsksTheWatched) {
  Metrics metrics(kPaths);
  tests::FakeClock clock;
  double queued = 3;
  metrics.watch(
      {"sluis_mail_queue", "Mails waiting.", Watched::Type::gauge, [&queued] { return queued; }});
  for (Watched& watched : process_watches(clock)) metrics.watch(std::move(watched));

  clock.advance(90s);
  const std::string text = metrics.exposition();

  EXPECT_THAT(text, HasSubstr("# TYPE sluis_mail_queue gauge\nsluis_mail_queue 3\n"));
  EXPECT_THAT(text, HasSubstr("sluis_uptime_seconds 90\n"));
  EXPECT_THAT(text, Not(HasSubstr("sluis_resident_memory_bytes 0\n")));
}

TEST(Metrics_Exposition004, EveryLineIsWellFormed) {
  Metrics metrics(kPaths);
  metrics.note(
      Event{.kind = Event::Kind::login, .connector = "mail", .client = "chat", .duration = 9s});
  metrics.note(answered("/authorize"));
  const std::regex comment(
      "# (HELP sluis_[a-z_]+ .+|TYPE sluis_[a-z_]+ (counter|gauge|histogram))");
  const std::regex sample(R"(sluis_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)");

  std::istringstream text(metrics.exposition());

  for (std::string line; std::getline(text, line);) {
    EXPECT_TRUE(std::regex_match(line, comment) || std::regex_match(line, sample)) << line;
  }
}

TEST(Metrics_Exposition004, LosesNothingBetweenThreads) {
  Metrics metrics(kPaths);
  std::vector<std::jthread> workers;

  for (int worker = 0; worker < 4; ++worker) {
    workers.emplace_back([&metrics] {
      for (int round = 0; round < 500; ++round) metrics.note(answered("/authorize"));
    });
  }
  workers.clear();  // joins

  EXPECT_THAT(metrics.exposition(), HasSubstr("route=\"/authorize\",status=\"200\"} 2000\n"));
}

}  // namespace
}  // namespace sluis::operate
