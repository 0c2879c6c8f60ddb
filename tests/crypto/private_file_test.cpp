#include "crypto/private_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iterator>
#include <string>
#include <system_error>

#include "crypto/keyring_file.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::crypto::private_file {
namespace {

namespace fs = std::filesystem;
using tests::content_of;

constexpr Kind kKind{.noun = "test", .limit_bytes = 10};

class PrivateFile : public testing::Test {
 protected:
  void put(std::string_view text, mode_t mode = 0600) const {
    tests::write_file(file_, text);
    ASSERT_EQ(::chmod(file_.c_str(), mode), 0);
  }
  std::string refusal() const {
    try {
      read(file_, kKind);
    } catch (const KeyringFileError& error) {
      return error.what();
    }
    return "";
  }
  std::ptrdiff_t files_in_folder() const {
    return std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator());
  }

  tests::TemporaryFolder folder_;
  const fs::path file_ = folder_ / "file";
};

using PrivateFileReads_Design5 = PrivateFile;
using PrivateFileRefuses_Design5 = PrivateFile;
using PrivateFileWrites_Design5 = PrivateFile;

TEST_F(PrivateFileReads_Design5, AFileThatOnlyItsOwnerSees) {
  for (const mode_t mode : {0600U, 0400U}) {
    put("0123456789", mode);
    EXPECT_EQ(read(file_, kKind).expose(), "0123456789");
  }
}

TEST_F(PrivateFileRefuses_Design5, AFileThatIsNotThere) {
  EXPECT_EQ(refusal(), "the test file does not exist");
}

TEST_F(PrivateFileRefuses_Design5, AFileThatCannotBeOpened) {
  fs::create_symlink(file_, file_);

  EXPECT_EQ(refusal(), "the test file cannot be opened");
}

TEST_F(PrivateFileRefuses_Design5, AFolder) {
  fs::create_directory(file_);

  EXPECT_EQ(refusal(), "the test file is not a regular file");
}

TEST_F(PrivateFileRefuses_Design5, APipeAndDoesNotWaitForIt) {
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);

  EXPECT_EQ(refusal(), "the test file is not a regular file");
}

TEST_F(PrivateFileRefuses_Design5, EveryModeThatLetsOthersIn) {
  put("text");
  for (const mode_t mode : {0644U, 0640U, 0660U, 0604U, 0601U, 0610U, 0700U, 04600U}) {
    ASSERT_EQ(::chmod(file_.c_str(), mode), 0);
    EXPECT_EQ(refusal(), "the test file must have mode 0600 or 0400") << std::oct << mode;
  }
}

TEST_F(PrivateFileRefuses_Design5, AFileOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away: NOT TESTED";
  put("text");
  ASSERT_EQ(::chown(file_.c_str(), 65534, 65534), 0);

  EXPECT_EQ(refusal(), "the test file belongs to another user");
}

TEST_F(PrivateFileRefuses_Design5, AFileLargerThanItsLimit) {
  put("0123456789x");

  EXPECT_EQ(refusal(), "the test file is larger than it can be");
}

TEST_F(PrivateFileWrites_Design5, WithMode0600WhateverTheUmask) {
  const mode_t before = ::umask(0);
  write(folder_ / "open", "text", "a");
  ::umask(0777);
  write(folder_ / "closed", "text", "a");
  ::umask(before);

  EXPECT_EQ(tests::mode_of(folder_ / "open"), 0600U);
  EXPECT_EQ(tests::mode_of(folder_ / "closed"), 0600U);
}

TEST_F(PrivateFileWrites_Design5, OverTheOldFileAndLeavesNoOther) {
  put("old");

  write(file_, "new", "a");

  EXPECT_EQ(content_of(file_), "new");
  EXPECT_EQ(files_in_folder(), 1);
}

TEST_F(PrivateFileWrites_Design5, NothingWhereItFails) {
  fs::create_directory(file_);  // no file can be renamed to this

  EXPECT_THROW(write(file_, "new", "a"), std::system_error);

  EXPECT_EQ(files_in_folder(), 1);
  EXPECT_TRUE(fs::is_directory(file_));
}

TEST_F(PrivateFileWrites_Design5, NothingOverADraftOfAnother) {
  tests::write_file(folder_ / "file.a.new", "another's");

  EXPECT_THROW(write(file_, "new", "a"), std::system_error);

  EXPECT_EQ(content_of(folder_ / "file.a.new"), "another's");
  EXPECT_FALSE(fs::exists(file_));
}

TEST_F(PrivateFileWrites_Design5, AwayWhatTheDeadHaveLeft) {
  for (const char* const name : {"file.a.new", "file.bak.b.new", "file", "file.bak", "other.new"}) {
    tests::write_file(folder_ / name, "text");
  }

  remove_drafts(file_);

  EXPECT_EQ(files_in_folder(), 3);
  EXPECT_TRUE(fs::exists(folder_ / "other.new"));
}

TEST_F(PrivateFileWrites_Design5, LeavesTheDraftsOfNeighboursAlone) {
  for (const char* const name : {"file.realms.a.new", "file.new", "file2.a.new"}) {
    tests::write_file(folder_ / name, "text");
  }

  remove_drafts(file_);

  EXPECT_EQ(files_in_folder(), 3);
}

TEST_F(PrivateFileWrites_Design5, NothingWithoutItsFolder) {
  EXPECT_THROW(write(folder_ / "none/file", "new", "a"), std::system_error);
}

}  // namespace
}  // namespace sluis::crypto::private_file
