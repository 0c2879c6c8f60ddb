#include "upstream/oidc.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "crypto/encoding.h"
#include "crypto/jws.h"
#include "tests/upstream/oidc_door.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;

TEST(Oidc_Begin, LeavesForTheProviderWithTheCodeFlow) {
  OidcDoor door;
  OidcBrowser browser{door, "flow-1_"};

  ASSERT_EQ(browser.begin(), std::nullopt);
  door.provider.authorize(browser.location);

  const auto asked = [&](std::string_view name) { return door.provider.in_authorization(name); };
  EXPECT_TRUE(browser.location.starts_with("https://idp.example/authorize?"));
  EXPECT_EQ(asked("response_type"), "code");
  EXPECT_EQ(asked("client_id"), "sluis");
  EXPECT_EQ(asked("redirect_uri"), "https://login.example/login/callback/bzk");
  EXPECT_TRUE(asked("state").starts_with("flow-1_.")) << "the callback finds the flow by it";
  EXPECT_LE(browser.memory.size(), 900U);
}

TEST(Oidc_Design5, NeedsNothingOfHer) {
  const OidcDoor door;

  EXPECT_EQ(door.connector.needs(), upstream::Needs::nothing);
}

TEST(Oidc_Nlr01, SendsTheChallengeOfTheVerifierThatItShowsLater) {
  OidcDoor door;
  OidcBrowser browser{door};

  ASSERT_TRUE(is_in(browser.log_in())) << "the provider compares them";

  EXPECT_EQ(door.provider.in_authorization("code_challenge_method"), "S256");
  EXPECT_EQ(door.provider.in_token_request("code_verifier").size(), 43U);
}

TEST(Oidc_Nlr02, MakesStateAndNonceOf128BitsAnewEachTime) {
  OidcDoor door;
  OidcBrowser browser{door};
  std::set<std::string> seen;

  for (int number = 0; number < 1000; ++number) {
    browser.begin();
    door.provider.authorize(browser.location);
    const auto state = door.provider.in_authorization("state");
    const auto nonce = door.provider.in_authorization("nonce");
    seen.insert(state);
    seen.insert(nonce);
    ASSERT_EQ(crypto::base64url_decode(state.substr(state.find('.') + 1)).value().size(), 16U);
    ASSERT_EQ(crypto::base64url_decode(nonce).value().size(), 16U);
  }

  EXPECT_EQ(seen.size(), 2000U);
}

TEST(Oidc_Nlr11, AsksForNothingButTheAddress) {
  OidcDoor door;
  OidcBrowser browser{door};

  browser.begin();
  door.provider.authorize(browser.location);

  EXPECT_EQ(door.provider.in_authorization("scope"), "openid email");
  EXPECT_EQ(door.provider.in_authorization("claims"), "");
  EXPECT_EQ(door.provider.in_authorization("login_hint"), "");
  EXPECT_FALSE(browser.location.contains("anna")) << "nor does her address leave us";
  EXPECT_FALSE(browser.location.contains("minbzk"));
}

TEST(Oidc_Nlr09, FindsTheProviderInTheConfigurationAlone) {
  OidcDoor door;
  OidcBrowser browser{door};

  browser.begin();

  ASSERT_EQ(door.provider.requests.size(), 1U);
  EXPECT_EQ(door.provider.requests[0].url, kDiscovery);
}

TEST(Oidc_Begin, AsksForTheAssuranceThatWillDo) {
  OidcDoor door;
  OidcBrowser browser{door, "flow", demanding(kMfa)};

  browser.begin();
  door.provider.authorize(browser.location);

  EXPECT_EQ(door.provider.in_authorization("acr_values"), "urn:example:mfa");
}

TEST(Oidc_Begin, AsksForAFreshLogin) {
  OidcDoor door;
  OidcBrowser browser{door, "flow", fresh_login()};

  browser.begin();
  door.provider.authorize(browser.location);

  EXPECT_EQ(door.provider.in_authorization("prompt"), "login");
  EXPECT_EQ(door.provider.in_authorization("max_age"), "");
}

TEST(Oidc_Begin, AsksForAMaximumAge) {
  OidcDoor door;
  OidcBrowser browser{door, "flow", no_older_than(300s)};

  browser.begin();
  door.provider.authorize(browser.location);

  EXPECT_EQ(door.provider.in_authorization("max_age"), "300");
  EXPECT_EQ(door.provider.in_authorization("prompt"), "");
}

TEST(Oidc_Finish, BringsEvidenceOfWhatTheProviderProved) {
  OidcDoor door;
  door.provider.claims["acr"] = "urn:example:mfa";
  door.provider.claims["auth_time"] = crypto::unix_seconds(door.clock.now()) - 1000;
  OidcBrowser browser{door};

  const auto finished = browser.log_in();

  ASSERT_TRUE(is_in(finished));
  const auto& evidence = evidence_in(finished);
  EXPECT_EQ(evidence.connector(), "bzk");
  EXPECT_EQ(evidence.realm(), "bzk");
  EXPECT_EQ(evidence.address().expose().expose(), "anna@minbzk.nl");
  EXPECT_EQ(evidence.upstream_subject()->expose(), "7f3a");
  EXPECT_EQ(evidence.acr(), kMfa);
  EXPECT_EQ(evidence.authenticated_at(), door.clock.now() - 1000s);
}

