// tests/vectors/pseudonym.txt is frozen: whoever changes what it says makes a stranger of
// everybody. Its head explains the columns; pseudonym_check.py beside it is the second
// implementation.

#include <gtest/gtest.h>

#include <map>

#include "crypto/encoding.h"
#include "identity/handle.h"
#include "identity/pseudonym.h"
#include "tests/crypto/vector_file.h"
#include "tests/identity/handles.h"
#include "tests/soft_token/soft_token.h"

namespace sluis::identity {
namespace {

using tests::octets_of_hex;
using tests::Row;

// Rows of a person and of a room differ in width; tabs make them apart.
std::vector<Row> rows_of(std::string_view kind) {
  std::ifstream file("tests/vectors/pseudonym.txt");
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(std::string(kind) + "\t")) continue;
    Row row(1);
    for (const char character : line) {
      if (character == '\t') {
        row.emplace_back();
      } else {
        row.back().push_back(character);
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> person_rows() { return rows_of("person"); }

crypto::Secret secret_of(const std::string& hex) {
  return crypto::Secret::take(octets_of_hex(hex));
}

std::optional<Subject> subject_of(const Row& row) {
  const std::string first = octets_of_hex(row[5]);
  const std::string second = octets_of_hex(row[6]);
  if (row[1] == "sub/1") return Subject::of_upstream(first, crypto::Secret::copy_of(second));
  const auto address = EmailAddress::parse(first + "@" + second);
  // Some rows try the encoding with what is no address; there is no Subject of those.
  if (!address || address->expose_local_part() != first) return std::nullopt;
  return Subject::of_address(*address);
}

TEST(PseudonymVectors_Der10, HasTwentyRowsOrMore) {
  EXPECT_GE(person_rows().size(), 20U);
  for (const Row& row : person_rows()) ASSERT_EQ(row.size(), 14U);
}

TEST(PseudonymVectors_Der10, EncodesEverySubjectAsFrozen) {
  for (const Row& row : person_rows()) {
    EXPECT_EQ(crypto::hex_encode(
                  crypto::length_prefixed({row[1], octets_of_hex(row[5]), octets_of_hex(row[6])})),
              row[8]);
  }
}

TEST(PseudonymVectors_Der10, NamesAndLocksEveryHandleAsFrozen) {
  int of_upstream = 0;
  int of_address = 0;
  for (const Row& row : person_rows()) {
    const auto subject = subject_of(row);
    if (!subject) continue;
    ++(row[1] == "sub/1" ? of_upstream : of_address);

    const Handle handle = tests::handle_under(secret_of(row[2]), *subject);

    EXPECT_EQ(crypto::hex_encode(subject->expose()), row[8]);
    EXPECT_EQ(handle.name, row[9]);
    EXPECT_EQ(crypto::hex_encode(handle.lock.expose()), row[10]);
  }
  EXPECT_GE(of_upstream, 10);
  EXPECT_GE(of_address, 4);
}

TEST(PseudonymVectors_Hsm, NamesAndLocksEveryHandleAsFrozenWithTheKeyInAToken) {
  const tests::SoftToken token;
  std::map<std::string, std::string> ids;  // by key
  for (const Row& row : person_rows()) {
    const auto [known, is_new] = ids.try_emplace(row[2], "key-" + std::to_string(ids.size()));
    if (is_new) token.import(known->second, octets_of_hex(row[2]));
  }
  crypto::TokenLine line(crypto::computing_at(token.address()), crypto::TokenLine::Settings{});
  for (const Row& row : person_rows()) {
    const auto subject = subject_of(row);
    if (!subject) continue;

    const Handle handle = tests::handle_in_token(line, ids.at(row[2]), *subject);

    EXPECT_EQ(handle.name, row[9]);
    EXPECT_EQ(crypto::hex_encode(handle.lock.expose()), row[10]);
  }
}

TEST(PseudonymVectors_Der10, NamesAndLocksEveryPersonAsFrozen) {
  for (const Row& row : person_rows()) {
    const crypto::Secret link = secret_of(row[3]);

    EXPECT_EQ(Person::name_of(link), row[11]);
    EXPECT_EQ(crypto::hex_encode(Person::lock_of(link).expose()), row[12]);
  }
}

Person person_of(const std::string& link, const std::string& seed) {
  return {.link = secret_of(link),
          .seed = secret_of(seed),
          .handle = {},
          .first_seen = {},
          .last_login = {},
          .recipients = {},
          .sessions = {}};
}

TEST(PseudonymVectors_Der10, MakesEveryPseudonymAsFrozen) {
  for (const Row& row : person_rows()) {
    const Person person = person_of(row[3], row[4]);

    const std::string text = pseudonym(person, Audience::sector(octets_of_hex(row[7]))).text();

    EXPECT_EQ(text, row[13]);
    EXPECT_EQ(text.size(), 52U);
  }
}

TEST(PseudonymVectors_Der10, MakesEveryPseudonymInARoomAsFrozen) {
  const std::vector<Row> rows = rows_of("room");
  EXPECT_GE(rows.size(), 5U);
  for (const Row& row : rows) {
    ASSERT_EQ(row.size(), 6U);
    const Person person = person_of(row[1], row[1]);
    const RoomPlace place{.deployment = octets_of_hex(row[2]),
                          .tenant = octets_of_hex(row[3]),
                          .name = octets_of_hex(row[4])};

    EXPECT_EQ(pseudonym(person, Audience::room("whatever sector", place)).text(), row[5]);
  }
}

}  // namespace
}  // namespace sluis::identity
