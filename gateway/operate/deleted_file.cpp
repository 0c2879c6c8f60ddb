#include "operate/deleted_file.h"

#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string_view>

#include "crypto/encoding.h"
#include "crypto/sha256_stream.h"
#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kTimestampLength = 24;
constexpr std::string_view kTime = R"("time":")";

struct Seen {
  std::uint64_t octets = 0;
  std::uint64_t lines = 0;
  std::string first;  // times
  std::string last;
};

/// Empty if it does not say its time as our lines do.
std::string time_of(std::string_view line) {
  const auto found = line.find(kTime);
  if (found == std::string_view::npos) return {};
  const auto time = line.substr(found + kTime.size(), kTimestampLength);
  return time.size() == kTimestampLength && leading_day(time) ? std::string(time) : std::string();
}

void note_line(Seen& seen, std::string_view line) {
  ++seen.lines;
  const auto time = time_of(line);
  if (time.empty()) return;
  if (seen.first.empty()) seen.first = time;
  seen.last = time;
}

/// `rest` keeps what of a line has come so far; of a long one its beginning, where the time is.
void note_piece(Seen& seen, std::string& rest, std::string_view piece) {
  constexpr std::size_t kEnough = 4096;
  for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
    rest += piece.substr(0, std::min(end, kEnough));
    note_line(seen, rest);
    rest.clear();
    piece.remove_prefix(end + 1);
  }
  if (rest.size() < kEnough) rest += piece.substr(0, kEnough);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> details_of_deleted(
    const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream.is_open()) return {{"sha256", "unreadable"}};
  Seen seen;
  crypto::Sha256Stream hash;
  std::string rest;
  std::array<char, kPieceBytes> buffer;
  while (stream.read(buffer.data(), buffer.size()), stream.gcount() > 0) {
    const std::string_view piece(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    hash.add(piece);
    seen.octets += piece.size();
    note_piece(seen, rest, piece);
  }
  if (!rest.empty()) note_line(seen, rest);
  std::vector<std::pair<std::string, std::string>> details{
      {"sha256", crypto::hex_encode(hash.finish())}, {"octets", std::to_string(seen.octets)}};
  if (seen.first.empty()) return details;  // compressed: its lines cannot be counted
  details.emplace_back("lines", std::to_string(seen.lines));
  details.emplace_back("first", seen.first);
  details.emplace_back("last", seen.last);
  return details;
}

}  // namespace sluis::operate
