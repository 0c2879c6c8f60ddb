#include "downstream/oauth_error.h"

#include <gtest/gtest.h>

#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using tests::error_of;

TEST(OauthError_OidcCore_3_1_2_6, SpellsEachRefusalOfARequest) {
  const std::pair<Refusal, std::string_view> expected[] = {
      {Refusal::request_malformed, "invalid_request"},
      {Refusal::response_mode_unsupported, "invalid_request"},
      {Refusal::pkce_required, "invalid_request"},
      {Refusal::pkce_malformed, "invalid_request"},
      {Refusal::nonce_required, "invalid_request"},
      {Refusal::response_type_unsupported, "unsupported_response_type"},
      {Refusal::scope_invalid, "invalid_scope"},
      {Refusal::request_object_unsupported, "request_not_supported"},
      {Refusal::request_uri_unsupported, "request_uri_not_supported"},
      {Refusal::registration_unsupported, "registration_not_supported"},
      {Refusal::login_required, "login_required"},
      {Refusal::acr_unsupported, "unmet_authentication_requirements"},
      {Refusal::acr_too_weak, "unmet_authentication_requirements"},
      {Refusal::too_many_requests, "temporarily_unavailable"},
  };

  for (const auto& [refusal, code] : expected) {
    EXPECT_EQ(authorization_error_code(refusal), code) << name_of(refusal);
  }
}

TEST(OauthError_Promise3, TellsAServiceNothingAboutThePerson) {
  for (const Refusal refusal :
       {Refusal::domain_not_listed, Refusal::domain_expired, Refusal::email_not_verified,
        Refusal::connector_not_permitted, Refusal::subject_missing, Refusal::login_cancelled}) {
    EXPECT_EQ(authorization_error_code(refusal), "access_denied") << name_of(refusal);
    EXPECT_EQ(error_description(refusal), "The login was refused.") << name_of(refusal);
  }
}

TEST(OauthError_Rfc6749_5_2, SpellsEachRefusalOfAToken) {
  const std::pair<Refusal, std::string_view> expected[] = {
      {Refusal::request_malformed, "invalid_request"},
      {Refusal::client_authentication, "invalid_client"},
      {Refusal::client_unknown, "invalid_client"},
      {Refusal::grant_type_unsupported, "unsupported_grant_type"},
      {Refusal::grant_invalid, "invalid_grant"},
      {Refusal::too_many_requests, "slow_down"},
  };

  for (const auto& [refusal, code] : expected) {
    EXPECT_EQ(error_of(token_error(refusal)), code) << name_of(refusal);
  }
}

TEST(OauthError_Rfc6749_5_2, ChoosesTheStatus) {
  EXPECT_EQ(token_error(Refusal::client_authentication).status, 401);
  EXPECT_EQ(token_error(Refusal::too_many_requests).status, 429);
  EXPECT_EQ(token_error(Refusal::grant_invalid).status, 400);
}

TEST(OauthError_Rfc6749_5_2, IsNotCached) {
  const auto response = token_error(Refusal::grant_invalid);

  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(response.headers.get("Pragma"), "no-cache");
}

TEST(OauthError_Rfc6749_5_2, DescribesInTheCharactersThatAreAllowed) {
  for (int number = 0; number <= static_cast<int>(Refusal::token_invalid); ++number) {
    for (const char letter : error_description(static_cast<Refusal>(number))) {
      EXPECT_TRUE(letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\') << number;
    }
  }
}

}  // namespace
}  // namespace sluis::downstream
