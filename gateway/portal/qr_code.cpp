#include "portal/qr_code.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace sluis::portal {

namespace {

constexpr int kQuietZone = 4;
constexpr std::size_t kLongest = 2000;

struct Free {
  void operator()(QRcode* code) const noexcept { QRcode_free(code); }
};
using Code = std::unique_ptr<QRcode, Free>;

Code encode(std::string_view text) {
  if (text.size() > kLongest) throw std::length_error("a text too long for a QR code");
  // Level M: read with up to 15 % of it unreadable, from a screen or from paper.
  Code code(QRcode_encodeData(static_cast<int>(text.size()),
                              reinterpret_cast<const unsigned char*>(text.data()), 0,
                              QR_ECLEVEL_M));
  if (!code) throw std::runtime_error("no QR code could be made");
  return code;
}

}  // namespace

QrCode qr_code(std::string_view text) {
  const Code code = encode(text);
  const int width = code->width;
  std::string path;
  for (int row = 0; row < width; ++row) {
    const unsigned char* modules = code->data + static_cast<std::ptrdiff_t>(row) * width;
    for (int column = 0; column < width;) {
      int end = column;
      while (end < width && (modules[end] & 1U) != 0) ++end;
      if (end > column) {
        path += fmt::format("M{} {}h{}v1H{}z", column + kQuietZone, row + kQuietZone, end - column,
                            column + kQuietZone);
      }
      column = end + 1;
    }
  }
  const int side = width + 2 * kQuietZone;
  return {.view_box = fmt::format("0 0 {} {}", side, side), .path = std::move(path)};
}

}  // namespace sluis::portal
