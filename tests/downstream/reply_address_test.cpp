#include "downstream/reply_address.h"

#include <gtest/gtest.h>

#include <string>

namespace sluis::downstream {
namespace {

TEST(ReplyAddress_Nlo34, IsAbsoluteHttps) {
  for (const char* good :
       {"https://chat.example", "https://chat.example:8443/cb?a=b%20c", "https://127.0.0.1/cb",
        "http://localhost:9/cb", "http://127.0.0.1/cb", "http://[::1]:9/cb"}) {
    EXPECT_TRUE(is_reply_address(good, false)) << good;
  }
  for (const char* bad :
       {"", "chat.example", "/cb", "http://chat.example/cb", "https://chat.example/cb#x",
        "https://user@chat.example/cb", "https:///cb", "ftp://chat.example/", "https://a\\b/",
        "https://chat.example/\"", "javascript:alert(1)", "https://chat.example/ cb",
        "https://chat.example:0/", "http://localhost.evil.example/",
        "https://ch\xc3\xa9.example/"}) {
    EXPECT_FALSE(is_reply_address(bad, false)) << bad;
  }
  EXPECT_FALSE(is_reply_address("https://a.example/" + std::string(1024, 'a'), false));
}

TEST(ReplyAddress_Nlo34, MayBePlainInALaboratory) {
  EXPECT_TRUE(is_reply_address("http://chat.example/cb", true));
  EXPECT_FALSE(is_reply_address("ftp://chat.example/cb", true));
}

}  // namespace
}  // namespace sluis::downstream
