#pragma once

// A token of SoftHSM's in a folder of its own, for as long as a test lasts. It speaks through the
// module of tests/soft_token/module.cpp.

#include <filesystem>
#include <string>
#include <string_view>

#include "crypto/token.h"

namespace sluis::tests {

class SoftToken {
 public:
  static constexpr std::string_view kLabel = "sluis";

  SoftToken();
  ~SoftToken();
  SoftToken(const SoftToken&) = delete;
  SoftToken& operator=(const SoftToken&) = delete;

  crypto::TokenAddress address() const;
  void write_pin(std::string_view pin) const;
  const std::filesystem::path& pin_file() const { return pin_file_; }

  /// See module.cpp.
  static void be(const char* mood);

  enum class Kept { inside, extractable };
  /// A key whose octets the test knows. While no session is open.
  void import(const std::string& key_id, std::string_view octets, Kept kept = Kept::inside) const;

 private:
  std::filesystem::path folder_;
  std::filesystem::path pin_file_;
};

}  // namespace sluis::tests
