#pragma once

// A new file that only its owner may read (0600), which appears under its name complete or not at
// all, and never in place of another.

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sluis::operate {

/// A plain reason with the path in it; never a secret.
class NewFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class NewFile {
 public:
  /// Writes the octets beside `target`, under a name of its own. Throws NewFileError, also if there
  /// is something under the target's name already.
  NewFile(std::filesystem::path target, std::string_view octets);
  ~NewFile();  // what was not published is removed
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  /// Where it stands until it is published.
  const std::filesystem::path& draft() const { return draft_; }

  /// Gives it its name. Throws NewFileError if somebody else has taken the name meanwhile.
  void publish();

 private:
  std::filesystem::path target_;
  std::filesystem::path draft_;
};

/// Throws NewFileError: it cannot be read, or it is larger than a mebibyte.
std::string read_file(const std::filesystem::path& file);

}  // namespace sluis::operate
