#include "saml/deflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <stdexcept>

namespace sluis::saml {

namespace {

constexpr int kRaw = -15;  // zlib's way to say: no header, a window of 32 KiB
constexpr std::size_t kMostGrowth = 100;

struct EndDeflate {
  void operator()(z_stream* stream) const { deflateEnd(stream); }
};
struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

// zlib does not change its input; its type says otherwise.
void give(z_stream& stream, std::string_view octets) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(octets.data()));
  stream.avail_in = static_cast<uInt>(octets.size());
}

}  // namespace

std::string deflate(std::string_view octets) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kRaw, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
  const std::unique_ptr<z_stream, EndDeflate> ended(&stream);
  give(stream, octets);
  std::string result(deflateBound(&stream, octets.size()), '\0');
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  if (::deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("zlib fails");
  result.resize(stream.total_out);
  return result;
}

std::optional<std::string> inflate(std::string_view octets, std::size_t limit_bytes) {
  const std::size_t limit = std::min(limit_bytes, octets.size() * kMostGrowth);
  z_stream stream{};
  if (inflateInit2(&stream, kRaw) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, EndInflate> ended(&stream);
  give(stream, octets);
  std::string result;
  std::array<char, 4096> part{};
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    code = ::inflate(&stream, Z_NO_FLUSH);
    result.append(part.data(), part.size() - stream.avail_out);
    if (result.size() > limit) return std::nullopt;
  }
  if (code != Z_STREAM_END || stream.avail_in != 0) return std::nullopt;
  return result;
}

}  // namespace sluis::saml
