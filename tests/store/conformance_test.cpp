// What a store must do, whichever it is: one list, held against the map and against Redis.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "tests/store/conformance_side.h"

namespace sluis::tests {
namespace {

using namespace std::chrono_literals;
using namespace store;
using How = Found::How;
using testing::SizeIs;

struct SideMaker {
  const char* name;
  std::unique_ptr<Side> (*make)();
};

class Store_Design4 : public testing::TestWithParam<SideMaker> {
 protected:
  Store_Design4() : side_(GetParam().make()), side(*side_), one(side.first()), two(side.second()) {}

  // DESIGN 4: the fence aside, no name without a time to live.
  void TearDown() override {
    for (const ListedName& listed : side.names()) {
      EXPECT_NE(listed.left.has_value(), listed.name == "fence") << listed.name;
    }
  }

  std::vector<Outcome> run_list(std::vector<Operation> operations) {
    return side.run(one.run(std::move(operations)));
  }

  std::unique_ptr<Side> side_;
  Side& side;
  Store& one;
  Store& two;
};

INSTANTIATE_TEST_SUITE_P(Conformance, Store_Design4,
                         testing::Values(SideMaker{"Memory", make_memory_side},
                                         SideMaker{"Redis", make_redis_side}),
                         [](const auto& info) { return info.param.name; });

TEST_P(Store_Design4, FindsNothingUnderAFreeName) {
  EXPECT_EQ(side.run(one.get("name")), std::nullopt);
}

TEST_P(Store_Design4, PutsWhateverWasThere) {
  side.run(one.put({"name", "old", 1h}));
  side.run(one.put({"name", "new", 2h}));

  EXPECT_EQ(side.run(two.get("name")), "new");
  EXPECT_GT(side.left("name"), 1h);
  EXPECT_LE(side.left("name"), 2h);
}

TEST_P(Store_Design4, KeepsOctetsAsTheyAre) {
  std::string octets("\0\r\n*$\xff", 6);
  for (int octet = 0; octet < 5000; ++octet) octets += static_cast<char>(octet);
  const std::string name("na\0me\r\n", 7);

  side.run(one.put({name, octets, 1h}));
  side.run(one.put({"empty", "", 1h}));

  EXPECT_EQ(side.run(one.get(name)), octets);
  EXPECT_EQ(side.run(one.get("na")), std::nullopt);
  EXPECT_EQ(side.run(one.get("empty")), "");
}

TEST_P(Store_Design4, ForgetsAtTheEndOfItsLife) {
  side.run(one.put({"name", "value", 30ms}));

  side.wait_until_gone("name");

  EXPECT_EQ(side.run(one.get("name")), std::nullopt);
}

TEST_P(Store_Design4, TakesOnce) {
  side.run(one.put({"name", "value", 1h}));

  EXPECT_EQ(side.run(one.take("name")), "value");
  EXPECT_EQ(side.run(one.take("name")), std::nullopt);
}

TEST_P(Store_Design4, GivesATakenValueToOneOnly) {
  side.run(one.put({"name", "value", 1h}));

  std::vector<boost::asio::awaitable<Value>> takes;
  takes.push_back(one.take("name"));
  takes.push_back(two.take("name"));
  const std::vector<Value> taken = side.run_at_once(std::move(takes));

  EXPECT_NE(taken[0].has_value(), taken[1].has_value());
}

TEST_P(Store_Design4, AddsOnlyUnderAFreeName) {
  EXPECT_TRUE(side.run(one.add({"name", "first", 1h})));
  EXPECT_FALSE(side.run(two.add({"name", "second", 5h})));

  EXPECT_EQ(side.run(one.get("name")), "first");
  EXPECT_LE(side.left("name"), 1h);
}

TEST_P(Store_Design4, AddsAgainAfterTheEnd) {
  side.run(one.add({"name", "first", 30ms}));
  side.wait_until_gone("name");

  EXPECT_TRUE(side.run(one.add({"name", "second", 1h})));
}

TEST_P(Store_Design4, LetsOneOfTwoAdd) {
  std::vector<boost::asio::awaitable<bool>> adds;
  adds.push_back(one.add({"name", "one", 1h}));
  adds.push_back(two.add({"name", "two", 1h}));
  const std::vector<bool> added = side.run_at_once(std::move(adds));

  EXPECT_NE(added[0], added[1]);
  EXPECT_EQ(side.run(one.get("name")), added[0] ? "one" : "two");
}

TEST_P(Store_Design4, CountsFromNothing) {
  EXPECT_EQ(side.run(one.count("name", 1h)), 1);
  EXPECT_EQ(side.run(two.count("name", 1h)), 2);
  EXPECT_EQ(side.run(one.count("name", 1h)), 3);
}

TEST_P(Store_Design4, DoesNotMoveTheEndByCounting) {
  side.run(one.count("name", 1h));
  side.run(one.count("name", 9h));

  EXPECT_LE(side.left("name"), 1h);
}

TEST_P(Store_Design4, CountsFromNothingAfterTheEnd) {
  side.run(one.count("name", 30ms));
  side.wait_until_gone("name");

  EXPECT_EQ(side.run(one.count("name", 1h)), 1);
}

TEST_P(Store_Design4, LosesNoCount) {
  std::vector<boost::asio::awaitable<std::int64_t>> counts;
  for (int times = 0; times < 50; ++times) {
    counts.push_back(one.count("name", 1h));
    counts.push_back(two.count("name", 1h));
  }
  const std::vector<std::int64_t> numbers = side.run_at_once(std::move(counts));

  const std::set<std::int64_t> different(numbers.begin(), numbers.end());
  EXPECT_THAT(different, SizeIs(100));
  EXPECT_EQ(*different.rbegin(), 100);
}

TEST_P(Store_Design4, RenewsWhatIsThere) {
  side.run(one.put({"name", "value", 1h}));

  EXPECT_TRUE(side.run(one.renew("name", 3h)));

  EXPECT_GT(side.left("name"), 2h);
  EXPECT_EQ(side.run(one.get("name")), "value");
}

TEST_P(Store_Design4, ShortensALifeByRenewing) {
  side.run(one.put({"name", "value", 1h}));

  EXPECT_TRUE(side.run(one.renew("name", 30ms)));
  side.wait_until_gone("name");

  EXPECT_FALSE(side.stands("name"));
}

TEST_P(Store_Design4, DoesNotMakeANameByRenewing) {
  EXPECT_FALSE(side.run(one.renew("name", 1h)));
  EXPECT_FALSE(side.stands("name"));
}

TEST_P(Store_Design4, FindsAbsentAndWritesNothingWithoutAValue) {
  EXPECT_EQ(side.run(one.find_or_add({{"a", "b"}, std::nullopt, 1h, 1})).how, How::absent);

  EXPECT_FALSE(side.stands("a"));
  EXPECT_FALSE(side.stands("b"));
}

TEST_P(Store_Design4, AddsUnderTheFirstName) {
  EXPECT_EQ(side.run(one.find_or_add({{"a", "b"}, "value", 1h, 1})).how, How::added);

  EXPECT_EQ(side.run(one.get("a")), "value");
  EXPECT_LE(side.left("a"), 1h);
  EXPECT_FALSE(side.stands("b"));
}

TEST_P(Store_Design4, FindsUnderALaterName) {
  side.run(one.put({"b", "old", 1h}));

  const Found found = side.run(one.find_or_add({{"a", "b"}, "new", 5h, 1}));

  EXPECT_EQ(found.how, How::present);
  EXPECT_EQ(found.index, 1u);
  EXPECT_EQ(found.value, "old");
  EXPECT_FALSE(side.stands("a"));
  EXPECT_LE(side.left("b"), 1h);
}

TEST_P(Store_Design4, PrefersTheEarlierName) {
  side.run(one.put({"a", "first", 1h}));
  side.run(one.put({"b", "second", 1h}));

  const Found found = side.run(one.find_or_add({{"a", "b"}, std::nullopt, 1h, 1}));

  EXPECT_EQ(found.index, 0u);
  EXPECT_EQ(found.value, "first");
}

TEST_P(Store_Design4, TakesSixteenNames) {
  std::vector<std::string> names;
  for (char letter = 'a'; letter < 'q'; ++letter) names.emplace_back(1, letter);
  side.run(one.put({"p", "last", 1h}));

  EXPECT_EQ(side.run(one.find_or_add({names, "value", 1h, 1})).index, 15u);
}

TEST_P(Store_Design4, LetsOneOfTwoMakeAPerson) {
  std::vector<boost::asio::awaitable<Found>> makers;
  makers.push_back(one.find_or_add({{"a", "b"}, "one", 1h, 1}));
  makers.push_back(two.find_or_add({{"a", "b"}, "two", 1h, 1}));
  const std::vector<Found> found = side.run_at_once(std::move(makers));

  const bool is_first = found[0].how == How::added;
  const Found& loser = found[is_first ? 1 : 0];
  EXPECT_EQ(found[is_first ? 0 : 1].how, How::added);
  EXPECT_EQ(loser.how, How::present);
  EXPECT_EQ(loser.value, is_first ? "one" : "two");
}

TEST_P(Store_Design4, TellsALowerSerialThatItIsStale) {
  side.run(one.put({"a", "value", 1h}));
  side.run(one.find_or_add({{"a"}, std::nullopt, 1h, 10}));

  EXPECT_EQ(side.run(two.find_or_add({{"a"}, std::nullopt, 1h, 9})).how, How::stale);
  EXPECT_EQ(side.run(two.find_or_add({{"new"}, "value", 1h, 9})).how, How::stale);

  EXPECT_FALSE(side.stands("new"));
  EXPECT_EQ(side.run(one.get("fence")), "10");
}

TEST_P(Store_Design4, TellsAClockThatIsFarOffThatItIsAstray) {
  const auto far = crypto::kClocksMayDiffer + 5s;  // the real store's clock goes on meanwhile

  EXPECT_EQ(side.run(one.find_or_add({{"a"}, "value", 1h, 7, side.now() + far})).how, How::astray);
  EXPECT_EQ(side.run(one.find_or_add({{"a"}, "value", 1h, 7, side.now() - far})).how, How::astray);

  EXPECT_TRUE(side.names().empty()) << "nothing is added, and the fence is not raised";
}

TEST_P(Store_Design4, AdmitsAClockThatIsALittleOff) {
  const auto near = crypto::kClocksMayDiffer - 5s;

  EXPECT_EQ(side.run(one.find_or_add({{"a"}, "value", 1h, 7, side.now() + near})).how, How::added);
  EXPECT_EQ(side.run(one.find_or_add({{"b"}, "value", 1h, 7, side.now() - near})).how, How::added);
}

TEST_P(Store_Design4, SaysThatThereIsNoReplicaToWaitFor) {
  std::vector<Operation> operations;
  operations.emplace_back(Put{"a", "value", 1h});

  const Lasting done = side.run(one.run_lasting(std::move(operations)));

  EXPECT_EQ(done.copied, Copied::no_replica);
  EXPECT_EQ(done.outcomes.size(), 1u);
  EXPECT_TRUE(side.stands("a"));
}

TEST_P(Store_Design4, AdmitsAnEqualSerial) {
  side.run(one.find_or_add({{"a"}, std::nullopt, 1h, 10}));

  EXPECT_EQ(side.run(two.find_or_add({{"a"}, "value", 1h, 10})).how, How::added);
  EXPECT_EQ(side.run(one.get("fence")), "10");
}

TEST_P(Store_Design4, RaisesTheFenceByAHigherSerial) {
  side.run(one.put({"a", "value", 1h}));
  side.run(one.find_or_add({{"a"}, std::nullopt, 1h, 9}));

  EXPECT_EQ(side.run(two.find_or_add({{"a"}, std::nullopt, 1h, 10})).how, How::present);

  EXPECT_EQ(side.run(one.get("fence")), "10");
}

FindOrAdd asked_with(std::uint64_t serial, std::vector<std::string> keys) {
  return {{"a"}, "value", 1h, serial, std::nullopt, std::move(keys)};
}

TEST_P(Store_Design4, TellsARingOfThisSerialWithAnotherKeyThatItIsForked) {
  side.run(one.find_or_add({{"b"}, std::nullopt, 1h, 6, std::nullopt, {"k6", "k1"}}));

  EXPECT_EQ(side.run(two.find_or_add(asked_with(6, {"other", "k1"}))).how, How::forked);

  EXPECT_FALSE(side.stands("a"));
  EXPECT_EQ(side.run(one.get("fence")), "6 k6");
}

TEST_P(Store_Design4, TellsALaterRingThatNeverHadTheKeyThatItIsForked) {
  side.run(one.find_or_add({{"b"}, std::nullopt, 1h, 6, std::nullopt, {"k6", "k1"}}));

  EXPECT_EQ(side.run(two.find_or_add(asked_with(7, {"k7", "k1", "k66"}))).how, How::forked);

  EXPECT_FALSE(side.stands("a"));
  EXPECT_EQ(side.run(one.get("fence")), "6 k6");
}

TEST_P(Store_Design4, TellsAnEarlierRingThatItIsStaleWhateverItHad) {
  side.run(one.find_or_add({{"b"}, std::nullopt, 1h, 6, std::nullopt, {"k6", "k1"}}));

  EXPECT_EQ(side.run(two.find_or_add(asked_with(5, {"k5", "k1"}))).how, How::stale);
}

TEST_P(Store_Design4, RaisesTheFenceForARingThatHadTheKey) {
  side.run(one.find_or_add({{"b"}, std::nullopt, 1h, 6, std::nullopt, {"k6", "k1"}}));

  EXPECT_EQ(side.run(two.find_or_add(asked_with(9, {"k9", "k1", "k6"}))).how, How::added);

  EXPECT_EQ(side.run(one.get("fence")), "9 k9");
}

TEST_P(Store_Design4, LetsTheFirstOfASerialNameItsKeyWhereTheFenceHoldsNone) {
  side.run(one.find_or_add({{"b"}, std::nullopt, 1h, 6}));

  EXPECT_EQ(side.run(two.find_or_add(asked_with(6, {"k6", "k1"}))).how, How::added);
  EXPECT_EQ(side.run(one.find_or_add(asked_with(6, {"other", "k1"}))).how, How::forked);

  EXPECT_EQ(side.run(one.get("fence")), "6 k6");
}

TEST_P(Store_Design4, ComparesSerialsBeyondTheExactNumbersOfLua) {
  side.run(one.find_or_add({{"a"}, std::nullopt, 1h, 9007199254740993u}));

  EXPECT_EQ(side.run(one.find_or_add({{"a"}, std::nullopt, 1h, 9007199254740992u})).how,
            How::stale);
  EXPECT_EQ(side.run(one.find_or_add({{"a"}, std::nullopt, 1h, 18446744073709551615u})).how,
            How::absent);
  EXPECT_EQ(side.run(one.get("fence")), "18446744073709551615");
}

TEST_P(Store_Design4, SetsNoFenceForSerialZero) {
  side.run(one.find_or_add({{"a"}, "value", 1h, 0}));

  EXPECT_FALSE(side.stands("fence"));
}

TEST_P(Store_Design4, ReplacesWhatItExpectsAndKeepsTheLife) {
  side.run(one.put({"name", "old", 1h}));

  EXPECT_TRUE(side.run(one.replace({"name", "old", "new", std::nullopt})));

  EXPECT_EQ(side.run(one.get("name")), "new");
  EXPECT_GT(side.left("name"), 59min);
  EXPECT_LE(side.left("name"), 1h);
}

TEST_P(Store_Design4, ReplacesWithANewLife) {
  side.run(one.put({"name", "old", 1h}));

  EXPECT_TRUE(side.run(one.replace({"name", "old", "new", 3h})));

  EXPECT_GT(side.left("name"), 2h);
}

TEST_P(Store_Design4, RemovesWhatItExpects) {
  side.run(one.put({"name", "old", 1h}));

  EXPECT_TRUE(side.run(one.replace({"name", "old", std::nullopt, std::nullopt})));

  EXPECT_FALSE(side.stands("name"));
}

TEST_P(Store_Design4, LeavesWhatItDoesNotExpect) {
  side.run(one.put({"name", "old", 1h}));

  EXPECT_FALSE(side.run(one.replace({"name", "other", "new", 3h})));
  EXPECT_FALSE(side.run(one.replace({"name", "other", std::nullopt, std::nullopt})));

  EXPECT_EQ(side.run(one.get("name")), "old");
  EXPECT_LE(side.left("name"), 1h);
}

TEST_P(Store_Design4, NeverWritesAMissingRecordBack) {
  EXPECT_FALSE(side.run(one.replace({"name", "old", "new", std::nullopt})));
  EXPECT_FALSE(side.run(one.replace({"name", "", "new", 1h})));

  EXPECT_FALSE(side.stands("name"));
}

TEST_P(Store_Design4, ReplacesByAnEmptyValue) {
  side.run(one.put({"name", "old", 1h}));

  EXPECT_TRUE(side.run(one.replace({"name", "old", "", std::nullopt})));

  EXPECT_EQ(side.run(one.get("name")), "");
}

TEST_P(Store_Design4, LetsOneOfTwoReplace) {
  side.run(one.put({"name", "old", 1h}));

  std::vector<boost::asio::awaitable<bool>> replacements;
  replacements.push_back(one.replace({"name", "old", "one", std::nullopt}));
  replacements.push_back(two.replace({"name", "old", "two", std::nullopt}));
  const std::vector<bool> replaced = side.run_at_once(std::move(replacements));

  EXPECT_NE(replaced[0], replaced[1]);
}

TEST_P(Store_Design4, RunsAListInOrder) {
  const std::vector<Outcome> outcomes =
      run_list({Put{"a", "1", 1h}, Get{"a"}, Add{"a", "2", 1h}, Take{"a"}, Get{"a"}, Count{"n", 1h},
                Count{"n", 1h}, Renew{"n", 2h}, FindOrAdd{{"f"}, "v", 1h, 1},
                Replace{"f", "v", "w", std::nullopt}, Get{"f"}});

  ASSERT_THAT(outcomes, SizeIs(11));
  EXPECT_TRUE(std::holds_alternative<Done>(outcomes[0]));
  EXPECT_EQ(std::get<Value>(outcomes[1]), "1");
  EXPECT_FALSE(std::get<bool>(outcomes[2]));
  EXPECT_EQ(std::get<Value>(outcomes[3]), "1");
  EXPECT_EQ(std::get<Value>(outcomes[4]), std::nullopt);
  EXPECT_EQ(std::get<std::int64_t>(outcomes[5]), 1);
  EXPECT_EQ(std::get<std::int64_t>(outcomes[6]), 2);
  EXPECT_TRUE(std::get<bool>(outcomes[7]));
  EXPECT_EQ(std::get<Found>(outcomes[8]).how, How::added);
  EXPECT_TRUE(std::get<bool>(outcomes[9]));
  EXPECT_EQ(std::get<Value>(outcomes[10]), "w");
}

TEST_P(Store_Design4, AnswersNothingToAnEmptyList) { EXPECT_THAT(run_list({}), SizeIs(0)); }

TEST_P(Store_Design4, RefusesAWriteWithoutALife) {
  EXPECT_THROW(side.run(one.put({"name", "value", 0ms})), std::invalid_argument);
  EXPECT_THROW(side.run(one.add({"name", "value", -1ms})), std::invalid_argument);
  EXPECT_THROW(side.run(one.count("name", 0ms)), std::invalid_argument);
  EXPECT_THROW(side.run(one.renew("name", 0ms)), std::invalid_argument);
  EXPECT_THROW(side.run(one.replace({"name", "a", "b", 0ms})), std::invalid_argument);
  EXPECT_THROW(side.run(one.find_or_add({{"name"}, "value", 0ms, 1})), std::invalid_argument);
}

TEST_P(Store_Design4, RefusesNoNamesAndTooManyNames) {
  const std::vector<std::string> seventeen(17, "name");

  EXPECT_THROW(side.run(one.find_or_add({{}, "value", 1h, 1})), std::invalid_argument);
  EXPECT_THROW(side.run(one.find_or_add({seventeen, "value", 1h, 1})), std::invalid_argument);
}

TEST_P(Store_Design4, DoesNothingOfAListThatHoldsAFault) {
  EXPECT_THROW(run_list({Put{"a", "1", 1h}, Put{"b", "2", 0ms}}), std::invalid_argument);

  EXPECT_FALSE(side.stands("a"));
}

}  // namespace
}  // namespace sluis::tests
