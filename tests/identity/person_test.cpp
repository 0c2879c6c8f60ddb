#include "identity/person.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"
#include "tests/crypto/fixed_random.h"

namespace sluis::identity {
namespace {

using namespace std::chrono_literals;

constexpr crypto::TimePoint kThen{1'767'225'600'123ms};

crypto::Secret filled(char octet) { return crypto::Secret::copy_of(std::string(32, octet)); }

Person person() {
  return {.link = filled('l'),
          .seed = filled('s'),
          .handle = "id:handle",
          .first_seen = kThen,
          .last_login = kThen + 5ms,
          .recipients = {{.sector = "chat", .first = kThen, .last = kThen + 1ms}},
          .sessions = {"se:one", "se:two"}};
}

std::string text_of(const Person& value) { return std::string(value.serialise().expose()); }

TEST(Person_Design3, ComesBackFromItsText) {
  const Person before = person();

  const auto after = Person::parse(filled('l'), before.serialise().expose());

  ASSERT_TRUE(after);
  EXPECT_EQ(after->link, before.link);
  EXPECT_EQ(after->seed, before.seed);
  EXPECT_EQ(after->handle, "id:handle");
  EXPECT_EQ(after->first_seen, kThen);
  EXPECT_EQ(after->last_login, kThen + 5ms);
  ASSERT_EQ(after->recipients.size(), 1U);
  EXPECT_EQ(after->recipients[0].sector, "chat");
  EXPECT_EQ(after->recipients[0].first, kThen);
  EXPECT_EQ(after->recipients[0].last, kThen + 1ms);
  EXPECT_EQ(after->sessions, before.sessions);
}

TEST(Person_Design3, HasAStableText) {
  EXPECT_EQ(
      text_of(person()),
      R"({"v":1,"seed":"c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M","handle":"id:handle",)"
      R"("first_seen":1767225600123,"last_login":1767225600128,)"
      R"("recipients":[["chat",1767225600123,1767225600124]],"sessions":["se:one","se:two"]})");
}

TEST(Person_Design4, KeepsHerRooms) {
  Person before = person();
  before.rooms = {{.client = "meet", .name = "overleg"}, {.client = "meet2", .name = "overleg"}};

  const auto after = Person::parse(filled('l'), before.serialise().expose());

  ASSERT_TRUE(after);
  EXPECT_EQ(after->rooms, before.rooms);
}

TEST(Person_Design4, TakesNoMoreRoomsThanItHolds) {
  Person value = person();
  for (std::size_t number = 0; number < Person::kLimitRooms; ++number) {
    ASSERT_TRUE(value.add_room({.client = "meet", .name = std::to_string(number)}));
  }

  EXPECT_FALSE(value.add_room({.client = "meet", .name = "one more"}));
  EXPECT_TRUE(value.add_room({.client = "meet", .name = "0"}));
  EXPECT_EQ(value.rooms.size(), Person::kLimitRooms);
}

TEST(Person_Design4, LosesRecipientsBeforeRooms) {
  Person value = person();
  for (std::size_t number = 0; number < Person::kLimitRooms; ++number) {
    value.add_room({.client = "meet", .name = std::string(62, 'r') + std::to_string(10 + number)});
  }
  for (int number = 0; number < 60; ++number) {
    value.note_recipient(std::string(40, 's') + std::to_string(number), kThen);
  }

  const auto after = Person::parse(filled('l'), value.serialise().expose());

  ASSERT_TRUE(after);
  EXPECT_EQ(after->rooms, value.rooms);
  EXPECT_LT(after->recipients.size(), value.recipients.size());
  EXPECT_LE(value.serialise().size(), Person::kLimitBytes);
}

TEST(Person_Design4, LosesOldHandlesBeforeRooms) {
  Person value = person();
  const std::string client(60, 'c');
  for (std::size_t number = 0; number < Person::kLimitRooms; ++number) {
    value.add_room({.client = client, .name = std::string(60, 'r') + std::to_string(10 + number)});
  }
  value.older_handles.assign(15, "id:" + std::string(43, 'h'));

  const auto text = value.serialise();
  const auto after = Person::parse(filled('l'), text.expose());

  ASSERT_TRUE(after);
  EXPECT_EQ(after->rooms, value.rooms);
  EXPECT_LT(after->older_handles.size(), value.older_handles.size());
  EXPECT_LE(text.size(), Person::kLimitBytes);
}

TEST(Person_Design3, HasNoLinkInItsText) {
  const std::string text = text_of(person());

  EXPECT_EQ(text.find(std::string(32, 'l')), std::string::npos);
  EXPECT_EQ(text.find(crypto::base64url_encode(std::string(32, 'l'))), std::string::npos);
}

TEST(Person_Design3, RefusesATextThatIsNotOne) {
  const std::string good = text_of(person());
  const std::pair<std::string_view, std::string_view> changes[] = {
      {R"("v":1)", R"("v":2)"},
      {R"("v":1)", R"("v":"1")"},
      {R"("v":1,)", ""},
      {R"("seed":"c3Nz)", R"("seed":"c3N)"},
      {R"("seed")", R"("sead")"},
      {R"("id:handle")", "7"},
      {R"("first_seen":1767225600123)", R"("first_seen":"x")"},
      {R"("last_login":1767225600128)", R"("last_login":1.5)"},
      {R"(["chat",)", R"(["chat",1,)"},
      {R"(["chat",1767225600123)", R"([7,1767225600123)"},
      {R"(["se:one","se:two"])", R"({})"},
      {R"(["se:one")", R"([null)"},
      {R"(]})", R"(])"},
  };
  ASSERT_TRUE(Person::parse(filled('l'), good));

  for (const auto& [from, to] : changes) {
    std::string text = good;
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
    EXPECT_FALSE(Person::parse(filled('l'), text)) << text;
  }
  EXPECT_FALSE(Person::parse(filled('l'), ""));
  EXPECT_FALSE(Person::parse(filled('l'), "[]"));
}

TEST(Person_Design3, IsSealedByItsLink) {
  tests::FixedRandom random;
  const std::string sealed = person().seal(random);

  EXPECT_TRUE(Person::open(filled('l'), sealed));
  EXPECT_FALSE(Person::open(filled('m'), sealed));
  EXPECT_EQ(sealed.find("chat"), std::string::npos);
}

TEST(Person_Design4, KeepsTheRecipientsThatWereUsedLast) {
  Person value = person();
  value.recipients.clear();
  for (int number = 0; number < 70; ++number) {
    value.note_recipient("sector-" + std::to_string(number), kThen + number * 24h);
  }

  ASSERT_EQ(value.recipients.size(), Person::kLimitRecipients);
  EXPECT_EQ(value.recipients.front().sector, "sector-6");
  EXPECT_EQ(value.recipients.back().sector, "sector-69");
}

TEST(Person_Design4, KeepsTheLastSessions) {
  Person value = person();
  value.sessions.clear();
  for (int number = 0; number < 10; ++number) value.note_session("se:" + std::to_string(number));
  value.note_session("se:9");

  ASSERT_EQ(value.sessions.size(), Person::kLimitSessions);
  EXPECT_EQ(value.sessions.front(), "se:2");
  EXPECT_EQ(value.sessions.back(), "se:9");
}

TEST(Person_Design3, FitsItsSealWithLongNames) {
  tests::FixedRandom random;
  Person value = person();
  value.recipients.clear();
  value.sessions.clear();
  for (int number = 0; number < 64; ++number) {
    value.note_recipient(std::to_string(number) + std::string(100, 'x'), kThen + number * 24h);
  }
  for (int number = 0; number < 8; ++number) {
    value.note_session("se:" + std::string(42, 'x') + std::to_string(number));
  }

  const auto kept = Person::open(filled('l'), value.seal(random));

  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->sessions.size(), 8U);
  EXPECT_LT(kept->recipients.size(), 64U);
  EXPECT_GT(kept->recipients.size(), 20U);
  EXPECT_TRUE(kept->recipients.back().sector.starts_with("63x"));
}

}  // namespace
}  // namespace sluis::identity
