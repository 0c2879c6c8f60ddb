#include "downstream/saml_clients.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/downstream/saml_world.h"

namespace sluis::downstream {
namespace {

TEST(SamlClients_Sam04, AreFoundByIdAndByEntityId) {
  const SamlClients clients(tests::example_saml_clients());

  EXPECT_EQ(clients.find("wiki"), clients.find_entity(tests::kWikiEntity));
  EXPECT_EQ(clients.find(tests::kWikiEntity), nullptr);
  EXPECT_EQ(clients.find_entity("https://wiki.example/saml/"), nullptr);
}

TEST(SamlClients_Design10, RefuseAnIdOrAnEntityTwice) {
  auto same_id = tests::wiki_client();
  same_id.metadata.entity.entity_id = "https://other.example/saml";
  auto same_entity = tests::wiki_client();
  same_entity.id = "other";

  EXPECT_THROW(SamlClients({tests::wiki_client(), same_id}), std::invalid_argument);
  EXPECT_THROW(SamlClients({tests::wiki_client(), same_entity}), std::invalid_argument);
}

}  // namespace
}  // namespace sluis::downstream
