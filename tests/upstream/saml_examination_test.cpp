#include "upstream/saml_examination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/upstream/findings.h"
#include "tests/upstream/saml_door.h"

namespace sluis::tests {

namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

Findings examined(SamlDoor& door) { return run(door.connector.examine()); }

TEST(SamlExamination_Doctor, FindsNothingBadInGoodMetadata) {
  SamlDoor door;

  const auto found = examined(door);

  EXPECT_THAT(as_text(found), Not(HasSubstr("bad ")));
}

TEST(SamlExamination_Doctor, SaysWhatTheProviderMustKnow) {
  SamlDoor door;

  const auto text = as_text(examined(door));

  EXPECT_THAT(text, HasSubstr("https://login.example/saml/sp/duo/metadata"));
  EXPECT_THAT(text, HasSubstr("https://login.example/saml/acs/duo"));
  EXPECT_THAT(text, HasSubstr(std::string(kMailAttribute)));
}

TEST(SamlExamination_Doctor, SeesAFileThatEndsSoon) {
  SamlDoor door;
  door.clock.advance(77 * 24h);

  EXPECT_THAT(as_text(examined(door)), HasSubstr("bad ours: their metadata hold for 13 more days"));
}

TEST(SamlExamination_Doctor, SeesAFileThatHasEnded) {
  SamlDoor door;
  door.clock.advance(90 * 24h);

  EXPECT_THAT(as_text(examined(door)), HasSubstr("bad ours: their metadata have ended"));
}

TEST(SamlExamination_Doctor, FetchesWhatIsFetched) {
  SamlDoor door(fetched_settings());

  const auto found = examined(door);

  EXPECT_THAT(as_text(found), Not(HasSubstr("bad ")));
  EXPECT_EQ(door.provider.asked, 1U);
}

TEST(SamlExamination_Doctor, SaysWhenNobodyAnswers) {
  SamlDoor door(fetched_settings());
  door.provider.is_silent = true;

  EXPECT_THAT(as_text(examined(door)), HasSubstr("bad network"));
}

TEST(SamlExamination_Doctor, SaysWhenTheAnswerIsNotOk) {
  SamlDoor door(fetched_settings());
  door.provider.metadata.status = 302;

  EXPECT_THAT(as_text(examined(door)), HasSubstr("answers HTTP 302, and redirects"));
}

TEST(SamlExamination_Doctor, SaysWhoseMetadataTheyShouldBe) {
  SamlDoor door(fetched_settings());
  door.provider.metadata.body =
      metadata_of({&provider_key()}, door.clock.now() + 24h, "https://evil.example");

  EXPECT_THAT(as_text(examined(door)),
              HasSubstr("bad theirs: these are not the metadata of 'https://idp.example/saml'"));
}

TEST(SamlExamination_Doctor, SaysWhenThePinnedKeyDidNotSign) {
  auto settings = fetched_settings();
  settings.metadata.signers = {elliptic_key().public_key()};
  SamlDoor door(std::move(settings));

  EXPECT_THAT(as_text(examined(door)), HasSubstr("bad theirs: their metadata are not signed"));
}

TEST(SamlExamination_Doctor, SaysThatWhatIsNotPinnedIsTrustedForItsHost) {
  SamlDoor door(fetched_settings());

  EXPECT_THAT(as_text(examined(door)), HasSubstr("note ours: their metadata are trusted for"));
}

}  // namespace

}  // namespace sluis::tests
