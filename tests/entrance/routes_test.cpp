#include "gateway/routes.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "fault/unavailable.h"
#include "tests/store/run_awaitable.h"

namespace sluis::tests {
namespace {

using boost::asio::awaitable;

awaitable<http::Response> fine(const http::Request&) { co_return http::plain_text(200, "fine"); }
awaitable<http::Response> store_is_away(const http::Request&) {
  throw Unavailable(Unavailable::What::store, "away");
  co_return http::Response{};
}
awaitable<http::Response> breaks(const http::Request&) {
  throw std::logic_error("geheim@minbzk.nl");
  co_return http::Response{};
}

class RoutesTest : public ::testing::Test {
 protected:
  RoutesTest() {
    routes_.add({{"GET", "/fine", fine},
                 {"GET", "/away", store_is_away},
                 {"GET", "/breaks", breaks},
                 {"POST", "/away", store_is_away},
                 {"POST", "/breaks", breaks},
                 {"GET", "/part/{name}", fine}});
  }

  static http::Request posted(const std::string& path) {
    http::Request request;
    request.method = "POST";
    request.path = path;
    return request;
  }

  http::Response answer(const std::string& method, const std::string& path) {
    http::Request request;
    request.method = method;
    request.path = path;
    return run(routes_.handle(request));
  }

  http::Response answer_form(const std::string& path, const std::string& body) {
    http::Request request;
    request.method = "POST";
    request.path = path;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = body;
    return run(routes_.handle(request));
  }

  http::Response answer_query(const std::string& path, const std::string& query) {
    http::Request request;
    request.method = "GET";
    request.path = path;
    request.query = query;
    return run(routes_.handle(request));
  }

  std::vector<Event> events_;
  web::Pages pages_{
      {.name = "Huis", .email = "help@huis.example", .security = "https://huis.example"}};
  Routes routes_{pages_, [this](const Event& event) { events_.push_back(event); }, true};
};

TEST_F(RoutesTest, AnswersByMethodAndPath) { EXPECT_EQ(answer("GET", "/fine").body, "fine"); }

TEST_F(RoutesTest, AnswersAPatternedPath) { EXPECT_EQ(answer("GET", "/part/x").status, 200); }

TEST_F(RoutesTest, APathThatIsNotThereIsA404Page) { EXPECT_EQ(answer("GET", "/gone").status, 404); }

TEST_F(RoutesTest, AnotherMethodIs405WithAllow) {
  const auto response = answer("PUT", "/fine");

  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "GET");
}

TEST_F(RoutesTest, WhatIsAwayIs503WithRetryAfter) {
  const auto response = answer("GET", "/away");

  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.headers.has("Retry-After"));
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].kind, Event::Kind::unavailable);
}

TEST_F(RoutesTest, AFallenInvariantIsA500ThatRepeatsNothing) {
  const auto response = answer("GET", "/breaks");

  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("geheim"), std::string::npos);
  EXPECT_EQ(events_.at(0).kind, Event::Kind::broken);
}

using FaultPage_Design9 = RoutesTest;

constexpr const char* kWayBack = "href=\"/login/back?flow=AAECAwQFBgcICQoLDA0ODw\"";

TEST_F(FaultPage_Design9, LeadsBackToTheServiceOfTheFlowInTheQuery) {
  for (const char* path : {"/away", "/breaks"}) {
    const auto response = answer_query(path, "flow=AAECAwQFBgcICQoLDA0ODw&x=1");

    EXPECT_TRUE(response.body.contains(kWayBack)) << path;
  }
}

TEST_F(FaultPage_Design9, LeadsBackToTheServiceOfTheFlowInTheForm) {
  for (const char* path : {"/away", "/breaks"}) {
    const auto response = answer_form(path, "flow=AAECAwQFBgcICQoLDA0ODw&code=12345678");

    EXPECT_TRUE(response.body.contains(kWayBack)) << path;
  }
}

TEST_F(FaultPage_Design9, LeadsToTheStartWhereTheFlowIsNoFlow) {
  for (const char* query :
       {"", "flow=", "flow=AAECAwQFBgcICQoLDA0OD", "flow=AAECAwQFBgcICQoLDA0ODwA",
        "flow=AAECAwQFBgcICQoLDA0OD%22", "flow=AAECAwQFBgcICQoLDA0OD%2B",
        "flow=AAECAwQFBgcICQoLDA0ODw&flow=AAECAwQFBgcICQoLDA0ODw"}) {
    const auto response = answer_query("/away", query);

    EXPECT_FALSE(response.body.contains("/login/back")) << query;
    EXPECT_TRUE(response.body.contains("class=\"button\" href=\"/\"")) << query;
  }
}

TEST_F(FaultPage_Design9, NamesOurOwnContact) {
  for (const char* path : {"/away", "/breaks"}) {
    const auto response = answer("GET", path);

    EXPECT_TRUE(response.body.contains("Hulp nodig? Vraag Huis.")) << path;
    EXPECT_TRUE(response.body.contains("mailto:help@huis.example")) << path;
  }
}

TEST_F(RoutesTest, EveryAnswerCarriesTheSecurityHeaders) {
  for (const char* path : {"/fine", "/gone", "/away", "/breaks"}) {
    const auto response = answer("GET", path);

    EXPECT_EQ(response.headers.get("Strict-Transport-Security"),
              "max-age=31536000; includeSubDomains")
        << path;
    EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(response.headers.get("Referrer-Policy"), "no-referrer") << path;
    EXPECT_TRUE(response.headers.get("Content-Security-Policy")->starts_with("default-src 'none'"))
        << path;
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store") << path;
  }
}

TEST_F(RoutesTest, TwoHandlersForOnePathAreAMistakeOfOurs) {
  EXPECT_THROW(routes_.add({{"GET", "/fine", fine}}), std::invalid_argument);
}

TEST_F(RoutesTest, LetAPathTakeALargerBodyAndNoOther) {
  routes_.add({{"POST", "/saml/acs/{connector}", fine}});
  routes_.allow_body("/saml/acs/{connector}", {.bytes = 384, .otherwise = Refusal::saml_malformed});

  EXPECT_EQ(routes_.body_bytes(posted("/saml/acs/duo")), 384U);
  EXPECT_EQ(routes_.body_bytes(posted("/saml/acs/duo/more")), 0U);
  EXPECT_EQ(routes_.body_bytes(posted("/away")), 0U);
  EXPECT_THROW(routes_.allow_body("/nowhere", {.bytes = 1, .otherwise = Refusal::saml_malformed}),
               std::invalid_argument);
}

TEST_F(RoutesTest, TellAPersonThatSomethingWasTooLarge) {
  routes_.add({{"POST", "/saml/acs/{connector}", fine}});
  routes_.allow_body("/saml/acs/{connector}", {.bytes = 384, .otherwise = Refusal::saml_malformed});

  const auto page = routes_.too_large(posted("/saml/acs/duo"));

  EXPECT_EQ(page.status, 413);
  EXPECT_TRUE(page.headers.get("Content-Type")->starts_with("text/html"));
  EXPECT_TRUE(page.headers.has("X-Frame-Options"));
  ASSERT_EQ(events_.size(), 1U);
  EXPECT_EQ(events_[0].refusal, Refusal::saml_malformed);
  EXPECT_EQ(routes_.too_large(posted("/away")).status, 413);
}

}  // namespace
}  // namespace sluis::tests
