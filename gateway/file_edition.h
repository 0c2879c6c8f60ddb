#pragma once

// Whether files are still those that were read: by place, size and time of change, and not by their
// content. A file that is replaced by rename(2) has another place.

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <tuple>
#include <vector>

namespace sluis {

class FileEdition {
 public:
  /// Files that are not there have an edition too.
  static FileEdition of(const std::vector<std::filesystem::path>& files) {
    FileEdition edition;
    for (const auto& file : files) {
      struct stat status{};
      if (::stat(file.c_str(), &status) != 0) status = {};
      edition.files_.emplace_back(status.st_ino, status.st_size, status.st_mtim.tv_sec,
                                  status.st_mtim.tv_nsec);
    }
    return edition;
  }

  bool is_still_of(const std::vector<std::filesystem::path>& files) const {
    return files_ == of(files).files_;
  }

 private:
  std::vector<std::tuple<ino_t, off_t, time_t, long>> files_;
};

}  // namespace sluis
