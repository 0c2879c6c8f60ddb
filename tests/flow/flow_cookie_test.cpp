#include "flow/flow_cookie.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/flow/browser.h"
#include "tests/flow/example_request.h"
#include "tests/identity/rings.h"

namespace sluis::flow {
namespace {

using namespace std::chrono_literals;
using tests::Browser;
using tests::example_request;
using tests::RingKey;

crypto::Keyring ring_of(std::vector<RingKey> keys) {
  for (RingKey& key : keys) key.purpose = crypto::Purpose::seal;
  return tests::ring_of(1, keys);
}

struct Gateway {
  tests::FakeClock clock;
  tests::FixedRandom random;
  crypto::Keyring ring = ring_of({{.id = "s1"}});
  FlowCookies cookies{ring, clock, random, http::CookieStyle(true)};

  Flow begin(Browser& browser, std::string memory = {}) {
    Flow flow = cookies.begin(example_request());
    flow.memory = std::move(memory);
    save(flow, browser);
    return flow;
  }

  void save(const Flow& flow, Browser& browser) {
    http::Response response;
    ASSERT_TRUE(cookies.save(flow, browser.request(), response));
    browser.take(response);
  }

  bool opens(const Browser& browser, std::string_view id) {
    return cookies.open(browser.request(), id).has_value();
  }
};

std::string cookie_of(const Flow& flow) { return "__Host-flow-" + flow.id; }

TEST(FlowCookie_Design3, ComesBackAsItWasSaved) {
  Gateway gateway;
  Browser browser;
  Flow flow = gateway.cookies.begin(example_request("front's"));
  flow.connector = "mail";
  flow.memory = "connector's";
  gateway.save(flow, browser);

  const auto opened = gateway.cookies.open(browser.request(), flow.id);

  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->id, flow.id);
  EXPECT_EQ(opened->request.memory, "front's");
  EXPECT_EQ(opened->request.client, "chat");
  EXPECT_EQ(opened->form_token, flow.form_token);
  EXPECT_EQ(opened->connector, "mail");
  EXPECT_EQ(opened->memory, "connector's");
  EXPECT_EQ(opened->started_at, flow.started_at);
}

TEST(FlowCookie_Design3, KnowsTheSessionThatSheLeftWith) {
  Gateway gateway;
  Browser browser;
  Flow flow = gateway.cookies.begin(example_request());
  flow.session = "se:name";
  gateway.save(flow, browser);

  const auto opened = gateway.cookies.open(browser.request(), flow.id);

  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->session, "se:name");
}

TEST(FlowCookie_Design3, ComesWithTheFormOfAnotherSiteOnlyWhereItMust) {
  Gateway gateway;
  Flow flow = gateway.cookies.begin(example_request());
  http::Response lax;
  http::Response none;

  ASSERT_TRUE(gateway.cookies.save(flow, Browser().request(), lax));
  flow.same_site = http::SameSite::none;
  ASSERT_TRUE(gateway.cookies.save(flow, Browser().request(), none));

  EXPECT_TRUE(lax.headers.get("Set-Cookie")->contains("SameSite=Lax"));
  EXPECT_TRUE(none.headers.get("Set-Cookie")->contains("SameSite=None"));
}

TEST(FlowCookie_Web01, IsSetForThisHostOnlyAndForAQuarterOfAnHour) {
  Gateway gateway;
  http::Response response;
  const Flow flow = gateway.cookies.begin(example_request());

  ASSERT_TRUE(gateway.cookies.save(flow, Browser().request(), response));

  const std::string line(*response.headers.get("Set-Cookie"));
  EXPECT_TRUE(line.starts_with(cookie_of(flow) + "="));
  for (const std::string_view part :
       {"; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Max-Age=900"}) {
    EXPECT_NE(line.find(part), std::string::npos) << part;
  }
}

TEST(FlowCookie_Promise2, SaysNothingToWhoReadsIt) {
  Gateway gateway;
  Browser browser;
  const Flow flow = gateway.begin(browser, "anna@minbzk.nl");

  const std::string octets = *crypto::base64url_decode(browser.cookies.at(cookie_of(flow)));

  EXPECT_EQ(octets.find("anna"), std::string::npos);
  EXPECT_EQ(octets.find("chat"), std::string::npos);
}

TEST(FlowCookie_Design3, HasAnIdAndATokenOfItsOwn) {
  Gateway gateway;
  const Flow first = gateway.cookies.begin(example_request());
  const Flow second = gateway.cookies.begin(example_request());

  EXPECT_EQ(crypto::base64url_decode(first.id)->size(), 16U);
  EXPECT_EQ(crypto::base64url_decode(first.form_token)->size(), 32U);
  EXPECT_NE(first.id, second.id);
  EXPECT_NE(first.form_token, second.form_token);
}

TEST(FlowCookie_Design3, RefusesAFlowThatThisBrowserDoesNotHold) {
  Gateway gateway;
  Browser browser;
  Browser other;
  const Flow flow = gateway.begin(browser);

  EXPECT_EQ(gateway.cookies.open(other.request(), flow.id).error(), Refusal::flow_unknown);
}

