#include "portal/invitation.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include "web/texts.h"

namespace sluis::portal {

namespace {

constexpr std::size_t kLongestLine = 75;  // RFC 5545 §3.1: octets, without the line break

bool continues_a_character(char octet) {
  return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U;
}

/// RFC 5545 §3.1: long lines are folded, and never inside a character.
std::string folded(std::string_view line) {
  std::string whole;
  std::size_t limit = kLongestLine;
  while (line.size() > limit) {
    std::size_t end = limit;
    while (continues_a_character(line[end])) --end;
    whole.append(line.substr(0, end)).append("\r\n ");
    line.remove_prefix(end);
    limit = kLongestLine - 1;  // the space in front counts
  }
  return whole.append(line).append("\r\n");
}

/// RFC 5545 §3.3.11
std::string escaped(std::string_view text) {
  std::string whole;
  for (const char letter : text) {
    if (letter == '\n') {
      whole += "\\n";
      continue;
    }
    if (letter == '\\' || letter == ';' || letter == ',') whole += '\\';
    whole += letter;
  }
  return whole;
}

/// RFC 5545 §3.3.5, form 2: UTC.
std::string date_time(crypto::TimePoint time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<seconds>(time - day));
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace

std::string invitation_text(const Invitation& invitation) {
  return web::text("room.invitation", invitation.language,
                   {{"title", invitation.title}, {"link", invitation.link}});
}

std::string invitation_calendar(const Invitation& invitation, const std::string& uid,
                                crypto::TimePoint now) {
  const crypto::TimePoint begin =
      std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours(1);
  std::string file;
  for (const std::string& line : {
           std::string("BEGIN:VCALENDAR"),
           std::string("VERSION:2.0"),
           std::string("PRODID:-//Sluis//Rooms//EN"),
           std::string("BEGIN:VEVENT"),
           "UID:" + uid,
           "DTSTAMP:" + date_time(now),
           "DTSTART:" + date_time(begin),
           "DTEND:" + date_time(begin + std::chrono::hours(1)),
           "SUMMARY:" + escaped(invitation.title),
           "LOCATION:" + escaped(invitation.link),
           "URL:" + invitation.link,
           "DESCRIPTION:" + escaped(invitation_text(invitation)),
           std::string("END:VEVENT"),
           std::string("END:VCALENDAR"),
       }) {
    file += folded(line);
  }
  return file;
}

}  // namespace sluis::portal
