// The configuration: whatever stands in the file, reading it ends in mistakes and never in a crash.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gateway/config.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  static const std::filesystem::path kFile =
      std::filesystem::temp_directory_path() /
      ("sluis-config-fuzz-" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(kFile, std::ios::binary)
      .write(reinterpret_cast<const char*>(octets), static_cast<std::streamsize>(size));
  const auto read = sluis::read_config(kFile);
  std::filesystem::remove(kFile);
  // No file as small as these names an allowlist that is there: something is always wrong.
  sluis::tests::require(!read.is_good());
  return 0;
}
