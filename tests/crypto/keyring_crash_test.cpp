// A process that writes the ring is killed before each of its system calls that touch a file, one
// after the other: what is found afterwards is the old ring or the new one, and whole.

#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crypto/keyring_file.h"
#include "crypto/rotation.h"
#include "tests/crypto/fixed_random.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::crypto {
namespace {

namespace fs = std::filesystem;

constexpr TimePoint kNow{std::chrono::seconds{1767225600}};

// Memory, locks and randomness: a death before one of these leaves the folder as the call before it
// did.
bool touches_no_file(std::uint64_t call) {
  static const std::set<std::uint64_t> kOthers{SYS_mmap,    SYS_munmap, SYS_brk,       SYS_mprotect,
                                               SYS_madvise, SYS_futex,  SYS_getrandom, SYS_mremap};
  return kOthers.contains(call);
}

struct Death {
  std::vector<std::uint64_t> calls;  // made before the end
  bool was_killed = false;
  int exit_code = 0;  // of one that lived
};

// The child must not return: it has this process's memory, tests and all.
template <typename Work>
Death run_and_kill_before(std::size_t call, Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    try {
      work();
    } catch (const std::exception& why) {
      ::dprintf(2, "%s\n", why.what());
      ::_exit(1);
    }
    ::_exit(0);
  }
  Death death;
  int status = 0;
  ::waitpid(child, &status, 0);
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  while (true) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      death.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      return death;
    }
    __ptrace_syscall_info info{};
    ::ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info);
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY || touches_no_file(info.entry.nr)) continue;
    if (death.calls.size() == call) {
      death.was_killed = true;
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      return death;
    }
    death.calls.push_back(info.entry.nr);
  }
}

Keyring small_ring() {
  std::vector<Key> keys;
  for (const Purpose purpose : {Purpose::seal, Purpose::log}) {
    const Timetable table{
        .published_at = kNow, .active_at = kNow, .retired_at = {}, .destroyed_at = {}};
    keys.push_back({std::string(name_of(purpose)) + "-1", purpose, 1, table,
                    Secret::copy_of(std::string(32, 's'))});
  }
  return {1, std::move(keys)};
}

class KeyringCrash_Design3 : public testing::Test {
 protected:
  void SetUp() override { save_keyring(file_, before_, passphrase_, random_); }

  Keyring next_ring(OldKeys old) {
    const RotationPlan plan{.purpose = Purpose::seal,
                            .now = kNow,
                            .active_at = {},
                            .terms = {.published_ahead = {}, .kept_after = {}}};
    return std::move(rotate_at_once(before_, plan, old, random_)->ring);
  }

  bool is_whole(const fs::path& file, std::uint64_t serial) const {
    const Keyring ring = load_keyring(file, passphrase_);
    return ring.serial() == serial && ring.keys().size() == serial + 1;
  }

  tests::TemporaryFolder folder_;
  const fs::path file_ = folder_ / "keys.jwe";
  const fs::path previous_ = folder_ / "keys.jwe.bak";
  tests::FixedRandom random_;
  const Secret passphrase_ = Secret::copy_of("the passphrase of a test");
  const Keyring before_ = small_ring();
};

TEST_F(KeyringCrash_Design3, LeavesOneWholeFileWhereverItEnds) {
  const Keyring next = next_ring(OldKeys::kept);  // and so `.bak` is the old file, to the letter
  const std::string first = tests::content_of(file_);
  std::set<std::uint64_t> found;
  std::size_t deaths = 0;

  while (true) {
    fs::remove(previous_);
    tests::write_file(file_, first);
    random_.octets(1);  // another draft's name than the last one's
    const Death death =
        run_and_kill_before(deaths, [&] { save_keyring(file_, next, passphrase_, random_); });
    if (!death.was_killed) {
      ASSERT_EQ(death.exit_code, 0) << "after " << deaths << " deaths";
      break;
    }
    const bool is_old = tests::content_of(file_) == first;
    EXPECT_TRUE(is_old || is_whole(file_, 2)) << "killed before call " << deaths;
    EXPECT_TRUE(!fs::exists(previous_) || tests::content_of(previous_) == first)
        << "before call " << deaths;
    found.insert(is_old ? 1 : 2);
    ++deaths;
  }

  EXPECT_GE(deaths, 20U);  // two files of: open, chmod, write, sync, rename, sync the folder
  EXPECT_EQ(found, (std::set<std::uint64_t>{1, 2}));
  // The last one lived, and swept up after the others.
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 2);
}

// A kill does not show what a power cut does: that is in the order of the calls.
TEST_F(KeyringCrash_Design3, IsOnTheDiskBeforeItIsUnderItsName) {
  const Keyring next = next_ring(OldKeys::destroyed);

  const Death life =
      run_and_kill_before(SIZE_MAX, [&] { save_keyring(file_, next, passphrase_, random_); });

  std::vector<std::uint64_t> order;
  for (const auto call : life.calls) {
    if (call == SYS_write || call == SYS_fsync || call == SYS_rename) order.push_back(call);
  }
  const std::vector<std::uint64_t> one{SYS_write, SYS_fsync, SYS_rename, SYS_fsync};
  std::vector<std::uint64_t> both = one;
  both.insert(both.end(), one.begin(), one.end());
  EXPECT_EQ(order, both);
  EXPECT_TRUE(is_whole(file_, 2));
  EXPECT_TRUE(is_whole(previous_, 1));
}

}  // namespace
}  // namespace sluis::crypto
