#include "http/client_network.h"

#include <gtest/gtest.h>

namespace sluis::http {
namespace {

TEST(ClientNetwork, AnIpv4AddressIsItsOwnNetwork) {
  EXPECT_EQ(client_network("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_site("192.0.2.1"), std::nullopt);
}

TEST(ClientNetwork, AMappedAddressIsTheIpv4One) {
  EXPECT_EQ(client_network("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_site("::ffff:192.0.2.1"), std::nullopt);
}

TEST(ClientNetwork, AnIpv6AddressCountsByItsNetworkAndItsSite) {
  EXPECT_EQ(client_network("2001:db8:1:2:3::4"), "2001:db8:1:2::/64");
  EXPECT_EQ(client_site("2001:db8:1:2:3::4"), "2001:db8:1::/48");
}

TEST(ClientNetwork, WhatIsNoAddressIsUnknown) {
  EXPECT_EQ(client_network("j.devries@minbzk.nl"), "unknown");
  EXPECT_EQ(client_site(""), std::nullopt);
}

}  // namespace
}  // namespace sluis::http
