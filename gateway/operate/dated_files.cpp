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

/// "20261121", as logrotate writes it (dateext).
std::optional<std::chrono::year_month_day> take_compact_day(std::string_view& text) {
  constexpr std::size_t kLength = 8;
  if (text.size() < kLength) return std::nullopt;
  const auto digits = text.substr(0, kLength);
  const auto dashed =
      fmt::format("{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6, 2));
  text.remove_prefix(kLength);
  return leading_day(dashed);
}

/// ".3": the third newest, or so.
bool take_age(std::string_view& text) {
  constexpr unsigned kMost = 9999;
  unsigned age = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), age);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return failed == std::errc{} && age <= kMost;
}

bool is_compression_or_nothing(std::string_view text) {
  return text.empty() || std::ranges::find(kCompressed, text) != kCompressed.end();
}

bool is_regular(const fs::path& path) {
  struct stat status{};
  return lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

template <typename Found>
std::vector<Found> those_of(const fs::path& file,
                            std::optional<Found> (*find)(const fs::path&, std::string_view)) {
  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  std::vector<Found> all;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    auto found = find(file, entry->path().filename().string());
    if (found && is_regular(found->path)) all.push_back(std::move(*found));
  }
  return all;
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
  if (!is_compression_or_nothing(rest)) return std::nullopt;
  found.is_compressed = !rest.empty();
  return found;
}

std::optional<StrayFile> stray_file(const fs::path& file, std::string_view name) {
  std::string_view rest = name;
  if (!take(rest, file.filename().string())) return std::nullopt;
  StrayFile found{.path = file.parent_path() / name};
  if (take(rest, "-")) {
    found.day = take_compact_day(rest);
    if (!found.day) return std::nullopt;
  } else if (!take(rest, ".") || !take_age(rest)) {
    return std::nullopt;
  }
  if (!is_compression_or_nothing(rest)) return std::nullopt;
  return found;
}

std::vector<DatedFile> dated_files(const fs::path& file) {
  auto all = those_of(file, dated_file);
  std::ranges::sort(all, {}, [](const DatedFile& one) {
    return std::tuple(std::chrono::sys_days{one.day}, one.number, one.path);
  });
  return all;
}

std::vector<StrayFile> stray_files(const fs::path& file) { return those_of(file, stray_file); }

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
