#include "http/ip_address.h"

#include <gtest/gtest.h>

namespace sluis::http {
namespace {

bool is_public(const char* text) { return IpAddress::parse(text).value().is_public(); }

class ReservedAddress_Rfc6890 : public ::testing::TestWithParam<const char*> {};

TEST_P(ReservedAddress_Rfc6890, IsNotPublic) { EXPECT_FALSE(is_public(GetParam())); }

// The first and the last of each range.
INSTANTIATE_TEST_SUITE_P(
    Addresses, ReservedAddress_Rfc6890,
    ::testing::Values("0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0",
                      "100.127.255.255", "127.0.0.0", "127.255.255.255", "169.254.0.0",
                      "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255",
                      "192.0.2.0", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0",
                      "198.19.255.255", "198.51.100.0", "203.0.113.0", "224.0.0.0",
                      "239.255.255.255", "240.0.0.0", "255.255.255.255", "::", "::1", "::10.0.0.1",
                      "::9.9.9.9", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
                      "100::1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2001::1", "2001:1ff::1",
                      "2001:db8::1", "2002::1", "2002:909:909::1", "3fff::1", "fc00::1", "fdff::1",
                      "fe80::1", "febf::1", "fec0::1", "ff02::1", "4000::1"));

class PublicAddress_Rfc6890 : public ::testing::TestWithParam<const char*> {};

TEST_P(PublicAddress_Rfc6890, IsPublic) { EXPECT_TRUE(is_public(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Addresses, PublicAddress_Rfc6890,
                         ::testing::Values("1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255",
                                           "100.128.0.0", "126.255.255.255", "128.0.0.0",
                                           "172.15.255.255", "172.32.0.0", "192.167.255.255",
                                           "192.169.0.0", "223.255.255.255", "::ffff:9.9.9.9",
                                           "64:ff9b::9.9.9.9", "2001:200::1", "2a00::1",
                                           "3ffe::1"));

TEST(IpAddress_Rfc4291, IsTheSameMappedOrNot) {
  EXPECT_EQ(IpAddress::parse("10.0.0.1"), IpAddress::parse("::ffff:10.0.0.1"));
  EXPECT_EQ(IpAddress::parse("10.0.0.1"), IpAddress::parse("::ffff:a00:1"));
}

TEST(IpAddress_Rfc4291, KnowsLoopback) {
  EXPECT_TRUE(IpAddress::parse("127.0.0.1")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("127.1.2.3")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("::1")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("::ffff:127.0.0.1")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("10.0.0.1")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("::2")->is_loopback());
}

TEST(IpAddress_Rfc4291, RefusesWhatIsNotPlainlyNumeric) {
  for (const auto* text : {"", "localhost", "127.1", "0x7f000001", "2130706433", "010.0.0.1",
                           "10.0.0.1/8", "[::1]", "fe80::1%eth0", "10.0.0.1 "}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

}  // namespace
}  // namespace sluis::http