TEST(FlowCookie_Design3, RefusesAForgedFlow) {
  Gateway gateway;
  Browser browser;
  const Flow flow = gateway.begin(browser);
  const std::string good = browser.cookies.at(cookie_of(flow));
  ASSERT_TRUE(gateway.opens(browser, flow.id));

  for (std::size_t at = 0; at < good.size(); at += 7) {
    std::string& value = browser.cookies.at(cookie_of(flow));
    value = good;
    value[at] = value[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(gateway.cookies.open(browser.request(), flow.id).error(), Refusal::flow_unknown)
        << at;
  }
  for (const std::string& value :
       {std::string(), std::string("x"), good.substr(0, 20), good + "AAAA"}) {
    browser.cookies[cookie_of(flow)] = value;
    EXPECT_FALSE(gateway.opens(browser, flow.id)) << value;
  }
}

TEST(FlowCookie_Design3, RefusesTheCookieOfOneFlowUnderTheNameOfAnother) {
  Gateway gateway;
  Browser browser;
  const Flow first = gateway.begin(browser);
  const Flow second = gateway.begin(browser);

  browser.cookies[cookie_of(second)] = browser.cookies[cookie_of(first)];

  EXPECT_EQ(gateway.cookies.open(browser.request(), second.id).error(), Refusal::flow_unknown);
}

TEST(FlowCookie_Design3, RefusesAFlowOfAnotherGateway) {
  Gateway gateway;
  Gateway other;
  other.ring = ring_of({{.id = "another"}});
  Browser browser;
  const Flow flow = other.begin(browser);

  EXPECT_FALSE(gateway.opens(browser, flow.id));
}

TEST(FlowCookie_Design3, RefusesAnIdThatIsNone) {
  Gateway gateway;
  Browser browser;
  const Flow flow = gateway.begin(browser);

  for (const std::string& id : {std::string(), std::string("x"), flow.id + "A", flow.id.substr(1),
                                "../" + flow.id, flow.id + "; x=y"}) {
    EXPECT_EQ(gateway.cookies.open(browser.request(), id).error(), Refusal::flow_unknown) << id;
  }
}

TEST(FlowCookie_Design3, LivesAQuarterOfAnHour) {
  Gateway gateway;
  Browser browser;
  const Flow flow = gateway.begin(browser);

  gateway.clock.advance(15min);
  EXPECT_TRUE(gateway.opens(browser, flow.id));
  gateway.clock.advance(1min);
  EXPECT_EQ(gateway.cookies.open(browser.request(), flow.id).error(), Refusal::flow_unknown);
}

TEST(FlowCookie_Design3, IsNotProlongedBySavingItAgain) {
  Gateway gateway;
  Browser browser;
  const Flow flow = gateway.begin(browser);
  gateway.clock.advance(10min);
  gateway.save(*gateway.cookies.open(browser.request(), flow.id), browser);
  gateway.clock.advance(6min);

  EXPECT_FALSE(gateway.opens(browser, flow.id));
}

TEST(FlowCookie_Promise6, SurvivesTheRotationOfTheSealKey) {
  Gateway gateway;
  Browser browser;
  const Flow flow = gateway.begin(browser);
  const auto now = gateway.clock.now();
  gateway.clock.advance(1min);

  gateway.ring =
      ring_of({{.id = "s1", .active_at = {}, .retired_at = now + 30s, .destroyed_at = now + 10min},
               {.id = "s2", .active_at = now + 30s}});
  EXPECT_TRUE(gateway.opens(browser, flow.id));
  gateway.clock.advance(10min);
  EXPECT_FALSE(gateway.opens(browser, flow.id));
}

TEST(FlowCookie_Design3, KeepsFourFlowsAndDropsTheOldest) {
  Gateway gateway;
  Browser browser;
  std::vector<Flow> flows;
  for (int count = 0; count < 6; ++count) {
    flows.push_back(gateway.begin(browser));
    gateway.clock.advance(1s);
  }

  EXPECT_EQ(browser.cookies.size(), FlowCookies::kLimitFlows);
  for (std::size_t index = 0; index < flows.size(); ++index) {
    EXPECT_EQ(gateway.opens(browser, flows[index].id), index >= 2) << index;
  }
}

TEST(FlowCookie_Design3, DropsNothingWhenAFlowIsSavedAgain) {
  Gateway gateway;
  Browser browser;
  std::vector<Flow> flows;
  for (int count = 0; count < 4; ++count) {
    flows.push_back(gateway.begin(browser));
    gateway.clock.advance(1s);
  }

  gateway.save(flows.front(), browser);

  for (const Flow& flow : flows) EXPECT_TRUE(gateway.opens(browser, flow.id));
}

TEST(FlowCookie_Design3, SweepsUpWhatItCannotOpen) {
  Gateway gateway;
  Browser browser;
  const Flow old_flow = gateway.begin(browser);
  browser.cookies["__Host-flow-junk"] = "junk";
  browser.cookies["__Host-language"] = "nl";
  gateway.clock.advance(16min);

  const Flow flow = gateway.begin(browser);

  EXPECT_EQ(browser.cookies.size(), 2U);
  EXPECT_TRUE(gateway.opens(browser, flow.id));
  EXPECT_FALSE(browser.cookies.contains(cookie_of(old_flow)));
}

TEST(FlowCookie_Design3, RefusesWhatDoesNotFit) {
  Gateway gateway;
  Flow flow = gateway.cookies.begin(example_request(std::string(1024, 's')));
  http::Response response;
  flow.memory = std::string(900, 'm');
  ASSERT_TRUE(gateway.cookies.save(flow, Browser().request(), response));
  flow.memory = std::string(2000, 'm');
  http::Response refused;

  const auto saved = gateway.cookies.save(flow, Browser().request(), refused);

  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error(), Refusal::request_malformed);
  EXPECT_FALSE(refused.headers.has("Set-Cookie"));
}

TEST(FlowCookie_Design3, IsRemovedWhenItIsOver) {
  Gateway gateway;
  Browser browser;
  const Flow flow = gateway.begin(browser);
  http::Response response;

  gateway.cookies.remove(flow, response);
  browser.take(response);

  EXPECT_TRUE(browser.cookies.empty());
}

}  // namespace
}  // namespace sluis::flow
