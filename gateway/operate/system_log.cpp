#include "operate/system_log.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace sluis::operate {

namespace {

constexpr int kAuthPrivNotice = 10 * 8 + 5;  // RFC 3164 §4.1.1

}  // namespace

bool tell_system_log(const AuditHead& head, const std::filesystem::path& audit_log,
                     const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = socket.string();
  if (path.size() >= sizeof(address.sun_path)) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  const std::string line = fmt::format("<{}>sluis[{}]: audit log {} at {}", kAuthPrivNotice,
                                       getpid(), audit_log.string(), text_of(head));
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  const ssize_t sent = sendto(descriptor, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                              reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  close(descriptor);
  return sent == static_cast<ssize_t>(line.size());
}

}  // namespace sluis::operate
