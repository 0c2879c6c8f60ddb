#include "upstream/saml_farewell.h"

#include <gtest/gtest.h>

#include "saml/names.h"

namespace sluis::upstream {
namespace {

saml::NameId persistent(std::string value) {
  return {.value = std::move(value),
          .format = std::string(saml::name_id_format::kPersistent),
          .name_qualifier = "https://idp.example/saml",
          .sp_name_qualifier = "https://login.example/saml/sp/duo/metadata"};
}

std::optional<SamlFarewell> farewell(std::optional<saml::NameId> name_id,
                                     std::optional<std::string> index = "session-7") {
  const saml::Assertion assertion{.id = "_a",
                                  .issue_instant = {},
                                  .issuer = "https://idp.example/saml",
                                  .name_id = std::move(name_id)};
  const saml::AuthnStatement login{.authn_instant = {}, .session_index = std::move(index)};
  return SamlFarewell::of(assertion, login, "https://idp.example/saml");
}

saml::LogoutRequest request(saml::NameId name_id, std::vector<std::string> indexes = {}) {
  return {.id = "_l",
          .issue_instant = {},
          .issuer = "https://idp.example/saml",
          .name_id = std::move(name_id),
          .session_indexes = std::move(indexes)};
}

TEST(SamlFarewell_Design3, ComesBackAsItWas) {
  const auto kept = farewell(persistent("k7x")).value();

  const auto back = SamlFarewell::parse(kept.serialise()).value();

  EXPECT_EQ(back.provider, kept.provider);
  EXPECT_EQ(back.name_id.value, "k7x");
  EXPECT_EQ(back.name_id.format, kept.name_id.format);
  EXPECT_EQ(back.name_id.name_qualifier, kept.name_id.name_qualifier);
  EXPECT_EQ(back.name_id.sp_name_qualifier, kept.name_id.sp_name_qualifier);
  EXPECT_EQ(back.session_index, "session-7");
}

TEST(SamlFarewell_Design3, KeepsWhatIsNotThereAsNotThere) {
  auto name_id = persistent("k7x");
  name_id.name_qualifier.reset();
  const auto kept = farewell(name_id, std::nullopt).value();

  const auto back = SamlFarewell::parse(kept.serialise()).value();

  EXPECT_EQ(back.name_id.name_qualifier, std::nullopt);
  EXPECT_TRUE(back.session_index.empty());
}

TEST(SamlFarewell_Design3, IsNotReadFromAnythingElse) {
  for (const std::string& octets :
       {std::string(), std::string("x"), farewell(persistent("k7x"))->serialise() + "x"}) {
    EXPECT_FALSE(SamlFarewell::parse(octets)) << octets;
  }
}

TEST(SamlFarewell_Promise2, IsNotThereForANameThatCouldBeAnAddress) {
  for (const auto format : {saml::name_id_format::kEmailAddress, saml::name_id_format::kUnspecified,
                            saml::name_id_format::kEntity}) {
    auto name_id = persistent("k7x");
    name_id.format = std::string(format);
    EXPECT_FALSE(farewell(name_id)) << format;
  }
  auto without = persistent("k7x");
  without.format.reset();
  EXPECT_FALSE(farewell(without));
  EXPECT_FALSE(farewell(persistent("anna@minbzk.nl")));
  EXPECT_FALSE(farewell(std::nullopt));
}

TEST(SamlFarewell_Promise2, LeavesOutAnIndexThatCouldBeAnAddress) {
  EXPECT_TRUE(farewell(persistent("k7x"), "anna@minbzk.nl")->session_index.empty());
}

TEST(SamlFarewell_Sam02, IsNotThereForANameThatIsTooLong) {
  EXPECT_TRUE(farewell(persistent(std::string(256, 'k'))));
  EXPECT_FALSE(farewell(persistent(std::string(257, 'k'))));
  EXPECT_FALSE(farewell(persistent("")));
  EXPECT_TRUE(farewell(persistent("k7x"), std::string(257, 'i'))->session_index.empty());
  auto qualified = persistent("k7x");
  qualified.name_qualifier = std::string(1024, 'q');
  EXPECT_FALSE(farewell(qualified));
}

TEST(SamlFarewell_SamlCore3_7_1, KnowsItsNameHoweverMuchOfItIsSaid) {
  const auto kept = farewell(persistent("k7x")).value();

  EXPECT_TRUE(kept.is_meant_by(request(persistent("k7x"))));
  EXPECT_TRUE(kept.is_meant_by(request({.value = "k7x"})));
  EXPECT_TRUE(kept.is_meant_by(request({.value = "k7x"}, {"session-6", "session-7"})));
}

TEST(SamlFarewell_Xsw27, IsNotMeantByAnyOther) {
  const auto kept = farewell(persistent("k7x")).value();
  auto other_format = persistent("k7x");
  other_format.format = std::string(saml::name_id_format::kTransient);
  auto other_provider = persistent("k7x");
  other_provider.name_qualifier = "https://another.example";
  auto other_service = persistent("k7x");
  other_service.sp_name_qualifier = "https://another.example";
  auto nobody = request({});
  nobody.name_id.reset();

  EXPECT_FALSE(kept.is_meant_by(request(persistent("k7y"))));
  EXPECT_FALSE(kept.is_meant_by(request(persistent("K7X"))));
  EXPECT_FALSE(kept.is_meant_by(request(other_format)));
  EXPECT_FALSE(kept.is_meant_by(request(other_provider)));
  EXPECT_FALSE(kept.is_meant_by(request(other_service)));
  EXPECT_FALSE(kept.is_meant_by(request(persistent("k7x"), {"session-6"})));
  EXPECT_FALSE(kept.is_meant_by(nobody));
}

}  // namespace
}  // namespace sluis::upstream
