#include "downstream/clients.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

TEST(Clients_Rfc6749_2_2, FindsAClientByItsExactId) {
  const Clients clients(tests::example_clients());

  EXPECT_EQ(clients.find("chat")->name, "Rocket.Chat");
  EXPECT_EQ(clients.find("Chat"), nullptr);
  EXPECT_EQ(clients.find(""), nullptr);
}

TEST(Clients_NLO_36, RefusesAnIdTwice) {
  auto all = tests::example_clients();
  all.push_back({.id = "chat",
                 .name = "Another",
                 .sector = "x",
                 .redirect_uris = {},
                 .post_logout_redirect_uris = {}});

  EXPECT_THROW(Clients(std::move(all)), std::invalid_argument);
}

}  // namespace
}  // namespace sluis::downstream
