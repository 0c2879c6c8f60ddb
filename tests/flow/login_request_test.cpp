#include "flow/login_request.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "tests/flow/example_request.h"

namespace sluis::flow {
namespace {

using namespace std::chrono_literals;
using tests::example_request;

TEST(LoginRequest_Design3, ComesBackFromItsOctets) {
  const LoginRequest before = example_request(std::string("memory\0with any octet\xff", 22));

  const auto after = LoginRequest::parse(before.serialise());

  ASSERT_TRUE(after);
  EXPECT_EQ(after->front, "oidc");
  EXPECT_EQ(after->client, "chat");
  EXPECT_EQ(after->audience, identity::Audience::sector("sector-of-chat"));
  EXPECT_EQ(after->requirements.acr, "federated");
  EXPECT_EQ(after->requirements.max_age, 600s);
  EXPECT_EQ(after->requirements.interaction, Interaction::always);
  EXPECT_EQ(after->languages, before.languages);
  EXPECT_EQ(after->received_at, before.received_at);
  EXPECT_EQ(after->memory, before.memory);
  EXPECT_EQ(after->only_about, "a pseudonym");
}

TEST(LoginRequest_Design3, KeepsTheRoomThatItIsAbout) {
  LoginRequest request = example_request();
  request.audience =
      identity::Audience::room("meet", {.deployment = "meet", .tenant = "", .name = "overleg"});

  const std::string octets = request.serialise();

  EXPECT_EQ(LoginRequest::parse(octets)->audience, request.audience);
  for (std::size_t size = 0; size < octets.size(); ++size) {
    EXPECT_FALSE(LoginRequest::parse(std::string_view(octets).substr(0, size))) << size;
  }
}

TEST(LoginRequest_Design3, KeepsNoMaxAgeApartFromZero) {
  LoginRequest request = example_request();
  request.requirements.max_age = std::nullopt;
  EXPECT_FALSE(LoginRequest::parse(request.serialise())->requirements.max_age);

  request.requirements.max_age = 0s;
  EXPECT_EQ(LoginRequest::parse(request.serialise())->requirements.max_age, 0s);
}

TEST(LoginRequest_Design3, KeepsAtMostFourLanguages) {
  LoginRequest request = example_request();
  request.languages = {"a", "b", "c", "d", "e"};

  EXPECT_EQ(LoginRequest::parse(request.serialise())->languages.size(), 4U);
  request.languages.clear();
  EXPECT_TRUE(LoginRequest::parse(request.serialise())->languages.empty());
}

TEST(LoginRequest_Design3, RefusesWhatIsCutOrLengthened) {
  const std::string octets = example_request().serialise();
  for (std::size_t size = 0; size < octets.size(); ++size) {
    EXPECT_FALSE(LoginRequest::parse(std::string_view(octets).substr(0, size))) << size;
  }
  EXPECT_FALSE(LoginRequest::parse(octets + "x"));
  EXPECT_FALSE(LoginRequest::parse(octets + crypto::length_prefixed({""})));
}

std::string octets_with(std::string_view version, std::string_view max_age,
                        std::string_view interaction, std::string_view languages) {
  return crypto::length_prefixed({version, "oidc", "chat", crypto::length_prefixed({"sector"}), "",
                                  max_age, interaction, languages, "1767225600123", "", ""});
}

TEST(LoginRequest_Design3, RefusesFieldsThatAreNotOurs) {
  const std::string language = crypto::length_prefixed({"nl"});
  const std::string five = language + language + language + language + language;
  ASSERT_TRUE(LoginRequest::parse(octets_with("login-request/3", "", "0", language)));

  EXPECT_FALSE(LoginRequest::parse(octets_with("login-request/2", "", "0", language)));
  EXPECT_FALSE(LoginRequest::parse(octets_with("login-request/3", "600", "0", language)));
  EXPECT_FALSE(LoginRequest::parse(octets_with("login-request/3", "", "3", language)));
  EXPECT_FALSE(LoginRequest::parse(octets_with("login-request/3", "", "0", "nl")));
  EXPECT_FALSE(LoginRequest::parse(octets_with("login-request/3", "", "0", five)));
}

}  // namespace
}  // namespace sluis::flow
