#include "operate/new_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "crypto/descriptor.h"

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestFileBytes = 1024 * 1024;

[[noreturn]] void fail(std::string_view what, const fs::path& file, int error) {
  throw NewFileError(fmt::format("{} {}: {}", what, file.string(), std::strerror(error)));
}

// rename(2) that does not overwrite; file systems without it (NFS) have hard links.
int rename_to_free_name(const fs::path& from, const fs::path& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::link(from.c_str(), to.c_str()) != 0) return errno;
  ::unlink(from.c_str());
  return 0;
}

}  // namespace

NewFile::NewFile(fs::path target, std::string_view octets) : target_(std::move(target)) {
  struct stat status{};
  if (lstat(target_.c_str(), &status) == 0) fail("will not overwrite", target_, EEXIST);

  std::string name = target_.string() + ".XXXXXX";
  const crypto::Descriptor descriptor(mkostemp(name.data(), O_CLOEXEC));  // made with 0600
  if (!descriptor.is_open()) fail("cannot write", target_, errno);
  draft_ = name;
  if (crypto::write_all(descriptor, octets) && fsync(descriptor.number()) == 0) return;
  const int error = errno;
  ::unlink(draft_.c_str());
  fail("cannot write", target_, error);
}

NewFile::~NewFile() {
  if (!draft_.empty()) ::unlink(draft_.c_str());
}

void NewFile::publish() {
  if (const int error = rename_to_free_name(draft_, target_); error != 0) {
    fail("cannot write", target_, error);
  }
  draft_.clear();
  if (!crypto::sync_folder_of(target_)) fail("cannot sync the folder of", target_, errno);
}

std::string read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string octets(kLargestFileBytes + 1, '\0');
  stream.read(octets.data(), static_cast<std::streamsize>(octets.size()));
  if (!stream.is_open() || stream.bad()) throw NewFileError("cannot read " + file.string());
  octets.resize(static_cast<std::size_t>(stream.gcount()));
  if (octets.size() > kLargestFileBytes) throw NewFileError("too large: " + file.string());
  return octets;
}

}  // namespace sluis::operate
