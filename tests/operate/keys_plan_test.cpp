#include "operate/keys_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <sstream>
#include <thread>

#include "crypto/rotation.h"
#include "tests/operate/key_folder.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using crypto::Purpose;
using testing::HasSubstr;
using testing::Not;
using tests::content_of;

constexpr crypto::Retention kRetention{.identifier = std::chrono::days(90),
                                       .access_log = std::chrono::days(90)};
constexpr std::chrono::seconds kEvery = std::chrono::days(80);

class KeysPlan : public tests::KeyFolder {
 protected:
  void SetUp() override { have_ring(); }

  int rotate(const std::string& purpose, const std::string& at = "", Format format = Format::text) {
    return keys_rotate(asked(format), {.purpose = purpose, .at = at, .retention = kRetention});
  }
  int replace(const std::string& purpose, const std::string& word, Persons persons = Persons::stay,
              Format format = Format::text) {
    return keys_rotate_at_once(asked(format),
                               {.purpose = purpose, .at = {}, .retention = kRetention}, persons,
                               {.given = word, .typed = typed_});
  }
  int destroy(const std::string& id, const std::string& word = "") {
    return keys_destroy(asked(), id, {.given = word, .typed = typed_});
  }
  int tick(Format format = Format::text) { return keys_tick(asked(format), kEvery, kRetention); }

  std::string primary(Purpose purpose) { return ring().primary(purpose, clock_.now()).id; }
  std::string pending(Purpose purpose) {
    const auto opened = ring();
    const auto* key = crypto::pending_key(opened, purpose, clock_.now());
    return key ? key->id : std::string();
  }
  bool has_material(const std::filesystem::path& file, const std::string& id) {
    for (const auto& key : open(file).keys()) {
      if (key.id == id) return key.has_material();
    }
    return false;
  }

  std::istringstream typed_;
};

using KeysRotate_Design3 = KeysPlan;
using KeysEmergency_Design3 = KeysPlan;
using KeysDestroy_Design3 = KeysPlan;
using KeysTick_Design3 = KeysPlan;
using KeysPassphrase_Design3 = KeysPlan;

TEST_F(KeysRotate_Design3, PlansBothLivesAndSaysWhen) {
  const std::string old = primary(Purpose::pseudonym);

  const int exit_code = rotate("pseudonym");

  EXPECT_EQ(exit_code, 0) << error_.str();
  EXPECT_THAT(out_.str(), HasSubstr(pending(Purpose::pseudonym) + " takes over from " + old));
  EXPECT_THAT(out_.str(), HasSubstr("2026-01-01 01:00 UTC"));
  EXPECT_THAT(out_.str(), HasSubstr("2026-04-02 01:00 UTC"));
  EXPECT_EQ(primary(Purpose::pseudonym), old);
  clock_.advance(1h);
  EXPECT_NE(primary(Purpose::pseudonym), old);
}

TEST_F(KeysRotate_Design3, LeavesThePreviousBesideIt) {
  const std::string before = content_of(files_.ring);

  rotate("seal");

  EXPECT_EQ(content_of(previous()), before);
  EXPECT_EQ(ring().serial(), 2u);
}

TEST_F(KeysRotate_Design3, TakesATime) {
  const int exit_code = rotate("oidc-sign-es256", "2026-01-05T12:30Z");

  EXPECT_EQ(exit_code, 0) << error_.str();
  EXPECT_THAT(out_.str(), HasSubstr("2026-01-05 12:30 UTC"));
}

TEST_F(KeysRotate_Design3, WritesALineOfTheAuditLog) {
  rotate("seal");

  ASSERT_EQ(audited_.size(), 1u);
  EXPECT_EQ(audited_[0].action, "keys.rotate");
  EXPECT_EQ(audited_[0].object, pending(Purpose::seal));
}

