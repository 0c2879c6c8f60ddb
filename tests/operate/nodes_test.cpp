#include "operate/nodes.h"

#include <gtest/gtest.h>

#include "tests/crypto/fake_clock.h"
#include "tests/identity/rings.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using tests::run;

Node some_node(std::string id, std::uint64_t ring = 3) {
  return {.id = std::move(id),
          .host = "login-1",
          .version = "0.1",
          .ring = ring,
          .primaries = {{"pseudonym", "pseudonym-1"}, {"seal", "seal-2"}},
          .clock_ahead = -250ms,
          .seen = crypto::TimePoint(1s),
          .not_ready = "",
          .audit_head = "12:abcd",
          .audit_chain = "of this node"};
}

struct Nodes_Design3 : testing::Test {
  std::vector<std::string> ids() {
    std::vector<std::string> found;
    for (const Node& node : run(nodes_in(store))) found.push_back(node.id);
    return found;
  }

  tests::FakeClock clock;
  tests::MemoryStore store{clock};
  Heartbeat first{store};
  Heartbeat second{store};
};

using NodeText_Design3 = Nodes_Design3;

TEST_F(NodeText_Design3, ComesBackAsItWent) {
  const Node node = some_node("a");

  EXPECT_EQ(parse_node(text_of(node)), node);
}

TEST_F(NodeText_Design3, RefusesWhatDoesNotBelongOnATerminal) {
  Node node = some_node("a");
  node.host = "login\x1b[2J";
  EXPECT_FALSE(parse_node(text_of(node)));

  node = some_node("a");
  node.primaries["pseudonym"] = "line\nfeed";
  EXPECT_FALSE(parse_node(text_of(node)));

  node = some_node("a");
  node.not_ready = std::string(300, 'x');
  EXPECT_FALSE(parse_node(text_of(node)));
}

TEST_F(Nodes_Design3, KnowsWhichHeadIsOfWhichAuditLog) {
  Node ours = some_node("a");
  ours.audit_chain = chain_mark("/var/log/sluis/audit.jsonl");
  Node other = some_node("b");
  other.audit_chain = chain_mark("/var/log/other/audit.jsonl");
  other.audit_head = "7:0123";
  Node none = ours;
  none.audit_head = "";

  const auto heads =
      audit_heads_of({ours, other, none}, chain_mark("/var/log/../log/sluis/audit.jsonl"));

  EXPECT_EQ(heads, std::vector<std::string>{"12:abcd"});
  EXPECT_FALSE(ours.audit_chain.contains('/'));
}

TEST_F(NodeText_Design3, RefusesWhatIsNoSuchLine) {
  for (const std::string text : {"", "{}", "[]", "x", R"({"id":1})"}) {
    EXPECT_FALSE(parse_node(text)) << text;
  }
  EXPECT_FALSE(parse_node(std::string(5000, ' ') + text_of(some_node("a"))));
}

TEST_F(Nodes_Design3, EachHasARecordOfHalfAMinute) {
  run(first.beat(some_node("a")));
  run(second.beat(some_node("b")));

  EXPECT_EQ(ids(), (std::vector<std::string>{"a", "b"}));
  for (const auto& record : store.names()) EXPECT_EQ(record.left, 30s) << record.name;
}

TEST_F(Nodes_Design3, ABeatRenewsAndTellsTheNewest) {
  run(first.beat(some_node("a", 3)));
  clock.advance(20s);
  run(first.beat(some_node("a", 4)));
  clock.advance(20s);

  const auto nodes = run(nodes_in(store));

  ASSERT_EQ(nodes.size(), 1u);
  EXPECT_EQ(nodes[0].ring, 4u);
}

TEST_F(Nodes_Design3, OneThatIsSilentIsGone) {
  run(first.beat(some_node("a")));
  clock.advance(30s);

  EXPECT_TRUE(ids().empty());
}

TEST_F(Nodes_Design3, OneThatWasAwayTakesNobodysPlace) {
  run(first.beat(some_node("a")));
  clock.advance(60s);
  run(second.beat(some_node("b")));  // in the place that a left

  run(first.beat(some_node("a")));

  EXPECT_EQ(ids(), (std::vector<std::string>{"b", "a"}));
}

TEST_F(Nodes_Design3, OneThatLeavesIsGoneAtOnce) {
  run(first.beat(some_node("a")));
  run(second.beat(some_node("b")));

  run(first.leave());

  EXPECT_EQ(ids(), (std::vector<std::string>{"b"}));
}

TEST_F(Nodes_Design3, TheSixtyFifthIsNotShownAndHarmsNobody) {
  std::vector<std::unique_ptr<Heartbeat>> all;
  for (std::size_t i = 0; i < Heartbeat::kMostNodes + 1; ++i) {
    all.push_back(std::make_unique<Heartbeat>(store));
    run(all.back()->beat(some_node("n" + std::to_string(i))));
  }

  EXPECT_EQ(ids().size(), Heartbeat::kMostNodes);
}

TEST_F(Nodes_Design3, TellsWhoHasNotLoadedARing) {
  run(first.beat(some_node("old", 3)));
  run(second.beat(some_node("new", 4)));

  const auto found = behind(run(nodes_in(store)), 4);

  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, "old");
}

TEST_F(Nodes_Design3, SaysWhichKeysAreItsPrimaries) {
  const auto ring = tests::ring_of(2, {{.id = "k1", .retired_at = clock.now()},
                                       {.id = "k2", .serial = 2, .active_at = clock.now()}});

  const auto primaries = primaries_of(ring, clock.now());

  EXPECT_EQ(primaries, (std::map<std::string, std::string>{{"pseudonym", "k2"}}));
}

}  // namespace
}  // namespace sluis::operate
