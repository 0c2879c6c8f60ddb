#include "operate/audit_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

#include "crypto/descriptor.h"

namespace sluis::operate::audit_files {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kLockPoll{10};
constexpr std::chrono::seconds kLockPatience{5};
constexpr std::uintmax_t kLongestLine = 64 * 1024;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

[[noreturn]] void fail(std::string_view what, const fs::path& file) {
  throw AuditLogError(fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(errno)));
}

std::string tail_of(const fs::path& file, std::uintmax_t size) {
  const std::uintmax_t length = std::min(size, kLongestLine);
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(size - length));
  std::string tail(length, '\0');
  stream.read(tail.data(), static_cast<std::streamsize>(length));
  if (!stream) fail("read", file);
  return tail;
}

}  // namespace

Lock::Lock(const fs::path& log, Kind kind) {
  const fs::path file = log.string() + ".lock";
  const bool is_writer = kind == Kind::exclusive;
  descriptor_ = ::open(
      file.c_str(), (is_writer ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (descriptor_ < 0 && !is_writer) return;
  if (descriptor_ < 0) fail("write", file);
  const auto deadline = std::chrono::steady_clock::now() + kLockPatience;
  while (::flock(descriptor_, (is_writer ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kLockPoll);
      continue;
    }
    ::close(descriptor_);
    throw AuditLogError(fmt::format("another process holds {}", file.string()));
  }
}

Lock::~Lock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

LastLine last_line(const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed || size == 0) return {};
  const std::string tail = tail_of(file, size);
  const auto end = tail.rfind('\n');
  if (end == std::string::npos) {
    if (size > kLongestLine) throw AuditLogError(file.string() + " does not end with a line");
    return {.text = std::nullopt, .torn = size};
  }
  const auto before = end == 0 ? std::string::npos : tail.rfind('\n', end - 1);
  const auto begin = before == std::string::npos ? 0 : before + 1;
  return {.text = tail.substr(begin, end - begin), .torn = tail.size() - end - 1};
}

std::string first_line(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string line(kLongestLine, '\0');
  stream.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(stream.gcount()));
  const auto end = line.find('\n');
  if (end != std::string::npos) line.resize(end);
  return line;
}

void append(const fs::path& file, std::string_view line) {
  const bool is_new = !fs::exists(file);
  const crypto::Descriptor descriptor(
      ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  struct stat status{};
  if (!descriptor.is_open() || fstat(descriptor.number(), &status) != 0) fail("write", file);
  // A file that somebody made beforehand may be open to others. A device is left as it is.
  if (S_ISREG(status.st_mode)) fchmod(descriptor.number(), kOwnerOnly);
  if (is_new && !crypto::sync_folder_of(file)) fail("sync the folder of", file);
  if (crypto::write_all(descriptor, line) && fdatasync(descriptor.number()) == 0) return;
  const int error = errno;
  // Should this fail too, the next one finds a torn line and cuts it off.
  [[maybe_unused]] const int undone = ftruncate(descriptor.number(), status.st_size);
  errno = error;
  fail("write", file);
}

void cut(const fs::path& file, std::uintmax_t octets) {
  std::error_code failed;
  fs::resize_file(file, fs::file_size(file) - octets, failed);
  if (failed) throw AuditLogError("cannot write " + file.string() + ": " + failed.message());
}

}  // namespace sluis::operate::audit_files