TEST_F(KeysRotate_Design3, SpeaksJson) {
  rotate("seal", "", Format::json);

  const auto said = boost::json::parse(out_.str()).as_object();
  EXPECT_EQ(said.at("made").as_string(), pending(Purpose::seal));
  EXPECT_EQ(said.at("active_at"), "2026-01-01T01:00:00.000Z");
  EXPECT_EQ(said.at("retired").as_array().size(), 1u);
}

TEST_F(KeysRotate_Design3, RefusesASecondPlan) {
  rotate("seal");
  const std::string before = content_of(files_.ring);

  const int exit_code = rotate("seal");

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(error_.str(), HasSubstr("seal has a successor already: " + pending(Purpose::seal)));
  EXPECT_EQ(content_of(files_.ring), before);
}

struct BadTime {
  const char* at;
  const char* reason;
};
class KeysRotateRefuses_Design3 : public KeysPlan, public testing::WithParamInterface<BadTime> {};
TEST_P(KeysRotateRefuses_Design3, Time) {
  const std::string before = content_of(files_.ring);

  EXPECT_EQ(rotate("oidc-sign-es256", GetParam().at), 1);

  EXPECT_THAT(error_.str(), HasSubstr(GetParam().reason));
  EXPECT_EQ(content_of(files_.ring), before);
  ASSERT_EQ(audited_.size(), 1u);
  EXPECT_EQ(audited_[0].action, "keys.rotate");
  EXPECT_EQ(audited_[0].object, "oidc-sign-es256");
  EXPECT_EQ(audited_[0].result, AuditEntry::Result::refused);
}
INSTANTIATE_TEST_SUITE_P(KeysRotate, KeysRotateRefuses_Design3,
                         testing::Values(BadTime{"2026-01-02T00:59Z",
                                                 "Not before 2026-01-02 01:00 UTC"},
                                         BadTime{"2025-01-02T00:00Z", "too early"},
                                         BadTime{"2027-06-01T00:00Z", "more than 400 days ahead"},
                                         BadTime{"2026-01-02T12:00", "--at must be like"},
                                         BadTime{"2026-01-02", "--at must be like"},
                                         BadTime{"2026-13-02T12:00Z", "--at must be like"},
                                         BadTime{"tomorrow", "--at must be like"}));

TEST_F(KeysRotate_Design3, RefusesAPurposeThatDoesNotExist) {
  EXPECT_EQ(rotate("passwords"), 1);

  EXPECT_THAT(error_.str(), HasSubstr("there is no such purpose; there are pseudonym, "));
}

TEST_F(KeysRotate_Design3, RefusesWhileAnotherCommandHoldsTheRing) {
  const crypto::KeyringLock other(files_.ring);

  EXPECT_EQ(rotate("seal"), 1);

  EXPECT_THAT(error_.str(), HasSubstr("another command is changing the key ring"));
}

// Whichever is first, the other is refused; never do both write.
TEST_F(KeysRotate_Design3, TwoAtOnceMakeOnePlan) {
  std::array<int, 2> exit_codes{};
  std::array<std::ostringstream, 2> says;
  std::vector<std::thread> commands;
  for (std::size_t at = 0; at < 2; ++at) {
    commands.emplace_back([&, at] {
      tests::FixedRandom random(at == 0 ? "one" : "another");
      const KeysAsked asked{.files = files_,
                            .clock = clock_,
                            .random = random,
                            .audit = {},
                            .format = Format::text,
                            .console = {says[at], says[at]}};
      exit_codes[at] = keys_rotate(asked, {.purpose = "seal", .at = {}, .retention = kRetention});
    });
  }
  for (auto& command : commands) command.join();

  EXPECT_EQ(exit_codes[0] + exit_codes[1], 1) << says[0].str() << says[1].str();
  EXPECT_EQ(ring().serial(), 2u);
}

TEST_F(KeysEmergency_Design3, SaysWhatBreaksAndWaitsForTheWord) {
  const std::string before = content_of(files_.ring);
  typed_.str("yes\n");

  const int exit_code = replace("seal", "");

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(out_.str(), HasSubstr("has to begin again"));
  EXPECT_THAT(out_.str(), HasSubstr("Type logins-begin-again"));
  EXPECT_THAT(error_.str(), HasSubstr("not confirmed, and nothing was changed"));
  EXPECT_EQ(content_of(files_.ring), before);
}