TEST(Oidc_Finish, CountsALoginOfUnknownStrengthAsTheDefault) {
  OidcDoor door;
  door.provider.claims["acr"] = kMfa;  // our own word, said by a provider

  OidcBrowser browser{door};
  const auto finished = browser.log_in();

  ASSERT_TRUE(is_in(finished));
  EXPECT_EQ(evidence_in(finished).acr(), kFederated);
}

TEST(Oidc_Finish, LeavesTheSubjectWhereIdentityIsTheAddress) {
  auto settings = oidc_settings();
  settings.identity = upstream::OidcSettings::Identity::address;
  OidcDoor door(std::move(settings));
  OidcBrowser browser{door};

  const auto finished = browser.log_in();

  ASSERT_TRUE(is_in(finished));
  EXPECT_FALSE(evidence_in(finished).upstream_subject());
}

TEST(Oidc_Finish, AsksUserinfoOnlyWhereTheTokenHasNoAddress) {
  OidcDoor with_address;
  OidcDoor without_address;
  without_address.provider.dropped = {"email", "email_verified"};

  EXPECT_EQ(outcome(with_address), std::nullopt);
  EXPECT_EQ(outcome(without_address), std::nullopt);

  EXPECT_EQ(with_address.provider.asked(kUserinfo), 0U);
  EXPECT_EQ(without_address.provider.asked(kUserinfo), 1U);
}

TEST(Oidc_Finish, TakesUnverifiedAddressesFromAnAuthority) {
  auto settings = oidc_settings();
  settings.authoritative = true;
  OidcDoor door(std::move(settings));
  door.provider.dropped = {"email_verified"};

  EXPECT_EQ(outcome(door), std::nullopt);
}

TEST(Oidc_Nlr04, ProvesItselfWithItsSecret) {
  OidcDoor door;

  ASSERT_EQ(outcome(door), std::nullopt);

  EXPECT_EQ(door.provider.requests[1].headers.get("Authorization"),
            "Basic " + crypto::base64_encode("sluis:a%20secret"));
  EXPECT_EQ(door.provider.in_token_request("client_assertion"), "");
}

TEST(Oidc_Nlr04, ProvesItselfWithItsKey) {
  auto settings = oidc_settings();
  const auto key = crypto::SigningKey::generate(crypto::Algorithm::es256, "ours");
  settings.credentials = key;
  OidcDoor door(std::move(settings));

  ASSERT_EQ(outcome(door), std::nullopt);

  const std::vector ours{crypto::VerificationKey::from_jwk(key.public_jwk()).value()};
  const crypto::JwsRules rules{.algorithms = {crypto::Algorithm::es256}, .types = {}};
  const auto assertion = door.provider.in_token_request("client_assertion");
  EXPECT_TRUE(crypto::verify_jws(assertion, ours, rules));
}

TEST(Oidc_Nlr07, GoesOnWhenTheProviderChangesItsKeyInMidRun) {
  OidcDoor door;
  ASSERT_EQ(outcome(door), std::nullopt);

  door.provider.key = ForeignKey::p256();
  door.provider.jwks = set_of(door.provider.key, "two");
  door.provider.header = R"({"alg":"ES256","kid":"two"})";

  EXPECT_EQ(outcome(door), std::nullopt);
  EXPECT_EQ(outcome(door), std::nullopt);
  EXPECT_EQ(door.provider.asked(kJwks), 2U) << "fetched once more, and then kept";
  EXPECT_EQ(door.provider.asked(kDiscovery), 1U);
}

TEST(Oidc_Nlr07, IsNotMadeToHammerTheProvider) {
  OidcDoor door;
  door.provider.header = R"({"alg":"ES256","kid":"unheard-of"})";

  for (int number = 0; number < 10; ++number) {
    EXPECT_EQ(outcome(door), Refusal::id_token_signature);
  }

  EXPECT_EQ(door.provider.asked(kJwks), 2U);
}

TEST(Oidc_Algorithms, AcceptsEachThatIsAllowed) {
  for (const auto algorithm : {crypto::Algorithm::rs256, crypto::Algorithm::ps256}) {
    OidcDoor door;
    door.provider.key = ForeignKey::rsa(2048);
    door.provider.jwks = set_of(door.provider.key, "one");
    door.provider.algorithm = algorithm;
    door.provider.header =
        R"({"alg":")" + std::string(crypto::name_of(algorithm)) + R"(","kid":"one"})";

    EXPECT_EQ(outcome(door), std::nullopt) << crypto::name_of(algorithm);
  }
}

TEST(Oidc_Settings, RefusesAKeyThatIsNotForEs256) {
  auto settings = oidc_settings();
  settings.credentials = crypto::SigningKey::generate(crypto::Algorithm::rs256, "ours");

  EXPECT_THROW(OidcDoor door(std::move(settings)), std::invalid_argument);
}

TEST(Oidc_Settings, RefusesToAllowNoAlgorithm) {
  auto settings = oidc_settings();
  settings.algorithms.clear();

  EXPECT_THROW(OidcDoor door(std::move(settings)), std::invalid_argument);
}

TEST(Oidc_Page, HasNone) {
  OidcDoor door;
  OidcBrowser browser{door};
  const http::Request request{};

  const auto page = door.connector.page(
      upstream::Arrival{.request = request, .memory = "", .step = browser.step()});

  ASSERT_FALSE(page);
  EXPECT_EQ(page.error(), Refusal::flow_unknown);
}

}  // namespace

}  // namespace sluis::tests
