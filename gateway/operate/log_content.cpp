#include "operate/log_content.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string_view>

#include "crypto/encoding.h"
#include "crypto/sha256_stream.h"
#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kTimestampLength = 24;
constexpr std::size_t kEnoughOfALine = 4096;  // its time is at the beginning
constexpr std::string_view kTime = R"("time":")";

struct CloseGzip {
  void operator()(gzFile file) const { gzclose(file); }
};
using GzipFile = std::unique_ptr<gzFile_s, CloseGzip>;

/// Calls `each` with the pieces of what the file says; false from it ends that. Whoever is not
/// compressed by gzip is read as it stands.
template <typename Each>
void read_content(const fs::path& path, Each each) {
  const GzipFile file(gzopen(path.c_str(), "rbe"));
  if (!file) return;
  std::string piece(kPieceBytes, '\0');
  while (true) {
    const int length = gzread(file.get(), piece.data(), kPieceBytes);
    if (length <= 0) return;
    if (!each(std::string_view(piece).substr(0, static_cast<std::size_t>(length)))) return;
  }
}

/// Empty if it does not say its time as our lines do.
std::string time_of(std::string_view line) {
  const auto found = line.find(kTime);
  if (found == std::string_view::npos) return {};
  const auto time = line.substr(found + kTime.size(), kTimestampLength);
  return time.size() == kTimestampLength && leading_day(time) ? std::string(time) : std::string();
}

class Lines {
 public:
  void read(std::string_view piece) {
    for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
      keep(piece.substr(0, end));
      note();
      piece.remove_prefix(end + 1);
    }
    keep(piece);
    has_rest_ = has_rest_ || !piece.empty();
  }
  void finish() {
    if (has_rest_) note();
  }

  std::uint64_t count() const { return count_; }
  const std::string& first() const { return first_; }  // times
  const std::string& last() const { return last_; }

 private:
  void keep(std::string_view part) {
    if (line_.size() < kEnoughOfALine) line_ += part.substr(0, kEnoughOfALine);
  }
  void note() {
    ++count_;
    const auto time = time_of(line_);
    if (!time.empty() && first_.empty()) first_ = time;
    if (!time.empty()) last_ = time;
    line_.clear();
    has_rest_ = false;
  }

  std::uint64_t count_ = 0;
  std::string first_;
  std::string last_;
  std::string line_;
  bool has_rest_ = false;
};

}  // namespace

std::optional<std::chrono::year_month_day> first_day_in(const fs::path& file) {
  std::string beginning;
  read_content(file, [&](std::string_view piece) {
    beginning += piece.substr(0, kEnoughOfALine);
    return false;
  });
  return leading_day(time_of(std::string_view(beginning).substr(0, beginning.find('\n'))));
}

std::vector<std::pair<std::string, std::string>> details_of_deleted(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream.is_open()) return {{"sha256", "unreadable"}};
  std::uint64_t octets = 0;
  crypto::Sha256Stream hash;
  std::array<char, kPieceBytes> buffer;
  while (stream.read(buffer.data(), buffer.size()), stream.gcount() > 0) {
    const std::string_view piece(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    hash.add(piece);
    octets += piece.size();
  }
  std::vector<std::pair<std::string, std::string>> details{
      {"sha256", crypto::hex_encode(hash.finish())}, {"octets", std::to_string(octets)}};
  Lines lines;
  read_content(file, [&](std::string_view piece) {
    lines.read(piece);
    return true;
  });
  lines.finish();
  if (lines.first().empty()) return details;  // nothing that we can read
  details.emplace_back("lines", std::to_string(lines.count()));
  details.emplace_back("first", lines.first());
  details.emplace_back("last", lines.last());
  return details;
}

}  // namespace sluis::operate
