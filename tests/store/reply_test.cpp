#include "store/reply.h"

#include <gtest/gtest.h>

namespace sluis::tests {
namespace {

using store::Reply;
using store::ReplyReader;
using Kind = store::Reply::Kind;
using Reading = store::ReplyReader::Reading;

Reply read_whole(const std::string& octets) {
  ReplyReader reader;
  reader.feed(octets);
  Reply reply;
  EXPECT_EQ(reader.next(reply), Reading::complete) << octets;
  return reply;
}

Reading read_with(store::ReplyLimits limits, const std::string& octets) {
  ReplyReader reader(limits);
  reader.feed(octets);
  Reply reply;
  return reader.next(reply);
}

TEST(Reply_Resp2, ReadsEveryKind) {
  EXPECT_EQ(read_whole("+OK\r\n").kind, Kind::status);
  EXPECT_EQ(read_whole("-ERR no\r\n").kind, Kind::error);
  EXPECT_EQ(read_whole("-ERR no\r\n").text, "ERR no");
  EXPECT_EQ(read_whole(":-7\r\n").number, -7);
  EXPECT_EQ(read_whole("$-1\r\n").kind, Kind::nothing);
  EXPECT_EQ(read_whole("*-1\r\n").kind, Kind::nothing);
  EXPECT_EQ(read_whole("$0\r\n\r\n").kind, Kind::text);
  EXPECT_EQ(read_whole("$4\r\na\r\nb\r\n").text, "a\r\nb");
  EXPECT_EQ(read_whole("*0\r\n").kind, Kind::list);
}

TEST(Reply_Resp2, ReadsListsInLists) {
  const Reply reply = read_whole("*3\r\n:1\r\n*2\r\n$1\r\na\r\n$-1\r\n+x\r\n");

  ASSERT_EQ(reply.elements.size(), 3u);
  EXPECT_EQ(reply.elements[0].number, 1);
  ASSERT_EQ(reply.elements[1].elements.size(), 2u);
  EXPECT_EQ(reply.elements[1].elements[0].text, "a");
  EXPECT_EQ(reply.elements[2].text, "x");
}

TEST(Reply_Resp2, ReadsTheSameOctetByOctet) {
  const std::string octets = "*2\r\n$3\r\nabc\r\n:12\r\n+OK\r\n";
  ReplyReader reader;
  std::vector<Reply> replies;

  for (const char octet : octets) {
    reader.feed({&octet, 1});
    Reply reply;
    while (reader.next(reply) == Reading::complete) replies.push_back(std::move(reply));
  }

  ASSERT_EQ(replies.size(), 2u);
  EXPECT_EQ(replies[0].elements.at(0).text, "abc");
  EXPECT_EQ(replies[0].elements.at(1).number, 12);
  EXPECT_EQ(replies[1].text, "OK");
}

TEST(Reply_Resp2, KeepsRepliesApart) {
  ReplyReader reader;
  reader.feed("*1\r\n+a\r\n+b\r\n");
  Reply reply;

  ASSERT_EQ(reader.next(reply), Reading::complete);
  ASSERT_EQ(reader.next(reply), Reading::complete);

  EXPECT_EQ(reply.text, "b");
  EXPECT_TRUE(reply.elements.empty());
  EXPECT_EQ(reader.next(reply), Reading::incomplete);
}

TEST(Reply_Design9, RefusesWhatIsNotResp2) {
  for (const char* octets : {"HTTP/1.1 200 OK\r\n", "\r\n", "%1\r\n+a\r\n+b\r\n", ":x\r\n",
                             "*x\r\n", "$-2\r\n", "*-2\r\n", "$99999999999999999999\r\n"}) {
    EXPECT_EQ(read_with({}, octets), Reading::malformed) << octets;
  }
}

TEST(Reply_Design9, StaysMalformed) {
  ReplyReader reader;
  Reply reply;
  reader.feed("garbage\r\n");
  ASSERT_EQ(reader.next(reply), Reading::malformed);

  reader.feed("+OK\r\n");

  EXPECT_EQ(reader.next(reply), Reading::malformed);
}

TEST(Reply_Design9, RefusesMoreElementsThanTheLimit) {
  EXPECT_EQ(read_with({.elements = 3}, "*3\r\n:1\r\n:1\r\n:1\r\n"), Reading::complete);
  EXPECT_EQ(read_with({.elements = 3}, "*4\r\n"), Reading::malformed);
  EXPECT_EQ(read_with({}, "*2147483647\r\n"), Reading::malformed);
}

TEST(Reply_Design9, CountsElementsOfListsInLists) {
  EXPECT_EQ(read_with({.elements = 5}, "*2\r\n*2\r\n:1\r\n:1\r\n*2\r\n"), Reading::malformed);
}

TEST(Reply_Design9, RefusesListsNestedTooDeeply) {
  std::string octets;
  for (int depth = 0; depth < 9; ++depth) octets += "*1\r\n";

  EXPECT_EQ(read_with({}, octets), Reading::malformed);
}

TEST(Reply_Design9, RefusesATextLongerThanTheLimit) {
  const std::string text(100, 'x');

  EXPECT_EQ(read_with({.octets = 100}, "$100\r\n" + text + "\r\n"), Reading::complete);
  EXPECT_EQ(read_with({.octets = 99}, "$100\r\n" + text + "\r\n"), Reading::malformed);
}

TEST(Reply_Design9, RefusesTextsThatTogetherAreLongerThanTheLimit) {
  const std::string octets = "*2\r\n$3\r\nabc\r\n$3\r\nabc\r\n";

  EXPECT_EQ(read_with({.octets = 6}, octets), Reading::complete);
  EXPECT_EQ(read_with({.octets = 5}, octets), Reading::malformed);
}

TEST(Reply_Design9, DoesNotHoardATextThatNeverEnds) {
  ReplyReader reader({.octets = 1000});
  Reply reply;
  reader.feed("$2000000000\r\n");
  ASSERT_EQ(reader.next(reply), Reading::incomplete);

  reader.feed(std::string(1001, 'x'));

  EXPECT_EQ(reader.next(reply), Reading::malformed);
}

TEST(Reply_Design9, DoesNotHoardALineThatNeverEnds) {
  EXPECT_EQ(read_with({.octets = 1000}, "+" + std::string(1001, 'x')), Reading::malformed);
}

TEST(Reply_Design9, ForgetsTheLimitsWithEachReply) {
  ReplyReader reader({.octets = 10, .elements = 2});
  Reply reply;

  for (int times = 0; times < 5; ++times) {
    reader.feed("*2\r\n$4\r\nabcd\r\n$4\r\nabcd\r\n");
    EXPECT_EQ(reader.next(reply), Reading::complete);
  }
}

}  // namespace
}  // namespace sluis::tests
