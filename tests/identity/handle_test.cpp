#include "identity/handle.h"

#include <gtest/gtest.h>

#include "tests/crypto/fixed_random.h"
#include "tests/identity/handles.h"

namespace sluis::identity {
namespace {

crypto::Secret filled(char octet) { return crypto::Secret::copy_of(std::string(32, octet)); }

Handle handle(char key, std::string_view name) {
  return tests::handle_under(filled(key),
                             Subject::of_upstream("realm", crypto::Secret::copy_of(name)));
}

TEST(Handle_Design3, DiffersByKeyAndBySubject) {
  EXPECT_EQ(handle('k', "anna").name, handle('k', "anna").name);
  EXPECT_NE(handle('k', "anna").name, handle('q', "anna").name);
  EXPECT_NE(handle('k', "anna").name, handle('k', "bea").name);
  EXPECT_FALSE(handle('k', "anna").lock == handle('k', "bea").lock);
}

TEST(Handle_Design3, OpensItsOwnLinkOnly) {
  tests::FixedRandom random;
  const std::string sealed = handle('k', "anna").seal_link(filled('l'), random);

  EXPECT_EQ(handle('k', "anna").open_link(sealed), filled('l'));
  EXPECT_FALSE(handle('k', "bea").open_link(sealed));
  EXPECT_FALSE(handle('q', "anna").open_link(sealed));
}

TEST(Handle_Design3, DoesNotOpenUnderAnotherName) {
  tests::FixedRandom random;
  Handle moved = handle('k', "anna");
  const std::string sealed = moved.seal_link(filled('l'), random);
  moved.name = handle('k', "bea").name;

  EXPECT_FALSE(moved.open_link(sealed));
}

TEST(Handle_Design3, RefusesALinkOfAnotherLength) {
  tests::FixedRandom random;
  const Handle made = handle('k', "anna");

  EXPECT_FALSE(made.open_link(made.seal_link(crypto::Secret::copy_of("short"), random)));
}

}  // namespace
}  // namespace sluis::identity
