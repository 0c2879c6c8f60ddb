#include "store/redis_settings.h"

#include <gtest/gtest.h>

namespace sluis::tests {
namespace {

using store::parse_redis_url;
using Transport = store::RedisSettings::Transport;

TEST(RedisUrl_Design10, ReadsTcp) {
  const auto settings = parse_redis_url("redis://store.example.nl:7000");

  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->transport, Transport::tcp);
  EXPECT_EQ(settings->host, "store.example.nl");
  EXPECT_EQ(settings->port, 7000);
}

TEST(RedisUrl_Design10, ReadsTlsOnTheUsualPort) {
  const auto settings = parse_redis_url("rediss://store.example.nl/");

  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->transport, Transport::tls);
  EXPECT_EQ(settings->port, 6379);
}

TEST(RedisUrl_Design10, ReadsAnIpv6AddressWithoutItsBrackets) {
  const auto settings = parse_redis_url("redis://[::1]:6380");

  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->host, "::1");
  EXPECT_EQ(settings->port, 6380);
}

TEST(RedisUrl_Design10, ReadsAUnixSocket) {
  const auto settings = parse_redis_url("redis+unix:///run/sluis/redis.sock");

  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->transport, Transport::unix_socket);
  EXPECT_EQ(settings->path, "/run/sluis/redis.sock");
}

class RedisUrlRefused_Design10 : public testing::TestWithParam<const char*> {};

TEST_P(RedisUrlRefused_Design10, SaysWhy) {
  const auto settings = parse_redis_url(GetParam());

  ASSERT_FALSE(settings.has_value());
  EXPECT_FALSE(settings.error().empty());
}

INSTANTIATE_TEST_SUITE_P(RedisUrl, RedisUrlRefused_Design10,
                         testing::Values("", "redis", "localhost:6379", "http://localhost",
                                         "redis://", "redis:///path", "redis://:6379",
                                         "redis://host:0", "redis://host:65536", "redis://host:x",
                                         "redis://user:secret@host", "redis://host/3",
                                         "redis://host?db=1", "redis://host#x",
                                         "redis+unix://run/redis.sock", "redis+unix:///",
                                         "redis+unix:run", "redis+unix:///a%00b", "redis://ho st"));

TEST(RedisUrl_Design10, RefusesASocketPathThatDoesNotFit) {
  EXPECT_TRUE(parse_redis_url("redis+unix:///" + std::string(106, 'x')).has_value());
  EXPECT_FALSE(parse_redis_url("redis+unix:///" + std::string(107, 'x')).has_value());
}

// A password in the text of a mistake would end up in the log.
TEST(RedisUrl_Design10, DoesNotRepeatWhatItRefuses) {
  const auto settings = parse_redis_url("redis://user:hunter2@host");

  ASSERT_FALSE(settings.has_value());
  EXPECT_EQ(settings.error().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace sluis::tests
