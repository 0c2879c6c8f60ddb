#include "operate/acting_user.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <limits>

namespace sluis::operate {

namespace {

uid_t acting_uid() {
  constexpr std::uint32_t kNobodyLoggedIn = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t login = kNobodyLoggedIn;
  std::ifstream("/proc/self/loginuid") >> login;
  return login == kNobodyLoggedIn ? getuid() : static_cast<uid_t>(login);
}

}  // namespace

std::string acting_user() {
  const uid_t uid = acting_uid();
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return found->pw_name;
  }
  return "uid:" + std::to_string(uid);
}

}  // namespace sluis::operate
