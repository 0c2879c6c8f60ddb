#include "downstream/cors.h"

#include <gtest/gtest.h>

#include "tests/downstream/world.h"

namespace sluis::downstream {
namespace {

using tests::World;

std::optional<std::string> allowed(World& world, const std::string& method, const std::string& path,
                                   const std::string& origin) {
  const auto response = world.call(method, path, {}, {{"Origin", origin}});
  const auto header = response.headers.get("Access-Control-Allow-Origin");
  return header ? std::optional(std::string(*header)) : std::nullopt;
}

TEST(Cors_NLO_05, AllowsTheOriginsOfTheServices) {
  World world;
  for (const char* path : {"/userinfo", "/jwks", "/.well-known/openid-configuration",
                           "/.well-known/oauth-authorization-server"}) {
    EXPECT_EQ(allowed(world, "GET", path, "https://app.example"), "https://app.example") << path;
  }
  EXPECT_EQ(allowed(world, "POST", "/token", "https://app.example"), "https://app.example");
}

TEST(Cors_NLO_05, AllowsNoOtherOrigin) {
  World world;
  for (const char* origin :
       {"https://evil.example", "http://app.example", "https://app.example:444", "null", "*",
        "https://app.example.evil.example"}) {
    EXPECT_FALSE(allowed(world, "GET", "/userinfo", origin)) << origin;
    EXPECT_FALSE(allowed(world, "OPTIONS", "/token", origin)) << origin;
  }
}

TEST(Cors_NLO_05, TellsCachesThatTheOriginMatters) {
  World world;

  EXPECT_EQ(world.call("GET", "/jwks", {}).headers.get("Vary"), "Origin");
}

TEST(Cors_NLO_05, AnswersAPreflight) {
  World world;

  const auto response = world.call("OPTIONS", "/token", {}, {{"Origin", "https://app.example"}});

  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Headers"), "Authorization, Content-Type");
  EXPECT_FALSE(response.headers.has("Access-Control-Allow-Credentials"));
}

TEST(Cors_Rfc6454_6_2, ComparesOriginsAsBrowsersSendThem) {
  auto clients = tests::example_clients();
  clients[3].redirect_uris = {"https://App.Example:443/cb", "http://127.0.0.1:8000/cb", "app:/cb"};
  const Cors cors{Clients(std::move(clients))};
  const auto allows = [&](const char* origin) {
    http::Response response;
    cors.allow(tests::request_of("GET", "/jwks", {}, {{"Origin", origin}}), response);
    return response.headers.has("Access-Control-Allow-Origin");
  };

  EXPECT_TRUE(allows("https://app.example"));
  EXPECT_TRUE(allows("http://127.0.0.1:8000"));
  EXPECT_FALSE(allows("app:"));
  EXPECT_FALSE(allows("app://"));
}

}  // namespace
}  // namespace sluis::downstream
