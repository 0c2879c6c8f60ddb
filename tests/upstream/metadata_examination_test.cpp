#include "upstream/metadata_examination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/upstream/findings.h"
#include "tests/upstream/oidc_door.h"

namespace sluis::tests {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

json::array list(std::initializer_list<std::string_view> names) {
  return json::array(names.begin(), names.end());
}

/// A provider about which there is nothing to say.
json::object good_document() {
  return {
      {"issuer", kIssuer},
      {"authorization_endpoint", "https://idp.example/authorize"},
      {"token_endpoint", kToken},
      {"jwks_uri", kJwks},
      {"userinfo_endpoint", kUserinfo},
      {"response_types_supported", list({"code", "id_token"})},
      {"response_modes_supported", list({"query", "form_post"})},
      {"grant_types_supported", list({"authorization_code"})},
      {"code_challenge_methods_supported", list({"S256"})},
      {"token_endpoint_auth_methods_supported", list({"client_secret_basic", "private_key_jwt"})},
      {"token_endpoint_auth_signing_alg_values_supported", list({"ES256"})},
      {"id_token_signing_alg_values_supported", list({"RS256"})},
      {"claims_supported", list({"sub", "email", "email_verified"})},
      {"scopes_supported", list({"openid", "email"})},
      {"acr_values_supported", list({"urn:example:mfa"})},
      {"subject_types_supported", list({"public"})},
      {"authorization_response_iss_parameter_supported", true}};
}

upstream::OidcSettings with_key() {
  auto settings = oidc_settings();
  settings.credentials = crypto::SigningKey::generate(crypto::Algorithm::es256, "ours");
  return settings;
}

std::string found_in(const json::object& document,
                     const upstream::OidcSettings& settings = oidc_settings()) {
  return as_text(upstream::examine_metadata(document, settings));
}

std::string found_with(std::string_view name, json::value value,
                       const upstream::OidcSettings& settings = oidc_settings()) {
  auto document = good_document();
  document[name] = std::move(value);
  return found_in(document, settings);
}

std::string found_without(std::string_view name,
                          const upstream::OidcSettings& settings = oidc_settings()) {
  auto document = good_document();
  document.erase(name);
  return found_in(document, settings);
}

TEST(MetadataExamination_Discovery3, HasNothingToSayOfAGoodProvider) {
  const auto found = found_in(good_document());

  EXPECT_THAT(found, Not(HasSubstr("bad ")));
  EXPECT_THAT(found, Not(HasSubstr("note ")));
  EXPECT_THAT(found_in(good_document(), with_key()), Not(HasSubstr("bad ")));
}

struct Difference {
  const char* name;
  const char* issuer;
  const char* said;
};

class IssuerDifference : public ::testing::TestWithParam<Difference> {};

TEST_P(IssuerDifference, IsNamed) {
  EXPECT_THAT(found_with("issuer", GetParam().issuer), HasSubstr(GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(
    MetadataExamination_Nlr06, IssuerDifference,
    ::testing::Values(Difference{"Slash", "https://idp.example/", "only in a slash at the end"},
                      Difference{"Case", "https://IDP.example", "only in capital letters"},
                      Difference{"Http", "http://idp.example", "in http or https"},
                      Difference{"Another", "https://other.example", "it is another one"}),
    [](const auto& given) { return given.param.name; });

TEST(MetadataExamination_Nlr06, SaysBothIssuersAndOurSide) {
  const auto found = found_with("issuer", "https://idp.example/");

  EXPECT_THAT(found, HasSubstr("bad ours: they call themselves 'https://idp.example/' and our "
                               "configuration says 'https://idp.example'"));
}

TEST(MetadataExamination_Nlr06, MissesAnIssuer) {
  EXPECT_THAT(found_without("issuer"), HasSubstr("bad theirs: the discovery document names no"));
}

TEST(MetadataExamination_Asvs16_4_1, ShowsNothingRaw) {
  const auto found = found_with("issuer", "https://idp.example\x1b[2J\n");

  EXPECT_EQ(found.find('\x1b'), std::string::npos);
  EXPECT_THAT(found, HasSubstr("?[2J?"));
}

TEST(MetadataExamination_Discovery3, MissesAnEndpoint) {
  EXPECT_THAT(found_without("token_endpoint"), HasSubstr("bad theirs: there is no token_endpoint"));
}

TEST(MetadataExamination_Discovery3, RefusesAnEndpointWithoutTls) {
  EXPECT_THAT(found_with("jwks_uri", "http://idp.example/jwks"),
              HasSubstr("bad theirs: jwks_uri is no https address"));
}

TEST(MetadataExamination_Discovery3, NotesThatThereIsNoUserinfo) {
  EXPECT_THAT(found_without("userinfo_endpoint"), HasSubstr("note theirs: there is no userinfo"));
}

TEST(MetadataExamination_Core3_1, WantsTheCodeFlow) {
  EXPECT_THAT(found_with("response_types_supported", list({"id_token"})),
              HasSubstr("bad theirs: they do not offer response_type code"));
  EXPECT_THAT(found_with("response_modes_supported", list({"form_post"})),
              HasSubstr("bad theirs: they do not offer response_mode query"));
  EXPECT_THAT(found_with("grant_types_supported", list({"implicit"})),
              HasSubstr("bad theirs: they do not offer the grant type"));
}

TEST(MetadataExamination_Rfc9126, RefusesToPush) {
  EXPECT_THAT(found_with("require_pushed_authorization_requests", true),
              HasSubstr("bad theirs: they want authorization requests to be pushed"));
}

TEST(MetadataExamination_Rfc9101, RefusesToSign) {
  EXPECT_THAT(found_with("require_signed_request_object", true),
              HasSubstr("bad theirs: they want authorization requests to be signed"));
}

TEST(MetadataExamination_Nlr01, WantsS256) {
  EXPECT_THAT(found_with("code_challenge_methods_supported", list({"plain"})),
              HasSubstr("bad theirs: PKCE is offered by 'plain', and we send S256"));
  EXPECT_THAT(found_without("code_challenge_methods_supported"),
              HasSubstr("note theirs: they do not announce PKCE"));
}

TEST(MetadataExamination_Core9, SaysThatTheOtherMethodWouldDo) {
  EXPECT_THAT(found_with("token_endpoint_auth_methods_supported", list({"private_key_jwt"})),
              HasSubstr("bad ours: we prove who we are by client_secret_basic and they offer "
                        "'private_key_jwt'; private_key_jwt would do (key_file)"));
}

TEST(MetadataExamination_Core9, SaysThatNoMethodOfOursWillDo) {
  EXPECT_THAT(found_with("token_endpoint_auth_methods_supported", list({"client_secret_post"})),
              HasSubstr("bad theirs: we prove who we are by client_secret_basic"));
}

TEST(MetadataExamination_Core9, TakesSilenceForClientSecretBasic) {
  EXPECT_THAT(found_without("token_endpoint_auth_methods_supported"), Not(HasSubstr("bad ")));
  EXPECT_THAT(found_without("token_endpoint_auth_methods_supported", with_key()),
              HasSubstr("bad ours: we prove who we are by private_key_jwt"));
}

TEST(MetadataExamination_Core9, WantsEs256ForOurAssertions) {
  EXPECT_THAT(
      found_with("token_endpoint_auth_signing_alg_values_supported", list({"RS256"}), with_key()),
      HasSubstr("bad theirs: we sign our assertions with ES256 and they take 'RS256'"));
}

TEST(MetadataExamination_Opx14, ComparesAlgorithmsWithThoseOfTheConnector) {
  auto settings = oidc_settings();
  settings.algorithms = {crypto::Algorithm::es256};

  EXPECT_THAT(found_in(good_document(), settings),
              HasSubstr("bad ours: they sign ID tokens with 'RS256' and this connector allows "
                        "ES256: see its algorithms"));
  EXPECT_THAT(found_with("id_token_signing_alg_values_supported", list({"EdDSA"})),
              HasSubstr("bad theirs: they sign ID tokens with 'EdDSA'"));
  EXPECT_THAT(found_with("id_token_signing_alg_values_supported", list({"HS256", "RS256"})),
              HasSubstr("they must sign ours with that"));
  EXPECT_THAT(found_without("id_token_signing_alg_values_supported"),
              HasSubstr("note theirs: they do not say how they sign ID tokens"));
}

TEST(MetadataExamination_Core5_1, NotesClaimsThatAreNotAnnounced) {
  EXPECT_THAT(found_with("claims_supported", list({"sub"})),
              AllOf(HasSubstr("note theirs: they do not announce the claim 'email'"),
                    HasSubstr("note theirs: they do not announce email_verified")));
  EXPECT_THAT(found_without("claims_supported"),
              HasSubstr("note theirs: they do not say which claims they have"));
}

TEST(MetadataExamination_Core5_1, LeavesEmailVerifiedToAnAuthoritativeProvider) {
  auto settings = oidc_settings();
  settings.authoritative = true;

  const auto found = found_with("claims_supported", list({"sub", "email"}), settings);

  EXPECT_THAT(found, Not(HasSubstr("they do not announce email_verified")));
  EXPECT_THAT(found, HasSubstr("note ours: authoritative: true"));
}

TEST(MetadataExamination_Nlr11, LooksForOurScopes) {
  EXPECT_THAT(found_with("scopes_supported", list({"email"})),
              HasSubstr("bad theirs: they do not offer the scope openid"));
  EXPECT_THAT(found_with("scopes_supported", list({"openid"})),
              HasSubstr("note theirs: they do not announce the scope email"));
}

TEST(MetadataExamination_Core3_1_2_1, ComparesAcrWithTheMap) {
  auto without_map = oidc_settings();
  without_map.acr.clear();

  EXPECT_THAT(found_with("acr_values_supported", list({"loa3"})),
              HasSubstr("note ours: acr maps 'urn:example:mfa', which they do not announce (they "
                        "have 'loa3')"));
  EXPECT_THAT(found_without("acr_values_supported"),
              HasSubstr("note theirs: they do not say which"));
  EXPECT_THAT(found_in(good_document(), without_map),
              HasSubstr("note ours: they know 'urn:example:mfa' as levels of assurance"));
}

TEST(MetadataExamination_Rfc9207, NotesThatTheyDoNotNameThemselves) {
  EXPECT_THAT(found_without("authorization_response_iss_parameter_supported"),
              HasSubstr("note theirs: they do not name themselves"));
}

TEST(MetadataExamination_Core8, NotesWhatAPairwiseSubjectHangsOn) {
  EXPECT_THAT(found_with("subject_types_supported", list({"pairwise"})),
              HasSubstr("note theirs: their sub is for us alone (pairwise)"));
}

TEST(MetadataExamination_Discovery3, SurvivesMembersOfAnyKind) {
  auto document = good_document();
  for (auto& [name, value] : document) value = json::array{1, nullptr, json::object{}};

  EXPECT_THAT(found_in(document), HasSubstr("names no issuer"));
}

}  // namespace
}  // namespace sluis::tests
