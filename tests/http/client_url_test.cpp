#include "http/client_url.h"

#include <gtest/gtest.h>

namespace sluis::http {
namespace {

TEST(ClientUrl_Rfc3986, IsTakenApart) {
  const auto url = ClientUrl::parse("https://Provider.Test:8443/a/b%20c?d=e");

  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, ClientUrl::Scheme::https);
  EXPECT_EQ(url->host, "provider.test");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->target, "/a/b%20c?d=e");
  EXPECT_EQ(url->authority, "provider.test:8443");
}

TEST(ClientUrl_Rfc3986, HasAPortAndAPathOfItsOwn) {
  const auto url = ClientUrl::parse("https://provider.test");
  const auto with_query = ClientUrl::parse("http://provider.test?a=b");

  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->target, "/");
  EXPECT_EQ(url->authority, "provider.test");
  EXPECT_EQ(with_query->port, 80);
  EXPECT_EQ(with_query->target, "/?a=b");
}

TEST(ClientUrl_Rfc3986, NamesAnIpv6HostWithBracketsOnlyWhereTheyBelong) {
  const auto url = ClientUrl::parse("https://[2001:db8::1]:8443/");

  EXPECT_EQ(url->host, "2001:db8::1");
  EXPECT_EQ(url->authority, "[2001:db8::1]:8443");
}

class RefusedUrl_Design9 : public ::testing::TestWithParam<const char*> {};

TEST_P(RefusedUrl_Design9, IsNotParsed) { EXPECT_FALSE(ClientUrl::parse(GetParam())); }

INSTANTIATE_TEST_SUITE_P(
    Urls, RefusedUrl_Design9,
    ::testing::Values(
        "", "provider.test", "/path", "//provider.test/", "https:/provider.test",
        "https:provider.test", "https://", "https:///path", "ftp://provider.test/",
        "file:///etc/passwd", "https://user@provider.test/", "https://user:secret@provider.test/",
        "https://@provider.test/", "https://provider.test/#fragment", "https://provider.test/#",
        "https://provider.test:0/", "https://provider.test:65536/", "https://provider.test:x/",
        "https://provider%2etest/", "https://provider..test/", "https://.provider.test/",
        "https://provider.test./", "https://-provider.test/", "https://pro_vider.test/",
        "https://provider.test/a b", "https://provider.test/a\r\nX: y", "https://[fe80::1%25eth0]/",
        "https://[v1.abc]/", "https://provider.test\\@other.test/"));

}  // namespace
}  // namespace sluis::http
