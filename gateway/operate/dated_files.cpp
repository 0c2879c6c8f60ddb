#include "operate/dated_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kCompressed{".gz", ".zst", ".xz", ".bz2"};
constexpr std::size_t kDayLength = 10;

bool take(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

/// ".2" in front of the extension. False if what stands there is no such number.
bool take_number(std::string_view& text, std::string_view extension, unsigned& number) {
  if (text.starts_with(extension)) return true;
  if (!take(text, ".") || text.starts_with('0')) return false;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return failed == std::errc{} && number >= 2;
}

bool is_regular(const fs::path& path) {
  struct stat status{};
  return lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

std::optional<DatedFile> dated_file(const fs::path& file, std::string_view name) {
  const std::string extension = file.extension().string();
  std::string_view rest = name;
  if (!take(rest, file.stem().string() + "-")) return std::nullopt;
  const auto day = leading_day(rest);
  if (!day) return std::nullopt;
  DatedFile found{.path = file.parent_path() / name, .day = *day};
  rest.remove_prefix(kDayLength);
  if (!take_number(rest, extension, found.number) || !take(rest, extension)) return std::nullopt;
  found.is_compressed = std::ranges::find(kCompressed, rest) != kCompressed.end();
  if (!rest.empty() && !found.is_compressed) return std::nullopt;
  return found;
}

std::vector<DatedFile> dated_files(const fs::path& file) {
  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  std::vector<DatedFile> all;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    auto found = dated_file(file, entry->path().filename().string());
    if (found && is_regular(found->path)) all.push_back(std::move(*found));
  }
  std::ranges::sort(all, {}, [](const DatedFile& one) {
    return std::tuple(std::chrono::sys_days{one.day}, one.number, one.path);
  });
  return all;
}

fs::path free_dated_path(const fs::path& file, std::chrono::year_month_day day) {
  const auto numbered = [&](std::string_view number) {
    return file.parent_path() / fmt::format("{}-{}{}{}", file.stem().string(), day_text(day),
                                            number, file.extension().string());
  };
  // The clock was set back, or somebody put a file there: rename(2) would overwrite it.
  fs::path path = numbered("");
  struct stat status{};
  for (unsigned number = 2; lstat(path.c_str(), &status) == 0; ++number) {
    path = numbered(fmt::format(".{}", number));
  }
  return path;
}

}  // namespace sluis::operate
