#include "portal/qr_code.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sluis::portal {
namespace {

// ISO/IEC 18004 §6.3.3: the finder pattern's upper row is seven dark modules, behind a quiet zone
// of four.
TEST(QrCode_Iso18004, BeginsWithAFinderPattern) {
  const QrCode code = qr_code("https://meet.example/wakkere-bever-k3x9q2mw7d");

  EXPECT_TRUE(code.path.starts_with("M4 4h7v1H4z")) << code.path.substr(0, 40);
}

// Version 4 (33 modules) holds 62 octets at level M; with the quiet zone 41.
TEST(QrCode_Iso18004, IsAsLargeAsItsText) {
  EXPECT_EQ(qr_code(std::string(60, 'a')).view_box, "0 0 41 41");
}

TEST(QrCode_Iso18004, RefusesWhatFitsNone) {
  EXPECT_THROW(qr_code(std::string(2001, 'a')), std::length_error);
}

}  // namespace
}  // namespace sluis::portal
