// Runs a fuzz target over every file in the folders named, so that a corpus is an ordinary test.
// With libFuzzer
// (-fsanitize=fuzzer) the same target runs without this file.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size);

int main(int count, char** arguments) {
  std::size_t files = 0;
  for (int number = 1; number < count; ++number) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[number])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string octets{std::istreambuf_iterator<char>(file), {}};
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
      ++files;
    }
  }
  std::printf("%zu files\n", files);
  return files > 0 ? 0 : 1;  // a corpus that is not found proves nothing
}
