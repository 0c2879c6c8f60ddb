#include "downstream/saml_examination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/downstream/saml_world.h"

namespace sluis::downstream {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::vector<std::string> lines_of(const SamlClient& client) {
  std::vector<std::string> lines;
  for (const auto& one : examine_saml_client(client, tests::FakeClock().now())) {
    lines.push_back(std::string(name_of(one.level)) + " " + one.text);
  }
  return lines;
}

TEST(SamlExamination_Design9, SaysWhereAnswersGo) {
  const auto lines = lines_of(tests::wiki_client());

  EXPECT_THAT(lines, Contains("good answers may go to 'https://wiki.example/acs', and do if they "
                              "name none"));
  EXPECT_THAT(lines, Contains("good answers may go to 'https://wiki.example/acs/2'"));
  EXPECT_THAT(lines, Contains(HasSubstr("good answers to their logout go to")));
  EXPECT_THAT(lines, Contains(HasSubstr("note they do not promise to sign")));
  EXPECT_THAT(lines, Contains(HasSubstr("note they publish no encryption key")));
}

TEST(SamlExamination_Sam05, SeesMetadataThatEnd) {
  auto client = tests::wiki_client();
  const auto now = tests::FakeClock().now();

  client.metadata.entity.valid_until = now + std::chrono::days(90);
  EXPECT_THAT(lines_of(client), Contains("good their metadata hold for 90 days"));
  client.metadata.entity.valid_until = now + std::chrono::days(3);
  EXPECT_THAT(lines_of(client), Contains("bad their metadata end in 3 days"));
  client.metadata.entity.valid_until = now;
  EXPECT_THAT(lines_of(client), Contains(HasSubstr("bad their metadata have ended")));
}

TEST(SamlExamination_Design9, SeesAServiceThatCannotProveItself) {
  auto client = tests::wiki_client();
  client.metadata.entity.signing_keys.clear();
  client.metadata.entity.logout.clear();

  const auto lines = lines_of(client);

  EXPECT_THAT(lines, Contains(HasSubstr("note they have no signing key")));
  EXPECT_THAT(lines, Contains(HasSubstr("note they have no SingleLogoutService")));
}

}  // namespace
}  // namespace sluis::downstream
