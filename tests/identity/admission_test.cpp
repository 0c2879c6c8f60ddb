#include "identity/admission.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "tests/identity/evidence_maker.h"

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;
using upstream::Connector;

const crypto::TimePoint kNow = std::chrono::sys_days(2026y / 6 / 15) + 12h;
const AcrOrder kOrder({"mail", "federated", "mfa"});

Allowlist allowlist() {
  const auto domain = [](std::string_view text) { return *DomainName::parse(text); };
  return Allowlist({{.domain = domain("minbzk.nl"),
                     .organisation = "BZK",
                     .connectors = {"ssc-ict", "backup"},
                     .acr = "federated",
                     .valid_from = {},
                     .valid_until = {},
                     .alias_of = {}},
                    {.domain = domain("minjenv.nl"),
                     .organisation = "JenV",
                     .connectors = {"mail"},
                     .acr = {},
                     .valid_from = 2026y / 6 / 1,
                     .valid_until = 2026y / 6 / 30,
                     .alias_of = {}},
                    {.domain = domain("minvenj.nl"),
                     .organisation = {},
                     .connectors = {},
                     .acr = {},
                     .valid_from = {},
                     .valid_until = {},
                     .alias_of = domain("minjenv.nl")}});
}

std::expected<Admission, Refusal> admit_mail(std::string_view address,
                                             crypto::TimePoint now = kNow) {
  return admit(Connector::prove("mail", "mail", address, std::nullopt, "mail", now), allowlist(),
               kOrder, now);
}

std::expected<Admission, Refusal> admit_bzk(std::string connector,
                                            std::optional<std::string_view> subject,
                                            std::string acr) {
  return admit(Connector::prove(std::move(connector), "bzk", "a@minbzk.nl", subject, std::move(acr),
                                kNow - 1min),
               allowlist(), kOrder, kNow);
}

TEST(Admission_Design1, SaysWhoIsAdmittedByWhatAndHow) {
  const auto admission = admit_bzk("ssc-ict", "s-1", "mfa");

  ASSERT_TRUE(admission);
  EXPECT_EQ(admission->entry, "minbzk.nl");
  EXPECT_EQ(admission->organisation, "BZK");
  EXPECT_EQ(admission->connector, "ssc-ict");
  EXPECT_EQ(admission->acr, "mfa");
  EXPECT_EQ(admission->authenticated_at, kNow - 1min);
}

TEST(Admission_Design3, MakesTheSubjectOfTheUpstreamsName) {
  const auto admission = admit_bzk("ssc-ict", "s-1", "federated");

  EXPECT_EQ(admission->subject.expose(), crypto::length_prefixed({"sub/1", "bzk", "s-1"}));
}

TEST(Admission_Design3, MakesTheSubjectOfTheAddressAfterAlias) {
  const auto by_alias = admit_mail("A.Bos@minvenj.nl");

  ASSERT_TRUE(by_alias);
  EXPECT_EQ(by_alias->subject.expose(), crypto::length_prefixed({"mail/1", "a.bos", "minjenv.nl"}));
  EXPECT_EQ(by_alias->entry, "minvenj.nl");
}

TEST(Admission_Design3, GivesTwoProvidersOfOneRealmOneSubject) {
  const auto first = admit_bzk("ssc-ict", "s-1", "federated");
  const auto second = admit_bzk("backup", "s-1", "federated");

  EXPECT_EQ(first->subject.expose(), second->subject.expose());
}

TEST(Admission_Promise1, RefusesADomainThatIsNotListed) {
  EXPECT_EQ(admit_mail("a@outlook.com").error(), Refusal::domain_not_listed);
}

TEST(Admission_Promise1, RefusesADomainThatIsNotYetValid) {
  const crypto::TimePoint before = std::chrono::sys_days(2026y / 5 / 31);
  EXPECT_EQ(admit_mail("a@minjenv.nl", before).error(), Refusal::domain_not_yet_valid);
}

TEST(Admission_Promise1, RefusesADomainThatHasExpired) {
  const crypto::TimePoint after = std::chrono::sys_days(2026y / 7 / 1);
  EXPECT_EQ(admit_mail("a@minvenj.nl", after).error(), Refusal::domain_expired);
}

TEST(Admission_Sam19, RefusesAProviderThatMayNotSpeakForTheDomain) {
  EXPECT_EQ(admit_mail("a@minbzk.nl").error(), Refusal::connector_not_permitted);
}

TEST(Admission_Design3, RefusesAnEmptyUpstreamName) {
  EXPECT_EQ(admit_bzk("ssc-ict", "", "federated").error(), Refusal::subject_missing);
}

TEST(Admission_Design3, RefusesALoginWeakerThanTheEntryDemands) {
  EXPECT_EQ(admit_bzk("ssc-ict", "s-1", "mail").error(), Refusal::acr_too_weak);
  EXPECT_EQ(admit_bzk("ssc-ict", "s-1", "unheard-of").error(), Refusal::acr_too_weak);
}

TEST(StillAdmitted_Design5, FollowsTheAllowlistOfToday) {
  const Allowlist list = allowlist();

  const auto entry = still_admitted("minjenv.nl", "mail", list, kNow);

  ASSERT_TRUE(entry);
  EXPECT_EQ((*entry)->organisation, "JenV");
}

TEST(StillAdmitted_Design5, RefusesOnceTheEntryIsGoneOrHasAnotherProvider) {
  const Allowlist list = allowlist();
  const crypto::TimePoint after = std::chrono::sys_days(2026y / 7 / 1);

  EXPECT_EQ(still_admitted("gone.nl", "mail", list, kNow).error(), Refusal::domain_not_listed);
  EXPECT_EQ(still_admitted("minbzk.nl", "mail", list, kNow).error(),
            Refusal::connector_not_permitted);
  EXPECT_EQ(still_admitted("minjenv.nl", "mail", list, after).error(), Refusal::domain_expired);
}

}  // namespace
}  // namespace sluis::identity
