#pragma once

// An open file of the operating system, and what must be true of it before it counts as written.

#include <filesystem>
#include <string_view>
#include <utility>

namespace sluis::crypto {

/// Closes the file with itself. Made from what open(2) gave, which may be a failure.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

/// False leaves the reason in errno; some of it may be written.
bool write_all(const Descriptor& file, std::string_view octets);

/// A new name is on the disk once its folder is. False leaves the reason in errno.
bool sync_folder_of(const std::filesystem::path& file);

}  // namespace sluis::crypto
