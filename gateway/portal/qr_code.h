#pragma once

// A link as a QR code (ISO/IEC 18004), drawn as one path of an inline SVG: no picture to fetch, and
// nothing that a script must draw.

#include <string>
#include <string_view>

namespace sluis::portal {

struct QrCode {
  std::string view_box;  // with the quiet zone of four modules around it
  std::string path;      // the dark modules
};

/// Throws std::length_error for a text that fits no QR code (beyond 2,000 octets).
QrCode qr_code(std::string_view text);

}  // namespace sluis::portal
