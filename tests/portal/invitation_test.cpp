#include "portal/invitation.h"

#include <gtest/gtest.h>

#include <string_view>

namespace sluis::portal {
namespace {

using namespace std::chrono_literals;

constexpr crypto::TimePoint kNow{1'767'225'600'000ms + 90min};  // 2026-01-01T01:30:00Z

Invitation invitation(std::string title) {
  return {.title = std::move(title),
          .link = "https://meet.example/wakkere-bever-k3x9q2mw7d",
          .language = web::Language::en};
}

std::string unfolded(std::string text) {
  for (auto at = text.find("\r\n "); at != std::string::npos; at = text.find("\r\n ")) {
    text.erase(at, 3);
  }
  return text;
}

TEST(Invitation_Design5, SaysWhatAndWhere) {
  const std::string text = invitation_text(invitation("Overleg"));

  EXPECT_TRUE(text.contains("Overleg"));
  EXPECT_TRUE(text.contains("https://meet.example/wakkere-bever-k3x9q2mw7d"));
}

TEST(Invitation_Rfc5545, HasWhatAnEventMustHave) {
  const std::string file = invitation_calendar(invitation("Overleg"), "uid@example", kNow);

  EXPECT_TRUE(file.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
  EXPECT_TRUE(file.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
  EXPECT_TRUE(file.contains("UID:uid@example\r\n"));
  EXPECT_TRUE(file.contains("DTSTAMP:20260101T013000Z\r\n"));
  EXPECT_TRUE(file.contains("DTSTART:20260101T020000Z\r\n"));
  EXPECT_TRUE(file.contains("DTEND:20260101T030000Z\r\n"));
}

TEST(Invitation_Rfc5545, EscapesText) {
  const std::string file =
      invitation_calendar(invitation("Zuid; Oost, \\ West"), "uid@example", kNow);

  EXPECT_TRUE(file.contains("SUMMARY:Zuid\\; Oost\\, \\\\ West\r\n"));
  EXPECT_TRUE(unfolded(file).contains("\\n\\nTake part at https://meet.example/"));
}

TEST(Invitation_Rfc5545, FoldsLinesOf75OctetsAndNoCharacter) {
  std::string title;
  for (int number = 0; number < 80; ++number) title += "é";

  const std::string file = invitation_calendar(invitation(title), "uid@example", kNow);

  std::string_view left = file;
  while (!left.empty()) {
    const auto end = left.find("\r\n");
    ASSERT_NE(end, left.npos);
    EXPECT_LE(end, 75U);
    EXPECT_NE(
        static_cast<unsigned char>(left.substr(left.starts_with(' ') ? 1 : 0).front()) & 0xC0U,
        0x80U);
    left.remove_prefix(end + 2);
  }
  EXPECT_TRUE(unfolded(file).contains("SUMMARY:" + title + "\r\n"));
}

}  // namespace
}  // namespace sluis::portal
