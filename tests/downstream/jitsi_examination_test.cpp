#include "downstream/jitsi_examination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/key_house.h"
#include "tests/store/run_awaitable.h"
#include "tests/upstream/findings.h"

namespace sluis::downstream {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kIssuer = "https://login.example";

JitsiClient meet() {
  return {.id = "meet",
          .name = "Video",
          .sector = "meet",
          .base_url = "https://meet.example",
          .xmpp_domain = "meet.example",
          .app_id = "sluis"};
}

constexpr std::string_view kGood = R"(
var config = {
  hosts: { domain: 'meet.example', anonymousdomain: "guest.meet.example" },
  // tokenAuthUrl: 'https://elsewhere.example/',
  tokenAuthUrl: 'https://login.example/jitsi/meet/auth?room={room}&state={state}&code_challenge={code_challenge}',
  tokenLogoutUrl: 'https://login.example/jitsi/meet/logout',
};)";

std::string with(std::string_view from, std::string_view to) {
  std::string source(kGood);
  const auto at = source.find(from);
  return source.replace(at, from.size(), to);
}

std::string found_in(std::string_view source) {
  return tests::as_text(examine_config_js(meet(), kIssuer, JitsiConfigJs(source)));
}

TEST(JitsiExamination_Jitsi_1_2, FindsNothingWrongWithAGoodOne) {
  EXPECT_THAT(found_in(kGood), Not(HasSubstr("bad")));
}

TEST(JitsiExamination_Jitsi_1_2, MissesTokenAuthUrl) {
  EXPECT_THAT(found_in("var config = {}"), HasSubstr("has no tokenAuthUrl"));
}

TEST(JitsiExamination_Jitsi_1_2, SeesATokenAuthUrlThatLeadsElsewhere) {
  EXPECT_THAT(found_in(with("login.example/jitsi/meet/auth", "old.example/auth")),
              HasSubstr("must begin with https://login.example/jitsi/meet/auth?"));
}

TEST(JitsiExamination_Jitsi_1_2, SeesATokenAuthUrlWithoutARoom) {
  EXPECT_THAT(found_in(with("room={room}&state={state}", "x=1")), HasSubstr("has no {room}"));
}

TEST(JitsiExamination_Jitsi_1_2, SeesATokenAuthUrlWithoutState) {
  EXPECT_THAT(found_in(with("&state={state}", "")), HasSubstr("has no {state}"));
}

TEST(JitsiExamination_Jitsi_1_2, MissesTheDomainOfGuests) {
  EXPECT_THAT(found_in(with("anonymousdomain", "other")), HasSubstr("no hosts.anonymousdomain"));
}

TEST(JitsiExamination_Jitsi_1_2, SeesAnotherDomain) {
  EXPECT_THAT(found_in(with("domain: 'meet.example'", "domain: 'meet.jitsi'")),
              HasSubstr("hosts.domain is 'meet.jitsi'"));
}

TEST(JitsiExamination_Jitsi_1_2, MissesTokenLogoutUrl) {
  EXPECT_THAT(found_in(with("tokenLogoutUrl", "x")), HasSubstr("has no tokenLogoutUrl"));
}

TEST(JitsiExamination_Jitsi_1_2, SeesATokenLogoutUrlThatLeadsElsewhere) {
  EXPECT_THAT(found_in(with("login.example/jitsi/meet/logout", "old.example/logout")),
              HasSubstr("tokenLogoutUrl is"));
}

TEST(JitsiExamination_Jitsi_1_2, SeesAWindowWithoutAChallenge) {
  EXPECT_THAT(found_in(with("&code_challenge={code_challenge}',", "', tokenAuthInline: true,")),
              HasSubstr("no {code_challenge}"));
}

TEST(JitsiExamination_Jitsi_1_2, SeesWhatDropsFeaturesAndNames) {
  const auto found = found_in(
      with("tokenLogoutUrl",
           "tokenRespectTenant: true, tokenGetUserInfoOutOfContext: true, tokenLogoutUrl"));

  EXPECT_THAT(found, HasSubstr("tokenRespectTenant is on"));
  EXPECT_THAT(found, HasSubstr("tokenGetUserInfoOutOfContext is on"));
}

class JitsiExaminationAsks_Jitsi_1_2 : public testing::Test {
 protected:
  void answer(const std::string& path, std::string body) {
    house_.answers["https://meet.example" + path] = {
        .status = 200, .headers = {}, .body = std::move(body)};
  }
  std::string found() {
    const auto client = meet();
    const std::string issuer(kIssuer);
    return tests::as_text(tests::run(examine_jitsi(client, issuer, house_)));
  }
  tests::KeyHouse house_;
};

TEST_F(JitsiExaminationAsks_Jitsi_1_2, ForConfigJsAlone) {
  answer("/config.js", std::string(kGood));

  EXPECT_THAT(found(), HasSubstr("tokenAuthUrl leads here"));
  EXPECT_EQ(house_.asked.size(), 1u);
}

TEST_F(JitsiExaminationAsks_Jitsi_1_2, AndSaysWhenItDoesNotAnswer) {
  EXPECT_THAT(found(), HasSubstr("does not answer"));
}

TEST_F(JitsiExaminationAsks_Jitsi_1_2, AndForThePageOfAWindow) {
  answer("/config.js", with("tokenLogoutUrl", "tokenAuthInline: true, tokenLogoutUrl"));
  answer("/static/sluis.html", "<html data-page=\"sluis-callback\">");

  EXPECT_THAT(found(), HasSubstr("is in its place"));
}

TEST_F(JitsiExaminationAsks_Jitsi_1_2, WhichMayBeMissing) {
  answer("/config.js", with("tokenLogoutUrl", "tokenAuthInline: true, tokenLogoutUrl"));
  answer("/static/sluis.html", "<html>welcome page</html>");

  EXPECT_THAT(found(), HasSubstr("is another page"));
}

struct Reading {
  const char* source;
  std::optional<std::string> text;
};

class JitsiConfigJsReading : public testing::TestWithParam<Reading> {};

TEST_P(JitsiConfigJsReading, FindsTheText) {
  EXPECT_EQ(JitsiConfigJs(GetParam().source).text("key"), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    JitsiConfigJs_Jitsi_1_4, JitsiConfigJsReading,
    testing::Values(Reading{"{ key: 'v' }", "v"}, Reading{"{ 'key' : \"v\" }", "v"},
                    Reading{"config.key = `v`;", "v"}, Reading{" key: 'a', key: 'b'", "b"},
                    Reading{"// key: 'v'", std::nullopt}, Reading{"/* key: 'v' */", std::nullopt},
                    Reading{" x: 'https://y', key: 'v'", "v"},
                    Reading{" monkey: 'v'", std::nullopt}, Reading{" key == 'v'", std::nullopt},
                    Reading{" key: 1", std::nullopt}, Reading{" key: 'v", std::nullopt},
                    Reading{" key: '", std::nullopt}, Reading{" key:", std::nullopt},
                    Reading{"'\\", std::nullopt}, Reading{"/*", std::nullopt},
                    Reading{"", std::nullopt}));

}  // namespace
}  // namespace sluis::downstream
