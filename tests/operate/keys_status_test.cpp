#include "operate/keys_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "operate/keys_plan.h"
#include "tests/operate/key_folder.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class KeysStatus_Design3 : public tests::KeyFolder {
 protected:
  void SetUp() override { have_ring(); }

  int status(std::optional<NodesSeen> nodes = {}, Format format = Format::text) {
    return keys_status(asked(format), {.rotate_every = std::chrono::days(80),
                                       .retention = {.identifier = std::chrono::days(90),
                                                     .access_log = std::chrono::days(90)},
                                       .nodes = std::move(nodes)});
  }
  void rotate_seal() {
    keys_rotate(asked(), {.purpose = "seal",
                          .at = {},
                          .retention = {.identifier = std::chrono::days(90),
                                        .access_log = std::chrono::days(90)}});
    out_.str("");
  }
  NodesSeen node(std::uint64_t serial) {
    return {.nodes = {{.id = "k7",
                       .host = "west",
                       .version = "1",
                       .ring = serial,
                       .clock_ahead = 12ms,
                       .seen = clock_.now() - 3s}},
            .why_unknown = {}};
  }
};

TEST_F(KeysStatus_Design3, SaysWhatIsUsedAndWhatIsDue) {
  const int exit_code = status();

  EXPECT_EQ(exit_code, 0) << error_.str();
  EXPECT_THAT(out_.str(), HasSubstr("is used since 2026-01-01 00:00 UTC"));
  EXPECT_THAT(out_.str(), HasSubstr("its successor is due by 2026-03-22 00:00 UTC"));
}

TEST_F(KeysStatus_Design3, SaysWhatTakesOver) {
  rotate_seal();

  EXPECT_EQ(status(), 0);

  EXPECT_THAT(out_.str(), HasSubstr("takes over at 2026-01-01 01:00 UTC"));
}

TEST_F(KeysStatus_Design3, WarnsOfAKeyThatNobodyReplaced) {
  clock_.advance(std::chrono::days(81));

  EXPECT_EQ(status(), 1);

  EXPECT_THAT(out_.str(), HasSubstr("is too old: does `sluis keys tick` run?"));
}

TEST_F(KeysStatus_Design3, WarnsOfANodeThatLacksTheNextKey) {
  rotate_seal();

  EXPECT_EQ(status(node(1)), 1);

  EXPECT_THAT(out_.str(), HasSubstr("node west (k7) has ring 1 and lacks seal-2-"));
}

TEST_F(KeysStatus_Design3, HasNothingToSayOfANodeThatHasIt) {
  rotate_seal();

  EXPECT_EQ(status(node(2)), 0);

  EXPECT_THAT(out_.str(), HasSubstr("node west (k7): ring 2, clock +12 ms, seen 3 s ago"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("!")));
}

TEST_F(KeysStatus_Design3, WarnsOfANodeThatUsesOtherKeysWithARingOfThisSerial) {
  clock_.advance(1h);
  auto seen = node(1);
  seen.nodes.front().primaries = primaries_of(ring(), clock_.now());
  seen.nodes.front().primaries["pseudonym"] = "pseudonym-1-other";

  EXPECT_EQ(status(std::move(seen)), 1);

  EXPECT_THAT(out_.str(),
              HasSubstr("! node west (k7) uses pseudonym-1-other for pseudonym, and this ring says "
                        "pseudonym-1-"));
}

TEST_F(KeysStatus_Design3, ReadsTheKeysOfANodeByItsOwnClock) {
  rotate_seal();
  const auto before = primaries_of(ring(), clock_.now());
  clock_.advance(1h + 1s);  // the node, 3 s ago, was not there yet
  auto seen = node(2);
  seen.nodes.front().primaries = before;

  EXPECT_EQ(status(std::move(seen)), 0) << out_.str();
}

TEST_F(KeysStatus_Design3, WarnsOfAKeyThatWouldGoTooSoon) {
  keys_rotate(asked(), {.purpose = "pseudonym",
                        .at = {},
                        .retention = {.identifier = std::chrono::days(30),
                                      .access_log = std::chrono::days(90)}});
  out_.str("");

  EXPECT_EQ(status(), 1);

  EXPECT_THAT(out_.str(), HasSubstr(" would go at 2026-02-01 01:00 UTC, before what is made with "
                                    "it: `sluis keys tick` keeps it until 2026-04-02 01:00 UTC"));
}

TEST_F(KeysStatus_Design3, WarnsOfANodeThatIsNotReady) {
  auto seen = node(1);
  seen.nodes.front().not_ready = "its clock is wrong";

  EXPECT_EQ(status(std::move(seen)), 1);

  EXPECT_THAT(out_.str(), HasSubstr("! node west (k7) is not ready: its clock is wrong"));
}

TEST_F(KeysStatus_Design3, SaysWhyTheNodesAreNotKnown) {
  EXPECT_EQ(status(NodesSeen{.nodes = {}, .why_unknown = "the store does not answer"}), 1);

  EXPECT_THAT(out_.str(), HasSubstr("! the nodes: the store does not answer"));
}

TEST_F(KeysStatus_Design3, SpeaksJson) {
  rotate_seal();

  status(node(1), Format::json);

  const auto said = boost::json::parse(out_.str()).as_object();
  EXPECT_EQ(said.at("serial"), 2);
  EXPECT_EQ(said.at("purposes").as_array().size(), std::size(crypto::kPurposes));
  EXPECT_EQ(said.at("nodes").at(0).at("host"), "west");
  EXPECT_EQ(said.at("warnings").as_array().size(), 2u);
}

class KeysPublic_Design10 : public tests::KeyFolder {
 protected:
  void SetUp() override { have_ring(); }

  int show(const std::string& purpose, Format format = Format::text) {
    return keys_show_public(asked(format), purpose, [](const crypto::Keyring&, crypto::Purpose) {
      return std::vector<std::string>{"a certificate\n"};
    });
  }
};

TEST_F(KeysPublic_Design10, IsAJwkSetOfOneKind) {
  EXPECT_EQ(show("oidc-sign-es256"), 0);

  const auto set = boost::json::parse(out_.str()).at("keys").as_array();
  ASSERT_EQ(set.size(), 1u);
  EXPECT_EQ(set[0].at("alg"), "ES256");
  EXPECT_FALSE(set[0].as_object().contains("d"));
}

TEST_F(KeysPublic_Design10, IsEverythingThatOthersMayHave) {
  EXPECT_EQ(show("", Format::json), 0);

  const auto keys = boost::json::parse(out_.str()).at("keys").as_array();
  EXPECT_EQ(keys.size(), 6u);
  EXPECT_THAT(out_.str(), HasSubstr("a certificate"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("\"d\":")));
}

TEST_F(KeysPublic_Design10, IsNothingOfASecret) {
  for (const char* const purpose : {"pseudonym", "seal", "log", "another"}) {
    EXPECT_EQ(show(purpose), 1);
  }
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(error_.str(), HasSubstr("nothing of that is public"));
}

}  // namespace
}  // namespace sluis::operate
