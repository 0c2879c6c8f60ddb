#include "http/wire.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sluis::http {
namespace {

constexpr std::chrono::system_clock::time_point kNow{std::chrono::seconds{784111777}};

TEST(Target_Rfc9112_3_2_1, IsPathAndQuery) {
  const auto target = parse_target("/a%2Fb/../c?d=e?f");

  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a%2Fb/../c");
  EXPECT_EQ(target->query, "d=e?f");
}

TEST(Target_Rfc9112_3_2_1, RefusesOtherForms) {
  for (const std::string_view text : {"", "*", "a", "http://localhost/", "localhost:443", "/a#b",
                                      "/a b", "/\xC3\xA9", "/a\x7f"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

struct HeaderCase {
  Version version;
  std::vector<std::pair<std::string, std::string>> headers;
  int refusal;
};

TEST(RequestHeader_Rfc9112, IsRefusedForWhatItSays) {
  constexpr auto k10 = Version::http_1_0;
  constexpr auto k11 = Version::http_1_1;
  const HeaderCase cases[] = {
      {k11, {{"Host", "a"}}, 0},
      {k10, {}, 0},
      {k11, {}, 400},
      {k11, {{"Host", ""}}, 400},
      {k11, {{"Host", "a"}, {"host", "a"}}, 400},
      {k10, {{"Host", "a"}, {"Host", "b"}}, 400},
      {k11, {{"Host", "a"}, {"Transfer-Encoding", "Chunked"}}, 0},
      {k11, {{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}}, 400},
      {k11, {{"Host", "a"}, {"Transfer-Encoding", "identity"}}, 400},
      {k11,
       {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
       400},
      {k11, {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "1"}}, 400},
      {k10, {{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, 400},
      {k11, {{"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "1"}}, 400},
      {k11, {{"Host", "a"}, {"Expect", "100-Continue"}}, 0},
      {k11, {{"Host", "a"}, {"Expect", "200-ok"}}, 417},
      {k11, {{"Host", "a"}, {"Expect", "100-continue"}, {"Expect", "100-continue"}}, 417},
  };

  for (const auto& [version, entries, refusal] : cases) {
    Headers headers;
    for (const auto& [name, value] : entries) headers.add(name, value);

    EXPECT_EQ(refusal_of(version, headers), refusal) << ::testing::PrintToString(entries);
  }
}

TEST(AnswerHead_Rfc9112_4, HoldsDateLengthAndHeadersAsGiven) {
  Response response{.status = 200, .headers = {}, .body = "12345"};
  response.headers.add("X-One", "1");
  response.headers.add("X-One", "2");

  EXPECT_EQ(head_of(response, Afterwards::keep_alive, kNow),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-One: 1\r\nX-One: 2\r\n"
            "Content-Length: 5\r\nConnection: keep-alive\r\n\r\n");
}

TEST(AnswerHead_Rfc9110_8_6, HasNoLengthIn204) {
  EXPECT_FALSE(head_of({.status = 204, .headers = {}, .body = {}}, Afterwards::close, kNow)
                   .contains("Content-Length"));
}

TEST(AnswerHead_Rfc9112_4, RefusesWhatWouldBreakOutOfItsLine) {
  const std::pair<std::string, std::string> cases[] = {{"X", "a\r\nSet-Cookie: b"},
                                                       {"X", "a\nb"},
                                                       {"X", "a\rb"},
                                                       {"X", std::string("a\0b", 3)},
                                                       {"X", "a\x7f"},
                                                       {"X: a", "b"},
                                                       {"X\r\nY", "b"},
                                                       {"", "b"},
                                                       {"X Y", "b"}};

  for (const auto& [name, value] : cases) {
    Response response;
    response.headers.add(name, value);

    EXPECT_THROW(head_of(response, Afterwards::close, kNow), std::invalid_argument) << name;
  }
}

TEST(AnswerHead_Rfc9112_6, RefusesHeadersThatTheServerSets) {
  for (const std::string name : {"content-length", "Transfer-Encoding", "Connection", "Date"}) {
    Response response;
    response.headers.add(name, "1");

    EXPECT_THROW(head_of(response, Afterwards::close, kNow), std::invalid_argument) << name;
  }
}

TEST(AnswerHead_Rfc9112_4, RefusesAStatusThatIsNone) {
  for (const int status : {0, 100, 199, 600}) {
    EXPECT_THROW(head_of({.status = status, .headers = {}, .body = {}}, Afterwards::close, kNow),
                 std::invalid_argument);
  }
}

TEST(AnswerHead_Rfc9112_4, BecomesAPlain500WhenItCannotBeSent) {
  Response response{.status = 200, .headers = {}, .body = "secret"};
  response.headers.add("X", "a\r\nb");

  const auto head = head_or_broken(response, Afterwards::close, kNow);

  EXPECT_TRUE(head.starts_with("HTTP/1.1 500 "));
  EXPECT_EQ(response.status, 500);
  EXPECT_FALSE(response.body.contains("secret"));
}

}  // namespace
}  // namespace sluis::http
