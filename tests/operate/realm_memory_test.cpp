#include "operate/realm_memory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

#include "tests/crypto/fixed_random.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::operate {
namespace {

const Realms kRealms = {{"az", {"https://login.minaz.nl"}},
                        {"\"bzk\"", {"https://a.example", "https://b.example"}}};

class RealmMemory_Decision21 : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "keys.jwe.realms"; }
  void write(const std::string& text) const { std::ofstream(file()) << text; }

  tests::TemporaryFolder folder_;
  tests::FixedRandom random_;
};

TEST_F(RealmMemory_Decision21, StandsBesideTheRing) {
  EXPECT_EQ(realm_memory_of(folder_.path() / "keys.jwe"), file());
}

TEST_F(RealmMemory_Decision21, ReadsWhatItWrote) {
  write_realms(file(), {{"old", {"https://old.example"}}}, random_);
  write_realms(file(), kRealms, random_);

  EXPECT_EQ(read_realms(file()), kRealms);
}

TEST_F(RealmMemory_Decision21, IsForItsOwnerAlone) {
  write_realms(file(), kRealms, random_);
  struct stat status{};

  ASSERT_EQ(::stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
}

TEST_F(RealmMemory_Decision21, IsEmptyWhereThereIsNone) {
  EXPECT_TRUE(read_realms(file()).empty());
}

TEST_F(RealmMemory_Decision21, RefusesWhatIsNoMemory) {
  for (const auto* text : {"", "[]", "{}", R"({"realms":[]})", R"({"realms":{"az":"x"}})",
                           R"({"realms":{"az":[1]}})", R"({"realms":{},"realms":{}})"}) {
    write(text);

    EXPECT_THROW(read_realms(file()), std::runtime_error) << text;
  }
}

TEST_F(RealmMemory_Decision21, SaysThatItCannotBeWritten) {
  EXPECT_THROW(write_realms(folder_.path() / "not there" / "x", kRealms, random_),
               std::system_error);
}

TEST_F(RealmMemory_Decision21, KnowsAChangedIssuerFromANewRealm) {
  EXPECT_FALSE(is_changed(kRealms, "az", "https://login.minaz.nl"));
  EXPECT_TRUE(is_changed(kRealms, "az", "https://login.minaz.nl/"));
  EXPECT_FALSE(is_changed(kRealms, "new", "https://login.minaz.nl"));
  EXPECT_FALSE(is_changed({}, "az", "https://login.minaz.nl"));
}

}  // namespace
}  // namespace sluis::operate
