#include "operate/system_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>

#include "tests/operate/temporary_folder.h"

namespace sluis::operate {
namespace {

TEST(SystemLog_Rfc3164, GetsTheHeadAsAuthprivNotice) {
  const tests::TemporaryFolder folder;
  const std::string path = folder / "log";
  const int listener = socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);

  const bool is_told =
      tell_system_log({.sequence = 12, .hash = std::string(64, 'a')}, "/l/audit.jsonl", path);

  std::array<char, 512> buffer{};
  const auto length = recv(listener, buffer.data(), buffer.size(), MSG_DONTWAIT);
  close(listener);
  EXPECT_TRUE(is_told);
  ASSERT_GT(length, 0);
  EXPECT_EQ(std::string(buffer.data(), static_cast<std::size_t>(length)),
            "<85>sluis[" + std::to_string(getpid()) +
                "]: audit log /l/audit.jsonl at 12:" + std::string(64, 'a'));
}

TEST(SystemLog_Rfc3164, IsNotMissedWhereThereIsNone) {
  const tests::TemporaryFolder folder;

  EXPECT_FALSE(tell_system_log({}, "audit.jsonl", folder / "nobody"));
}

}  // namespace
}  // namespace sluis::operate
