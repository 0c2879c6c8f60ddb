#include "http/proxies.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sluis::http {
namespace {

TEST(TrustedProxies_Design10, RefusesWhatIsNoNetwork) {
  for (const std::string text : {"", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
                                 "10.0.0.0/8x", "10.0.0", "fd00::/129", "/8", "fe80::1%lo"}) {
    EXPECT_THROW(TrustedProxies({text}), std::invalid_argument) << text;
  }
}

struct TrustCase {
  std::string network;
  std::string address;
  bool is_trusted;
};

TEST(TrustedProxies_Design10, TrustsWhatIsInsideANetwork) {
  const TrustCase cases[] = {
      {"127.0.0.1/32", "127.0.0.1", true},
      {"127.0.0.1/32", "127.0.0.2", false},
      {"127.0.0.1", "127.0.0.1", true},
      {"127.0.0.1", "127.0.0.2", false},
      {"10.0.0.0/8", "10.255.3.4", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.0.0.128/25", "10.0.0.200", true},
      {"10.0.0.128/25", "10.0.0.127", false},
      {"0.0.0.0/0", "192.0.2.1", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "2001:db8::1", true},
      {"::/0", "192.0.2.1", false},
      {"fd00::/8", "fdff::1", true},
      {"fd00::/8", "fc00::1", false},
      {"::1", "::1", true},
      {"127.0.0.1", "::ffff:127.0.0.1", true},
      {"127.0.0.1", "localhost", false},
      {"127.0.0.1", "", false},
  };

  for (const auto& [network, address, is_trusted] : cases) {
    EXPECT_EQ(TrustedProxies({network}).trusts(address), is_trusted) << network << " " << address;
  }
}

struct ClientCase {
  std::string peer;
  std::vector<std::string> forwarded_for;
  std::string client;
};

TEST(ClientAddress_Design10, IsReadFromRightToLeftThroughTrustedProxies) {
  const TrustedProxies proxies({"127.0.0.1/32", "10.0.0.0/8", "fd00::/8"});
  const ClientCase cases[] = {
      {"192.0.2.9", {}, "192.0.2.9"},
      {"192.0.2.9", {"198.51.100.1"}, "192.0.2.9"},
      {"127.0.0.1", {}, "127.0.0.1"},
      {"127.0.0.1", {"198.51.100.1"}, "198.51.100.1"},
      {"127.0.0.1", {"203.0.113.7, 198.51.100.1"}, "198.51.100.1"},
      {"127.0.0.1", {"203.0.113.7,198.51.100.1 , 10.1.1.1"}, "198.51.100.1"},
      {"127.0.0.1", {"203.0.113.7", "198.51.100.1", "10.1.1.1"}, "198.51.100.1"},
      {"127.0.0.1", {"10.2.2.2, 10.1.1.1"}, "10.2.2.2"},
      {"127.0.0.1", {"198.51.100.1:4711"}, "198.51.100.1"},
      {"127.0.0.1", {"[2001:DB8::1]:4711"}, "2001:db8::1"},
      {"127.0.0.1", {"2001:db8:0:0::1"}, "2001:db8::1"},
      {"127.0.0.1", {"::ffff:198.51.100.1"}, "198.51.100.1"},
      {"127.0.0.1", {"198.51.100.1, unknown"}, "127.0.0.1"},
      {"127.0.0.1", {"198.51.100.1, evil<script>, 10.1.1.1"}, "10.1.1.1"},
      {"127.0.0.1", {""}, "127.0.0.1"},
      {"127.0.0.1", {"["}, "127.0.0.1"},
      {"::ffff:127.0.0.1", {"198.51.100.1"}, "198.51.100.1"},
  };

  for (const auto& [peer, lines, client] : cases) {
    Headers headers;
    for (const auto& line : lines) headers.add("X-Forwarded-For", line);

    EXPECT_EQ(proxies.client_of(peer, headers), client) << ::testing::PrintToString(lines);
  }
}

TEST(ForwardedProto_Design10, OnlyATrustedProxyOnLoopbackVouches) {
  const TrustedProxies proxies({"127.0.0.1/32", "10.0.0.0/8"});
  Headers https;
  https.add("X-Forwarded-Proto", "HTTPS");

  EXPECT_TRUE(proxies.vouches_for_https("127.0.0.1", https));
  EXPECT_FALSE(proxies.vouches_for_https("127.0.0.2", https));
  EXPECT_FALSE(proxies.vouches_for_https("10.0.0.1", https));
}

TEST(ForwardedProto_Design10, NothingButHttpsVouches) {
  const TrustedProxies proxies({"127.0.0.1/32"});
  Headers twice;
  twice.add("X-Forwarded-Proto", "https");
  twice.add("X-Forwarded-Proto", "https");
  Headers http;
  http.add("X-Forwarded-Proto", "http");

  EXPECT_FALSE(proxies.vouches_for_https("127.0.0.1", {}));
  EXPECT_FALSE(proxies.vouches_for_https("127.0.0.1", twice));
  EXPECT_FALSE(proxies.vouches_for_https("127.0.0.1", http));
}

}  // namespace
}  // namespace sluis::http
