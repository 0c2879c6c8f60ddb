#include "crypto/private_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "crypto/descriptor.h"
#include "crypto/keyring_file.h"

namespace sluis::crypto::private_file {

namespace {

constexpr std::string_view kDraftEnding = ".new";

// Removes a half-written file, unless it has become the file.
class Draft {
 public:
  explicit Draft(std::filesystem::path path) : path_(std::move(path)) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  const std::filesystem::path& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  std::filesystem::path path_;
};

[[noreturn]] void refuse(Kind kind, std::string_view what) {
  throw KeyringFileError("the " + std::string(kind.noun) + " file " + std::string(what));
}

void require(bool worked, const char* what) {
  if (!worked) throw std::system_error(errno, std::generic_category(), what);
}

void check_owner_and_mode(const struct stat& status, Kind kind) {
  if (!S_ISREG(status.st_mode)) refuse(kind, "is not a regular file");
  if (status.st_uid != ::geteuid()) refuse(kind, "belongs to another user");
  const mode_t mode = status.st_mode & 07777;
  if (mode != 0600 && mode != 0400) refuse(kind, "must have mode 0600 or 0400");
}

Descriptor open_for_reading(const std::filesystem::path& file, Kind kind) {
  // Without O_NONBLOCK a pipe in its place would hold us until somebody writes.
  const int number = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (number < 0 && errno == ENOENT) refuse(kind, "does not exist");
  if (number < 0) refuse(kind, "cannot be opened");
  return Descriptor(number);
}

/// `keys.jwe.<word>.new` and `keys.jwe.bak.<word>.new` of `keys.jwe`, and no neighbour's
/// (`keys.jwe.realms.<word>.new`): that one may be writing.
bool is_draft_of(const std::string& file, std::string_view name) {
  const auto skip = [&name](std::string_view beginning) {
    const bool begins_so = name.starts_with(beginning);
    if (begins_so) name.remove_prefix(beginning.size());
    return begins_so;
  };
  if (!skip(file + ".") || !name.ends_with(kDraftEnding)) return false;
  skip("bak.");
  return name.find('.') == name.size() - kDraftEnding.size();
}

}  // namespace

Secret read(const std::filesystem::path& file, Kind kind) {
  const Descriptor opened = open_for_reading(file, kind);
  struct stat status{};
  require(::fstat(opened.number(), &status) == 0, "looking at the file");
  check_owner_and_mode(status, kind);

  Secret buffer(kind.limit_bytes + 1);
  std::size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t got = ::read(opened.number(), buffer.fill() + size, buffer.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(kind, "cannot be read");
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kind.limit_bytes) refuse(kind, "is larger than it can be");
  return Secret::copy_of(buffer.expose().substr(0, size));
}

void write(const std::filesystem::path& file, std::string_view octets, std::string_view unique) {
  // In the same folder: a rename between file systems is a copy, and not atomic.
  std::filesystem::path draft_path = file;
  draft_path += "." + std::string(unique) + std::string(kDraftEnding);
  const Descriptor opened(
      ::open(draft_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  require(opened.is_open(), "making a file beside the old one");
  Draft draft(draft_path);
  require(::fchmod(opened.number(), 0600) == 0,
          "setting the mode of the file");  // whatever the umask
  require(write_all(opened, octets), "writing the file");
  require(::fsync(opened.number()) == 0, "syncing the file");
  require(::rename(draft.path().c_str(), file.c_str()) == 0, "putting the file in place");
  draft.keep();
  require(sync_folder_of(file), "syncing the folder of the file");
}

void remove_drafts(const std::filesystem::path& file) {
  const std::string file_name = file.filename().string();
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::absolute(file).parent_path())) {
    if (!is_draft_of(file_name, entry.path().filename().string())) continue;
    require(::unlink(entry.path().c_str()) == 0, "removing a half-written file");
  }
}

int lock(const std::filesystem::path& file) {
  Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  require(opened.is_open(), "opening the lock file");
  if (::flock(opened.number(), LOCK_EX | LOCK_NB) == 0) return opened.release();
  require(errno == EWOULDBLOCK, "locking");
  return -1;
}

void unlock(int descriptor) { ::close(descriptor); }

}  // namespace sluis::crypto::private_file