TEST_F(KeysEmergency_Design3, TakesTheWordThatIsTyped) {
  typed_.str("logins-begin-again\n");

  EXPECT_EQ(replace("seal", ""), 0) << error_.str();
}

struct Emergency {
  const char* purpose;
  const char* word;
  Persons persons = Persons::stay;
  bool keeps_old = false;
};
class KeysEmergencyPurposes_Design3 : public KeysPlan,
                                      public testing::WithParamInterface<Emergency> {};
TEST_P(KeysEmergencyPurposes_Design3, IsInUseAtOnceAndTheOldOneIsGone) {
  const auto& wanted = GetParam();
  const auto purpose = *crypto::purpose_named(wanted.purpose);
  const std::string old = primary(purpose);

  const int exit_code = replace(wanted.purpose, wanted.word, wanted.persons);

  EXPECT_EQ(exit_code, 0) << error_.str();
  EXPECT_NE(primary(purpose), old);
  EXPECT_EQ(has_material(files_.ring, old), wanted.keeps_old);
  EXPECT_EQ(has_material(previous(), old), wanted.keeps_old);
  EXPECT_EQ(audited_.at(0).action, wanted.keeps_old ? "keys.rotate_at_once" : "keys.replace");
}
INSTANTIATE_TEST_SUITE_P(
    KeysEmergency, KeysEmergencyPurposes_Design3,
    testing::Values(Emergency{"pseudonym", "nodes-wait", Persons::stay, true},
                    Emergency{"pseudonym", "people-become-new", Persons::forgotten},
                    Emergency{"oidc-sign-es256", "tokens-break"},
                    Emergency{"saml-sign", "saml-logins-break"},
                    Emergency{"saml-encrypt", "saml-logins-break"},
                    Emergency{"jitsi-sign", "meetings-break"},
                    Emergency{"seal", "logins-begin-again"}, Emergency{"log", "log-names-change"}));

TEST_F(KeysEmergency_Design3, OfPseudonymsStillFindsPeople) {
  replace("pseudonym", "nodes-wait");

  EXPECT_EQ(ring().usable(Purpose::pseudonym, clock_.now()).size(), 2u);
  clock_.advance(std::chrono::days(91));
  EXPECT_EQ(ring().usable(Purpose::pseudonym, clock_.now()).size(), 1u);
}

TEST_F(KeysEmergency_Design3, TakesNoWordOfAnotherPurpose) {
  EXPECT_EQ(replace("pseudonym", "nodes-wait", Persons::forgotten), 1);
}

TEST_F(KeysEmergency_Design3, MakesNobodyNewByAnotherPurpose) {
  EXPECT_EQ(replace("seal", "logins-begin-again", Persons::forgotten), 1);

  EXPECT_THAT(error_.str(), HasSubstr("--new-identities is for pseudonym"));
}

TEST_F(KeysEmergency_Design3, InJsonAsksNobody) {
  typed_.str("logins-begin-again\n");

  EXPECT_EQ(replace("seal", "", Persons::stay, Format::json), 1);

  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(error_.str(), HasSubstr("(--confirm)"));
}

TEST_F(KeysDestroy_Design3, ADueKeyAtOnceAndInBothFiles) {
  const std::string old = primary(Purpose::seal);
  rotate("seal");
  rotate("log");  // so that `.bak` has it too
  clock_.advance(1h + 25h);

  const int exit_code = destroy(old);

  EXPECT_EQ(exit_code, 0) << error_.str();
  EXPECT_FALSE(has_material(files_.ring, old));
  EXPECT_FALSE(has_material(previous(), old));
  EXPECT_EQ(audited_.back().action, "keys.destroy");
}

