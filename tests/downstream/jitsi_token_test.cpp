#include "downstream/jitsi_token.h"

#include <gtest/gtest.h>

#include <set>

#include "crypto/encoding.h"
#include "crypto/jws.h"
#include "tests/downstream/jitsi_world.h"

namespace sluis::downstream {
namespace {

using tests::JitsiWorld;
using tests::with;

boost::json::object header_of(const std::string& token) {
  return boost::json::parse(crypto::base64url_decode(token.substr(0, token.find('.'))).value())
      .as_object();
}

std::set<std::string> members_of(const boost::json::object& object) {
  std::set<std::string> names;
  for (const auto& member : object) names.insert(std::string(member.key()));
  return names;
}

bool has_null(const boost::json::value& value) {
  if (value.is_null()) return true;
  if (const auto* object = value.if_object()) {
    return std::ranges::any_of(*object,
                               [](const auto& member) { return has_null(member.value()); });
  }
  if (const auto* array = value.if_array()) return std::ranges::any_of(*array, has_null);
  return false;
}

// What Prosody refuses (relying-parties §1.1), as what we never emit.
class JitsiToken_Prosody : public testing::Test {
 protected:
  std::string token(const std::string& client = "meet", std::string_view sub = tests::kSub) {
    return JitsiWorld::token_of(world_.location_for(
        client == "town"
            ? tests::Parameters{{"room", "Overleg"}, {"state", R"({"tenant":"gemeente"})"}}
            : tests::link(),
        client, sub));
  }
  boost::json::object claims(const std::string& client = "meet",
                             std::string_view sub = tests::kSub) {
    return tests::claims_of(token(client, sub));
  }
  boost::json::object user(std::string_view sub = tests::kSub) {
    return claims("meet", sub).at("context").at("user").as_object();
  }
  JitsiWorld world_;
};

TEST_F(JitsiToken_Prosody, IsAPlainJwtByRs256WithItsKey) {
  const auto header = header_of(token());

  EXPECT_EQ(header.at("typ"), "JWT");
  EXPECT_EQ(header.at("alg"), "RS256");
  EXPECT_EQ(header.at("kid"), "jitsi-1");
  EXPECT_EQ(members_of(header), (std::set<std::string>{"alg", "kid", "typ"}));
}

TEST_F(JitsiToken_Prosody, IsSignedByTheKeyOfThatPurpose) {
  const auto& key = world_.keyring.primary(crypto::Purpose::jitsi_sign, world_.clock.now());
  const std::vector keys{*crypto::VerificationKey::from_jwk(key.signing().public_jwk())};

  const auto verified = crypto::verify_jws(
      token(), keys, {.algorithms = {crypto::Algorithm::rs256}, .types = {"JWT"}});

  EXPECT_TRUE(verified);
}

TEST_F(JitsiToken_Prosody, IssuerAndAudienceAreOneTextEach) {
  const auto all = claims();

  EXPECT_EQ(all.at("iss"), "sluis");
  EXPECT_EQ(all.at("aud"), "sluis");
}

TEST_F(JitsiToken_Prosody, SubIsTheDomainAndNeverThePerson) {
  EXPECT_EQ(claims().at("sub"), "meet.example");
}

TEST_F(JitsiToken_Prosody, SubIsTheTenantWhereThereIsOne) {
  EXPECT_EQ(claims("town").at("sub"), "gemeente");
}

TEST_F(JitsiToken_Prosody, IsForOneRoomInProsodysSpelling) {
  const auto token = JitsiWorld::token_of(world_.location_for({{"room", "Straße 1"}}));

  EXPECT_EQ(tests::claims_of(token).at("room"), "stra%c3%9fe%201");
}

TEST_F(JitsiToken_Prosody, IsNeverForAllRooms) {
  EXPECT_TRUE(std::holds_alternative<NotProven>(world_.accept({{"room", "*"}})));
}

TEST_F(JitsiToken_Prosody, ItsTimesAreNumbersAndBackdated) {
  const auto all = claims();
  const auto now = crypto::unix_seconds(world_.clock.now());

  EXPECT_EQ(all.at("iat").as_int64(), now);
  EXPECT_EQ(all.at("nbf").as_int64(), now - 10);
  EXPECT_EQ(all.at("exp").as_int64(), now + 15 * 60);
}

TEST_F(JitsiToken_Prosody, LivesAsLongAsConfigured) {
  const auto all = claims("town");

  EXPECT_EQ(all.at("exp").as_int64() - all.at("iat").as_int64(), 5 * 60);
}

TEST_F(JitsiToken_Prosody, HoldsNothingElse) {
  const auto all = claims();

  EXPECT_EQ(members_of(all),
            (std::set<std::string>{"aud", "context", "exp", "iat", "iss", "nbf", "room", "sub"}));
  EXPECT_EQ(members_of(all.at("context").as_object()), (std::set<std::string>{"user"}));
  EXPECT_FALSE(has_null(all));
}

// Everybody in the meeting sees these, guests too (relying-parties §1.3).
TEST_F(JitsiToken_Prosody, SaysOfHerWhatStrangersMaySee) {
  const auto somebody = user();

  EXPECT_EQ(members_of(somebody),
            (std::set<std::string>{"affiliation", "id", "moderator", "name"}));
  EXPECT_EQ(tests::text_of(somebody, "id"), tests::kSub);
  EXPECT_NE(somebody.at("name").as_string(), "");
}

TEST_F(JitsiToken_Prosody, AnOwnerIsAModerator) {
  world_.have_room("overleg", tests::kSub);

  EXPECT_EQ(user().at("affiliation"), "owner");
  EXPECT_EQ(user().at("moderator"), true);
}

TEST_F(JitsiToken_Prosody, AMemberIsNone) {
  world_.have_room("overleg", tests::kOtherSub);

  EXPECT_EQ(user().at("affiliation"), "member");
  EXPECT_EQ(user().at("moderator"), false);
}

TEST_F(JitsiToken_Prosody, GivesAnOwnerHerFeatures) {
  const auto features = claims("town").at("context").at("features").as_object();

  EXPECT_EQ(features.at("livestreaming"), true);
  EXPECT_EQ(features.at("recording"), true);
}

TEST_F(JitsiToken_Prosody, DeniesAMemberWhatOnlyAnOwnerHas) {
  world_.have_room("overleg", tests::kOtherSub);

  const auto features = claims("town").at("context").at("features").as_object();

  EXPECT_EQ(features.at("livestreaming"), false);
  EXPECT_EQ(features.at("recording"), true);
}

TEST(JitsiProof_Design3, IsNoToken) {
  JitsiWorld world;

  const auto proof = tests::text_of(world.window_tokens(), "id_token");

  EXPECT_NE(header_of(proof).at("typ"), "JWT");
  EXPECT_FALSE(tests::claims_of(proof).contains("room"));
}

class JitsiProofs_Design3 : public testing::Test {
 protected:
  boost::json::object proof_in(const std::string& room, std::string_view sub,
                               const std::string& nonce) {
    const auto link = with(with(tests::window_link(), "room", room), "nonce", nonce);
    const auto code = JitsiWorld::fragment_of(world_.location_for(link, "meet", sub), "code");
    const auto answer = world_.post("/jitsi/meet/token", tests::code_grant(code));
    return tests::claims_of(tests::text_of(tests::json_of(answer), "id_token"));
  }
  JitsiWorld world_;
};

TEST_F(JitsiProofs_Design3, OfTwoRoomsShareTheSidAndNothingElseOfHers) {
  const auto first = proof_in("Overleg", tests::kSub, "n-1");
  const auto second = proof_in("Borrel", tests::kOtherSub, "n-2");

  std::set<std::string> shared;
  for (const auto& claim : first) {
    const auto* other = second.if_contains(claim.key());
    if (other && *other == claim.value()) shared.insert(std::string(claim.key()));
  }
  EXPECT_EQ(shared, (std::set<std::string>{"aud", "exp", "iat", "iss", "sid"}));
}

TEST_F(JitsiProofs_Design3, SayNothingOfHerInThatRoom) {
  EXPECT_EQ(members_of(proof_in("Overleg", tests::kSub, "n-1")),
            (std::set<std::string>{"aud", "exp", "iat", "iss", "nonce", "sid"}));
}

}  // namespace
}  // namespace sluis::downstream
