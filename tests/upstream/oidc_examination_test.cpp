// A connector that looks at its own provider, as `sluis doctor` has it.

#include "upstream/oidc_examination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <ctime>

#include "http/unreachable.h"
#include "tests/upstream/findings.h"
#include "tests/upstream/oidc_door.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kRedirect = "https://login.example/login/callback/bzk";

/// As RFC 9110 §5.6.7 writes it.
std::string date_text(crypto::TimePoint time) {
  const auto seconds = static_cast<std::time_t>(crypto::unix_seconds(time));
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text.data();
}

/// Answers a request for a login as a provider does that knows our redirect URI.
class Asked final : public http::Client {
 public:
  explicit Asked(LyingProvider& provider) : provider_(provider) {}

  boost::asio::awaitable<http::Response> send(http::ClientRequest request) override {
    if (fails_at == request.url) {
      throw http::Unreachable(http::Unreachable::Stage::connection, "a test says so");
    }
    if (!request.url.starts_with("https://idp.example/authorize?")) {
      co_return co_await provider_.send(std::move(request));
    }
    login = request.url;
    http::Response response{.status = login_status, .headers = {}, .body = ""};
    if (login_status == 303) response.headers.add("Location", location);
    co_return response;
  }

  std::string fails_at;
  std::string login;
  std::string location = std::string(kRedirect) + "?error=login_required";
  int login_status = 303;

 private:
  LyingProvider& provider_;
};

struct Door {
  explicit Door(upstream::OidcSettings settings = oidc_settings())
      : connector(std::move(settings), {.client = asked,
                                        .store = store,
                                        .keyring = keyring,
                                        .clock = clock,
                                        .random = random}) {}

  std::string examined() { return as_text(run(connector.examine())); }

  FakeClock clock;
  FixedRandom random;
  MemoryStore store{clock};
  crypto::Keyring keyring = ring_that_rotates(clock.now(), std::chrono::minutes(60 * 24), random);
  LyingProvider provider{clock};
  Asked asked{provider};
  upstream::Oidc connector;
};

TEST(OidcExamination_Design9, FindsNothingBadWithAGoodProvider) {
  Door door;

  const auto found = door.examined();

  EXPECT_THAT(found, Not(HasSubstr("bad ")));
  EXPECT_THAT(found, HasSubstr("good network: the provider is reached"));
  EXPECT_THAT(found, HasSubstr("good ours: our credentials are accepted"));
  EXPECT_THAT(found, HasSubstr("good theirs: the redirect URI is registered"));
  EXPECT_THAT(found, HasSubstr("good theirs: they have keys for"));
  EXPECT_THAT(found, HasSubstr(kRedirect));
}

TEST(OidcExamination_Design9, LeavesNothingInTheStoreAndSpeaksNoSecret) {
  Door door;

  const auto found = door.examined();

  EXPECT_THAT(found, Not(HasSubstr("a secret")));
  EXPECT_THAT(door.asked.login, HasSubstr("prompt=none"));
  EXPECT_EQ(door.provider.in_token_request("redirect_uri"), kRedirect);
}

TEST(OidcExamination_Design9, SaysOnWhichSideAFailedConnectionIs) {
  Door door;
  door.asked.fails_at = std::string(kDiscovery);

  EXPECT_THAT(door.examined(), HasSubstr("bad network: no connection to idp.example on port 443"));
}

TEST(OidcExamination_Design9, GoesOnWhereAnEndpointDoesNotAnswer) {
  Door door;
  door.asked.fails_at = std::string(kJwks);

  const auto found = door.examined();

  EXPECT_THAT(found, HasSubstr("bad network: no connection to idp.example"));
  EXPECT_THAT(found, HasSubstr("our credentials are accepted"));
}

TEST(OidcExamination_Discovery4, RefusesWhatIsNoDocument) {
  Door door;
  auto& discovery = door.provider.instead[std::string(kDiscovery)];

  discovery = json_answer("{}", 404);
  EXPECT_THAT(door.examined(), HasSubstr("answers HTTP 404: is the issuer right?"));
  discovery = json_answer("", 302);
  EXPECT_THAT(door.examined(), HasSubstr("bad ours: 'https://idp.example/.well-known/"));
  discovery = json_answer("", 500);
  EXPECT_THAT(door.examined(), HasSubstr("bad theirs: 'https://idp.example/.well-known/"));
  discovery = json_answer("[]");
  EXPECT_THAT(door.examined(), HasSubstr("is no JSON object"));
  discovery = {.status = 200, .headers = {}, .body = "{}"};
  EXPECT_THAT(door.examined(), HasSubstr("does not say that it is application/json"));
}