TEST_F(KeysDestroy_Design3, AKeyThatIsNotDueOnlyWithTheWord) {
  const std::string old = primary(Purpose::pseudonym);
  rotate("pseudonym");
  clock_.advance(2h);

  EXPECT_EQ(destroy(old), 1);
  EXPECT_TRUE(has_material(files_.ring, old));
  EXPECT_THAT(out_.str(), HasSubstr("Everybody who is found by this key alone is a new person"));
  EXPECT_THAT(out_.str(), HasSubstr("Rooms that are found by this key alone are lost"));
  EXPECT_EQ(destroy(old, "people-become-new"), 0) << error_.str();
  EXPECT_FALSE(has_material(files_.ring, old));
}

TEST_F(KeysDestroy_Design3, APlanIsUndone) {
  const std::string old = primary(Purpose::seal);
  rotate("seal");

  EXPECT_EQ(destroy(pending(Purpose::seal), "plan-is-undone"), 0) << error_.str();

  clock_.advance(std::chrono::days(10));
  EXPECT_EQ(primary(Purpose::seal), old);
}

TEST_F(KeysDestroy_Design3, NoSuccessorThatNodesMayUseAlready) {
  rotate("seal");
  clock_.advance(1h - crypto::kNodesMayDiffer);

  EXPECT_EQ(destroy(pending(Purpose::seal), "plan-is-undone"), 1);

  EXPECT_THAT(error_.str(), HasSubstr("that key is used from 2026-01-01 01:00 UTC, and a node"));
  EXPECT_NE(pending(Purpose::seal), "");
}

TEST_F(KeysDestroy_Design3, NeverTheKeyInUse) {
  EXPECT_EQ(destroy(primary(Purpose::seal), "logins-begin-again"), 1);

  EXPECT_THAT(error_.str(), HasSubstr("`sluis keys rotate --emergency seal`"));
}

TEST_F(KeysDestroy_Design3, NoKeyThatIsNotThere) {
  EXPECT_EQ(destroy("another"), 1);

  EXPECT_THAT(error_.str(), HasSubstr("there is no key of that id"));
}

TEST_F(KeysDestroy_Design3, NoKeyTwice) {
  const std::string old = primary(Purpose::log);
  replace("log", "log-names-change");

  EXPECT_EQ(destroy(old), 1);

  EXPECT_THAT(error_.str(), HasSubstr("destroyed already"));
}

// SAML's metadata hold for thirty days: its keys are planned that much earlier.
TEST_F(KeysTick_Design3, PlansASuccessorInTimeAndOnce) {
  clock_.advance(std::chrono::days(49));
  tick();
  EXPECT_EQ(pending(Purpose::pseudonym), "");
  EXPECT_NE(pending(Purpose::saml_sign), "");
  const auto serial = ring().serial();

  out_.str("");
  const int exit_code = tick();

  EXPECT_EQ(exit_code, 0) << error_.str();
  EXPECT_EQ(out_.str(), "Nothing is due.\n");
  EXPECT_EQ(ring().serial(), serial);
}

TEST_F(KeysTick_Design3, HasEachKeyInUseForItsTime) {
  const std::string old = primary(Purpose::pseudonym);

  const auto start = clock_.now();
  for (const int day : {0, 50, 77, 78, 79}) {
    clock_.set(start + std::chrono::days(day));
    tick();
  }
  clock_.set(start + std::chrono::days(80) - 1s);
  EXPECT_EQ(primary(Purpose::pseudonym), old);
  clock_.advance(1s);

  EXPECT_NE(primary(Purpose::pseudonym), old);
  EXPECT_THAT(error_.str(), "");
}

TEST_F(KeysTick_Design3, DestroysWhatHasHadItsTime) {
  const std::string old = primary(Purpose::seal);
  rotate("seal");
  clock_.advance(std::chrono::days(2));

  tick();

  EXPECT_FALSE(has_material(files_.ring, old));
  EXPECT_FALSE(has_material(previous(), old));
  EXPECT_THAT(out_.str(), HasSubstr(old + " is destroyed: its time had come."));
  EXPECT_EQ(audited_.back().object, old);
}

