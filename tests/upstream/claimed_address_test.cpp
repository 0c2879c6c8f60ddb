#include "upstream/claimed_address.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace sluis::upstream {

namespace {

std::expected<identity::EmailAddress, Refusal> judged(std::string_view claims,
                                                      Vouching vouching = Vouching::by_claim) {
  return vouched(claimed_address(boost::json::parse(claims).as_object(), "email"), vouching);
}

TEST(ClaimedAddress_OidcCore_5_1, IsTheAddressThatTheProviderVouchesFor) {
  const auto address = judged(R"({"email":"Anna@MinBZK.nl","email_verified":true})");

  ASSERT_TRUE(address);
  EXPECT_EQ(address->domain().text(), "minbzk.nl");
}

TEST(ClaimedAddress_OidcCore_5_1, ComesFromTheClaimThatIsConfigured) {
  const auto claims = boost::json::parse(R"({"email":"x","upn":"anna@minbzk.nl"})").as_object();

  const auto address = vouched(claimed_address(claims, "upn"), Vouching::by_organisation);

  EXPECT_TRUE(address);
}

class ClaimedAddress_Malformed : public testing::TestWithParam<const char*> {};

TEST_P(ClaimedAddress_Malformed, IsRefusedWhoeverSaysIt) {
  const auto address = judged(GetParam(), Vouching::by_organisation);

  ASSERT_FALSE(address);
  EXPECT_EQ(address.error(), Refusal::email_malformed);
}

INSTANTIATE_TEST_SUITE_P(Each, ClaimedAddress_Malformed,
                         testing::Values(R"({"email_verified":true})", R"({"email":null})",
                                         R"({"email":""})", R"({"email":["anna@minbzk.nl"]})",
                                         R"({"email":["anna@minbzk.nl","bea@minbzk.nl"]})",
                                         R"({"email":{"value":"anna@minbzk.nl"}})",
                                         R"({"email":"anna@minbzk.nl,bea@minbzk.nl"})",
                                         R"({"email":"anna@minbzk.nl bea@minbzk.nl"})",
                                         R"({"email":"anna@minbzk.nl@evil.example"})",
                                         R"({"email":"Anna <anna@minbzk.nl>"})",
                                         R"({"email":"anna"})"));

class ClaimedAddress_Unverified : public testing::TestWithParam<const char*> {};

TEST_P(ClaimedAddress_Unverified, IsRefused) {
  const auto address = judged(GetParam());

  ASSERT_FALSE(address);
  EXPECT_EQ(address.error(), Refusal::email_not_verified);
}

TEST_P(ClaimedAddress_Unverified, IsTakenWhereTheOrganisationIsItsOwnWitness) {
  EXPECT_TRUE(judged(GetParam(), Vouching::by_organisation));
}

INSTANTIATE_TEST_SUITE_P(Each, ClaimedAddress_Unverified,
                         testing::Values(R"({"email":"anna@minbzk.nl"})",
                                         R"({"email":"anna@minbzk.nl","email_verified":false})",
                                         R"({"email":"anna@minbzk.nl","email_verified":"true"})",
                                         R"({"email":"anna@minbzk.nl","email_verified":1})",
                                         R"({"email":"anna@minbzk.nl","email_verified":[true]})",
                                         R"({"email":"anna@minbzk.nl","email_verified":null})"));

}  // namespace

}  // namespace sluis::upstream