TEST(OidcExamination_Nlr06, GoesOnPastAnotherIssuer) {
  Door door;
  door.provider.metadata["issuer"] = "https://idp.example/";

  const auto found = door.examined();

  EXPECT_THAT(found, HasSubstr("only in a slash at the end"));
  EXPECT_THAT(found, HasSubstr("our credentials are accepted"));
}

TEST(OidcExamination_Nlr07, SaysThatKeysCannotBeFetched) {
  Door door;
  door.provider.instead[std::string(kJwks)] = json_answer("{}", 403);

  EXPECT_THAT(door.examined(), HasSubstr("bad theirs: jwks_uri answers HTTP 403"));
}

TEST(OidcExamination_Nlr07, HoldsKeysAgainstAlgorithms) {
  Door door;
  door.provider.metadata["id_token_signing_alg_values_supported"] = boost::json::array{"RS256"};

  EXPECT_THAT(door.examined(), HasSubstr("none of their keys checks a signature with RS256"));
}

TEST(OidcExamination_Nlr08, LooksAtSignedMetadata) {
  Door door;
  door.provider.metadata["signed_metadata"] = "a.b.c";

  EXPECT_THAT(door.examined(), HasSubstr("bad theirs: signed_metadata"));
}

TEST(OidcExamination_Design3, ComparesClocks) {
  Door door;
  auto& discovery = door.provider.instead[std::string(kDiscovery)];
  discovery = json_answer(boost::json::serialize(door.provider.metadata));

  discovery.headers.set("Date", date_text(door.clock.now() + 30s));
  EXPECT_THAT(door.examined(), HasSubstr("our clocks agree"));
  discovery.headers.set("Date", date_text(door.clock.now() + 31s));
  EXPECT_THAT(door.examined(), HasSubstr("bad theirs: their clock is 31 s ahead of ours"));
  discovery.headers.set("Date", date_text(door.clock.now() - 90s));
  EXPECT_THAT(door.examined(), HasSubstr("s behind ours"));
  discovery.headers.set("Age", "90");
  EXPECT_THAT(door.examined(), HasSubstr("our clocks agree"));
}

struct Answered {
  const char* name;
  int status;
  const char* body;
  const char* said;
};

class TokenAnswer : public ::testing::TestWithParam<Answered> {};

TEST_P(TokenAnswer, SaysWhatItMeansForOurCredentials) {
  const auto answer = json_answer(GetParam().body, GetParam().status);

  const auto found = as_text({upstream::judge_credentials(answer)});

  EXPECT_THAT(found, HasSubstr(GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(
    OidcExamination_Rfc6749_5_2, TokenAnswer,
    ::testing::Values(
        Answered{"InvalidGrant", 400, R"({"error":"invalid_grant"})", "good ours: our credentials"},
        Answered{"InvalidClient", 401, R"({"error":"invalid_client"})",
                 "bad ours: our credentials"},
        Answered{"InvalidClient400", 400, R"({"error":"invalid_client"})", "bad ours: our cred"},
        Answered{"Unauthorized", 401, "<html>", "bad ours: our credentials"},
        Answered{"NotThisFlow", 400, R"({"error":"unauthorized_client"})", "bad theirs: they know"},
        Answered{"Taken", 200, "{}", "bad theirs: they answer a code that nobody was given"},
        Answered{"Another", 400, R"({"error":"\u001b[2J"})", "note theirs: whether our"},
        Answered{"Broken", 500, R"({"error":"invalid_grant"})", "note theirs: whether our"}),
    [](const auto& given) { return given.param.name; });

TEST(OidcExamination_Core3_1_2_6, SaysThatARequestForALoginIsRefused) {
  Door door;
  door.asked.login_status = 400;

  EXPECT_THAT(door.examined(), HasSubstr("bad theirs: they refuse a request for a login"));
}

TEST(OidcExamination_Core3_1_2_6, CannotTellWhatAPageMeans) {
  Door door;
  door.asked.login_status = 200;
  EXPECT_THAT(door.examined(), HasSubstr("note theirs: whether our redirect URI is registered"));

  door.asked.login_status = 303;
  door.asked.location = "https://idp.example/error";
  EXPECT_THAT(door.examined(), HasSubstr("note theirs: whether our redirect URI is registered"));
}

}  // namespace
}  // namespace sluis::tests
