#include "crypto/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sluis::crypto {

Descriptor::~Descriptor() {
  if (is_open()) ::close(number_);
}

bool write_all(const Descriptor& file, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(file.number(), octets.data(), octets.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_folder_of(const std::filesystem::path& file) {
  const auto folder = std::filesystem::absolute(file).parent_path();
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.is_open() && ::fsync(opened.number()) == 0;
}

}  // namespace sluis::crypto
