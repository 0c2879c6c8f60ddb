#include "identity/acr.h"

#include <gtest/gtest.h>

namespace sluis::identity {
namespace {

const AcrOrder kOrder({"mail", "federated", "federated-mfa"});

TEST(AcrOrder_Design3, ReachesWhatIsAsWeakOrWeaker) {
  EXPECT_TRUE(kOrder.reaches("federated", "mail"));
  EXPECT_TRUE(kOrder.reaches("federated", "federated"));
  EXPECT_FALSE(kOrder.reaches("federated", "federated-mfa"));
}

TEST(AcrOrder_Design3, AsksNothingWhereNothingIsDemanded) {
  EXPECT_TRUE(kOrder.reaches("mail", ""));
  EXPECT_TRUE(kOrder.reaches("", ""));
}

TEST(AcrOrder_Design3, KnowsNoValueButItsOwn) {
  EXPECT_TRUE(kOrder.knows("mail"));
  EXPECT_FALSE(kOrder.knows("Mail"));
  EXPECT_FALSE(kOrder.reaches("unheard-of", "mail"));
  EXPECT_FALSE(kOrder.reaches("federated-mfa", "unheard-of"));
  EXPECT_FALSE(kOrder.reaches("unheard-of", "unheard-of"));
}

TEST(AcrOrder_Design3, TheStrongerOfTwoDemandsReachesBoth) {
  EXPECT_EQ(kOrder.stronger("mail", "federated-mfa"), "federated-mfa");
  EXPECT_EQ(kOrder.stronger("federated-mfa", "mail"), "federated-mfa");
  EXPECT_EQ(kOrder.stronger("", "federated"), "federated");
  EXPECT_EQ(kOrder.stronger("federated", ""), "federated");
  EXPECT_EQ(kOrder.stronger("", ""), "");
}

}  // namespace
}  // namespace sluis::identity