TEST_F(KeysTick_Design3, DoesTheRestWhereOnePurposeHasTooManyKeys) {
  const crypto::RotationPlan plan{
      .purpose = Purpose::seal,
      .now = clock_.now(),
      .active_at = {},
      .terms = {.published_ahead = 1h, .kept_after = std::chrono::days(200)}};
  auto full = ring();
  while (full.usable(Purpose::seal, clock_.now()).size() < crypto::kLimitUsableKeys) {
    full = std::move(crypto::rotate_at_once(full, plan, crypto::OldKeys::kept, random_)->ring);
  }
  crypto::save_keyring(files_.ring, full, crypto::load_passphrase(files_.passphrase), random_);
  clock_.advance(std::chrono::days(79));

  const int exit_code = tick();

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(error_.str(), HasSubstr("not done: seal has 16 keys that are still looked back to"));
  EXPECT_EQ(pending(Purpose::seal), "");
  EXPECT_NE(pending(Purpose::pseudonym), "");
  EXPECT_NE(pending(Purpose::jitsi_sign), "");
  EXPECT_EQ(audited_.back().result, AuditEntry::Result::refused);
}

TEST_F(KeysTick_Design3, KeepsAKeyAsLongAsARaisedRetentionAsks) {
  const std::string old = primary(Purpose::pseudonym);
  keys_rotate(asked(), {.purpose = "pseudonym",
                        .at = {},
                        .retention = {.identifier = std::chrono::days(30),
                                      .access_log = std::chrono::days(90)}});
  clock_.advance(std::chrono::days(1));

  EXPECT_EQ(tick(), 0) << error_.str();

  EXPECT_THAT(out_.str(), HasSubstr(old + " is kept longer, until 2026-04-02 01:00 UTC"));
  EXPECT_EQ(audited_.back().action, "keys.keep");
  clock_.advance(std::chrono::days(89));
  EXPECT_EQ(ring().usable(Purpose::pseudonym, clock_.now()).size(), 2u);
  clock_.advance(std::chrono::days(2));
  EXPECT_EQ(ring().usable(Purpose::pseudonym, clock_.now()).size(), 1u);
}

TEST_F(KeysTick_Design3, SpeaksJson) {
  clock_.advance(std::chrono::days(79));

  tick(Format::json);

  const auto said = boost::json::parse(out_.str()).as_object();
  EXPECT_EQ(said.at("planned").as_array().size(), std::size(crypto::kPurposes));
  EXPECT_TRUE(said.at("destroyed").as_array().empty());
  EXPECT_TRUE(said.at("kept_longer").as_array().empty());
  EXPECT_TRUE(said.at("not_done").as_array().empty());
}

TEST_F(KeysPassphrase_Design3, OpensEverythingAndTheOldOneNothing) {
  rotate("seal");

  const int exit_code = keys_passphrase(asked(), folder_ / "next");

  EXPECT_EQ(exit_code, 0) << error_.str();
  EXPECT_EQ(tests::mode_of(folder_ / "next"), 0600u);
  const auto next = crypto::load_passphrase(folder_ / "next");
  EXPECT_EQ(crypto::load_keyring(files_.ring, next).serial(), 3u);
  EXPECT_EQ(crypto::load_keyring(previous(), next).serial(), 2u);
  EXPECT_THROW(ring(), crypto::KeyringFileError);
  EXPECT_THROW(open(previous()), crypto::KeyringFileError);
  EXPECT_THAT(out_.str(), Not(HasSubstr(std::string(next.expose()))));
  EXPECT_EQ(audited_.back().action, "keys.passphrase");
}

TEST_F(KeysPassphrase_Design3, OverwritesNothing) {
  tests::write_file(folder_ / "next", "something");

  EXPECT_EQ(keys_passphrase(asked(), folder_ / "next"), 1);

  EXPECT_EQ(content_of(folder_ / "next"), "something");
  EXPECT_NO_THROW(ring());
}

}  // namespace
}  // namespace sluis::operate
