#include "downstream/saml_metadata.h"

#include <gtest/gtest.h>

#include "saml/metadata.h"
#include "saml/names.h"
#include "tests/downstream/saml_world.h"

namespace sluis::downstream {
namespace {

using tests::SamlWorld;

TEST(SamlMetadata_Sam07, DescribesUsSigned) {
  SamlWorld world;
  const auto ours = world.keys.published_signing(world.clock.now());

  const auto response = world.get("/saml/metadata");

  EXPECT_EQ(response.headers.get("Content-Type"), "application/samlmetadata+xml");
  const auto metadata =
      saml::read_idp_metadata(response.body, {.signers = ours, .now = world.clock.now()}).value();
  EXPECT_EQ(metadata.entity.entity_id, "https://login.example/saml/metadata");
  EXPECT_EQ(metadata.scopes, std::vector<std::string>{"login.example"});
  EXPECT_EQ(metadata.entity.display_names.at("nl"), "Rijksconnect");
  ASSERT_EQ(metadata.sign_on.size(), 2U);
  for (const auto& endpoint : metadata.sign_on) {
    EXPECT_EQ(endpoint.location, "https://login.example/saml/sso");
  }
  ASSERT_EQ(metadata.entity.logout.size(), 1U);
  EXPECT_EQ(metadata.entity.logout.at(0).location, "https://login.example/saml/slo");
  EXPECT_EQ(metadata.entity.logout.at(0).binding, saml::Binding::redirect);
  EXPECT_EQ(metadata.entity.signing_keys.at(0).certificate(), ours.at(0).certificate());
  EXPECT_TRUE(response.body.contains("data:image/svg+xml;base64,"));
  EXPECT_TRUE(response.body.contains("contactType=\"technical\""));
}

TEST(SamlMetadata_Sam07, AreTheSameForADay) {
  SamlWorld world;

  const auto first = world.get("/saml/metadata").body;
  world.clock.advance(std::chrono::minutes(1));
  const auto soon = world.get("/saml/metadata").body;
  world.clock.advance(std::chrono::days(1));
  const auto later = world.get("/saml/metadata").body;

  EXPECT_EQ(first, soon);
  EXPECT_NE(first, later);
}

TEST(SamlMetadata_Design3, AreNotThereWithoutAKey) {
  SamlWorld world;
  const crypto::Keyring bare(1, {});
  const saml::OwnKeys none(bare, "login.example");
  SamlIdp idp({.issuer = "https://login.example",
               .scope = "login.example",
               .clients = world.clients,
               .acr_weakest_first = {},
               .keys = none,
               .clock = world.clock,
               .random = world.random,
               .pool = world.pool,
               .outbound = world.outbound,
               .pages = world.pages,
               .journal = {}});
  const auto routes = idp.routes();
  const http::Request request;

  EXPECT_EQ(tests::run(routes.at(0).handler(request)).status, 404);
}

}  // namespace
}  // namespace sluis::downstream
