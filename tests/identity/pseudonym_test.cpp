#include "identity/pseudonym.h"

#include <gtest/gtest.h>

#include <set>

namespace sluis::identity {
namespace {

Person person(char seed) {
  return {.link = crypto::Secret::copy_of(std::string(32, 'l')),
          .seed = crypto::Secret::copy_of(std::string(32, seed)),
          .handle = {},
          .first_seen = {},
          .last_login = {},
          .recipients = {},
          .sessions = {}};
}

std::string sub(char seed, std::string sector) {
  return pseudonym(person(seed), Audience::sector(std::move(sector))).text();
}

TEST(Pseudonym_Promise3, DiffersBySector) {
  const std::set<std::string> subs = {sub('a', "chat"), sub('a', "meet"), sub('a', "")};
  EXPECT_EQ(subs.size(), 3U);
}

TEST(Pseudonym_Promise3, DiffersByPerson) { EXPECT_NE(sub('a', "chat"), sub('b', "chat")); }

TEST(Pseudonym_Promise4, IsTheSameEveryTime) { EXPECT_EQ(sub('a', "chat"), sub('a', "chat")); }

TEST(Pseudonym_Design3, Has52CharactersOfBase32) {
  const std::string text = sub('a', "chat");

  EXPECT_EQ(text.size(), 52U);
  EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
}

}  // namespace
}  // namespace sluis::identity
