#include "store/waiting_line.h"

#include <gtest/gtest.h>

#include "fault/unavailable.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using store::Commands;
using store::Reply;
using store::WaitingLine;

constexpr WaitingLine::Time kStart{};

struct Outcome {
  int calls = 0;
  bool is_unavailable = false;
  std::vector<Reply> replies{};
};

Commands commands(std::size_t count) {
  Commands made;
  for (std::size_t at = 0; at < count; ++at) made.add({"GET", "x"});
  return made;
}

Reply number(std::int64_t value) { return {.kind = Reply::Kind::number, .number = value}; }

void join(WaitingLine& line, std::size_t count, WaitingLine::Time deadline, Outcome& outcome) {
  line.join(commands(count), deadline,
            [&outcome](std::exception_ptr failure, std::vector<Reply> replies) {
              ++outcome.calls;
              outcome.is_unavailable = failure != nullptr;
              outcome.replies = std::move(replies);
            });
}

TEST(WaitingLine, GivesEachItsOwnReplies) {
  WaitingLine line(10);
  Outcome first;
  Outcome second;
  join(line, 2, kStart, first);
  join(line, 1, kStart, second);
  line.take_unsent();

  EXPECT_TRUE(line.deliver(number(1)));
  EXPECT_EQ(first.calls, 0);
  EXPECT_TRUE(line.deliver(number(2)));
  EXPECT_TRUE(line.deliver(number(3)));

  ASSERT_EQ(first.replies.size(), 2u);
  EXPECT_EQ(first.replies[1].number, 2);
  ASSERT_EQ(second.replies.size(), 1u);
  EXPECT_EQ(second.replies[0].number, 3);
  EXPECT_TRUE(line.is_empty());
}

TEST(WaitingLine, WritesAllThatWaitAtOnce) {
  WaitingLine line(10);
  Outcome outcome;
  join(line, 1, kStart, outcome);
  join(line, 1, kStart, outcome);

  EXPECT_EQ(line.take_unsent(), "*2\r\n$3\r\nGET\r\n$1\r\nx\r\n*2\r\n$3\r\nGET\r\n$1\r\nx\r\n");
  EXPECT_FALSE(line.has_unsent());
  EXPECT_EQ(line.take_unsent(), "");
}

TEST(WaitingLine, RefusesAReplyThatNobodyAskedFor) {
  WaitingLine line(10);
  Outcome outcome;
  join(line, 1, kStart, outcome);

  EXPECT_FALSE(line.deliver(number(1)));  // not sent yet
  EXPECT_EQ(outcome.calls, 0);
}

TEST(WaitingLine, HasRoomUpToItsLimit) {
  WaitingLine line(3);
  Outcome outcome;
  join(line, 2, kStart, outcome);

  EXPECT_TRUE(line.has_room_for(1));
  EXPECT_FALSE(line.has_room_for(2));
}

TEST(WaitingLine, MakesRoomByReplyAndByFailure) {
  WaitingLine line(3);
  Outcome outcome;
  join(line, 3, kStart, outcome);
  line.take_unsent();

  line.deliver(number(1));
  EXPECT_TRUE(line.has_room_for(1));
  line.fail_sent("away");

  EXPECT_TRUE(line.has_room_for(3));
  EXPECT_FALSE(line.has_room_for(4));
}

TEST(WaitingLine, FailsTheSentAndKeepsTheUnsent) {
  WaitingLine line(10);
  Outcome sent;
  Outcome unsent;
  join(line, 1, kStart, sent);
  line.take_unsent();
  join(line, 1, kStart, unsent);

  line.fail_sent("away");

  EXPECT_TRUE(sent.is_unavailable);
  EXPECT_EQ(unsent.calls, 0);
  EXPECT_TRUE(line.has_unsent());
}

TEST(WaitingLine, FailsAll) {
  WaitingLine line(10);
  Outcome sent;
  Outcome unsent;
  join(line, 1, kStart, sent);
  line.take_unsent();
  join(line, 1, kStart, unsent);

  line.fail_all("away");

  EXPECT_TRUE(sent.is_unavailable);
  EXPECT_TRUE(unsent.is_unavailable);
  EXPECT_TRUE(line.is_empty());
}

TEST(WaitingLine, ExpiresTheUnsentByThemselves) {
  WaitingLine line(10);
  Outcome early;
  Outcome late;
  join(line, 1, kStart + 1s, early);
  join(line, 1, kStart + 2s, late);

  EXPECT_FALSE(line.expire(kStart + 1s, "late"));

  EXPECT_TRUE(early.is_unavailable);
  EXPECT_EQ(late.calls, 0);
  EXPECT_EQ(line.next_deadline(), kStart + 2s);
}

TEST(WaitingLine, TellsOfALateReplyWithoutFailingIt) {
  WaitingLine line(10);
  Outcome outcome;
  join(line, 1, kStart + 1s, outcome);
  line.take_unsent();

  EXPECT_FALSE(line.expire(kStart + 1s - 1ns, "late"));
  EXPECT_TRUE(line.expire(kStart + 1s, "late"));

  EXPECT_EQ(outcome.calls, 0);  // the connection goes first
}

TEST(WaitingLine, KnowsTheNextDeadline) {
  WaitingLine line(10);
  Outcome outcome;
  EXPECT_EQ(line.next_deadline(), std::nullopt);
  join(line, 1, kStart + 1s, outcome);
  line.take_unsent();
  join(line, 1, kStart + 2s, outcome);

  EXPECT_EQ(line.next_deadline(), kStart + 1s);
}

}  // namespace
}  // namespace sluis::tests
