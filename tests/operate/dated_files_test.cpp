#include "operate/dated_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/operate/temporary_folder.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;

TEST(DatedFile_Design4, KnowsItsOwnNames) {
  const auto plain = dated_file("/var/log/access.jsonl", "access-2026-11-21.jsonl");
  const auto second = dated_file("/var/log/access.jsonl", "access-2026-11-21.2.jsonl");

  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->path, "/var/log/access-2026-11-21.jsonl");
  EXPECT_EQ(plain->day, 2026y / 11 / 21);
  EXPECT_FALSE(plain->is_compressed);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->number, 2u);
  for (const auto* name : {"access-2026-11-21.jsonl.gz", "access-2026-11-21.jsonl.zst",
                           "access-2026-11-21.jsonl.xz", "access-2026-11-21.3.jsonl.bz2"}) {
    const auto found = dated_file("access.jsonl", name);
    EXPECT_TRUE(found && found->is_compressed) << name;
  }
}

TEST(DatedFile_Design4, TakesNoOtherNameForItsOwn) {
  for (const auto* name :
       {"access.jsonl", "access-2026-11-21.jsonl.gz.part", "access-2026-11-21.jsonl~",
        "access-2026-11-21.jsonl.gz.gz", "access-2026-11-21-copy.jsonl", "access-2026-13-01.jsonl",
        "access-2026-11-21.jsonl.zip", "access-2026-11-21", "access-2026-11-21.1.jsonl",
        "access-2026-11-21.02.jsonl", "access-2026-11-21.99999999999.jsonl",
        "access-2026-11-21.-2.jsonl", "my-access-2026-11-21.jsonl", "access-old.jsonl",
        "audit-2026-11-21.jsonl", "access-2026-11-21.json", "ACCESS-2026-11-21.jsonl"}) {
    EXPECT_FALSE(dated_file("access.jsonl", name)) << name;
  }
}

TEST(StrayFile_Pri15, KnowsWhatLogrotateMakes) {
  const auto dated = stray_file("/l/access.jsonl", "access.jsonl-20261121.gz");
  const auto aged = stray_file("/l/access.jsonl", "access.jsonl.12");

  ASSERT_TRUE(dated);
  EXPECT_EQ(dated->path, "/l/access.jsonl-20261121.gz");
  EXPECT_EQ(dated->day, 2026y / 11 / 21);
  ASSERT_TRUE(aged);
  EXPECT_EQ(aged->day, std::nullopt);
  for (const auto* name :
       {"access.jsonl", "access.jsonl.", "access.jsonl-", "access.jsonl.old", "access.jsonl.1.zip",
        "access.jsonl.99999", "access.jsonl-20261301", "access.jsonl-2026112", "access.jsonl.1x",
        "access.jsonl-20261121x", "access.jsonl.lock", "access.jsonl.-1"}) {
    EXPECT_FALSE(stray_file("access.jsonl", name)) << name;
  }
}

TEST(DatedFiles_Design4, ComeInTheirOrder) {
  const tests::TemporaryFolder folder;
  for (const auto* name : {"a-2026-01-02.jsonl", "a-2026-01-01.10.jsonl", "a-2026-01-01.2.jsonl",
                           "a-2026-01-01.jsonl", "a.jsonl", "notes"}) {
    tests::write_file(folder / name, "");
  }

  std::vector<std::string> names;
  for (const auto& file : dated_files(folder / "a.jsonl")) {
    names.push_back(file.path.filename().string());
  }

  EXPECT_THAT(names, testing::ElementsAre("a-2026-01-01.jsonl", "a-2026-01-01.2.jsonl",
                                          "a-2026-01-01.10.jsonl", "a-2026-01-02.jsonl"));
}

TEST(DatedFiles_Design4, AreNoLinksAndNoFolders) {
  const tests::TemporaryFolder folder;
  tests::write_file(folder / "secret", "");
  std::filesystem::create_symlink(folder / "secret", folder / "a-2026-01-01.jsonl");
  std::filesystem::create_directory(folder / "a-2026-01-02.jsonl");

  EXPECT_TRUE(dated_files(folder / "a.jsonl").empty());
}

TEST(DatedFiles_Design4, HaveAFreeName) {
  const tests::TemporaryFolder folder;
  tests::write_file(folder / "a-2026-01-01.jsonl", "");

  EXPECT_EQ(free_dated_path(folder / "a.jsonl", 2026y / 1 / 1), folder / "a-2026-01-01.2.jsonl");
}

}  // namespace
}  // namespace sluis::operate
