#include "upstream/mail_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "crypto/encoding.h"

namespace sluis::upstream {

namespace {

bool is_graphic(char octet) { return octet > ' ' && octet < 127; }

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char octet) { return is_graphic(octet) || octet == ' '; });
}

bool is_continuation(char octet) { return (static_cast<unsigned char>(octet) & 0xC0) == 0x80; }

/// RFC 2047 §2: an encoded word has at most 75 characters and holds whole characters; several are
/// separated by folded blanks, which a reader drops.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kOctetsPerWord = 42;  // 56 characters of base64 and 12 around them
  std::string words;
  while (!text.empty()) {
    auto end = std::min(kOctetsPerWord, text.size());
    while (end < text.size() && end > 1 && is_continuation(text[end])) --end;
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + crypto::base64_encode(text.substr(0, end)) + "?=";
    text.remove_prefix(end);
  }
  return words;
}

/// Control characters become blanks: encoded they would do no harm on the wire, but nobody should
/// find them again behind a reader that decodes.
std::string without_controls(std::string_view text) {
  std::string clean(text);
  std::ranges::replace_if(
      clean, [](char octet) { return static_cast<unsigned char>(octet) < ' ' || octet == 127; },
      ' ');
  return clean;
}

/// RFC 5322 §3.2.5 unstructured.
std::string unstructured(std::string_view text) {
  constexpr std::size_t kLimitPlain = 66;  // with "Subject: " one line
  const auto clean = without_controls(text);
  const bool is_plain =
      is_printable(clean) && clean.size() <= kLimitPlain && clean.find("=?") == std::string::npos;
  return is_plain ? clean : encoded_words(clean);
}

/// RFC 5322 §3.4 mailbox, with the name quoted or encoded.
std::string mailbox(std::string_view name, std::string_view address) {
  if (name.empty()) return std::string(address);
  const auto clean = without_controls(name);
  constexpr std::size_t kLimitQuoted = 50;
  if (!is_printable(clean) || clean.size() > kLimitQuoted ||
      clean.find("=?") != std::string::npos) {
    return fmt::format("{}\r\n <{}>", encoded_words(clean), address);
  }
  std::string quoted;
  for (const char octet : clean) {
    if (octet == '"' || octet == '\\') quoted += '\\';
    quoted += octet;
  }
  return fmt::format("\"{}\" <{}>", quoted, address);
}

/// RFC 5322 §3.3, in UTC.
std::string date_time(crypto::TimePoint now) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto midnight = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(now - midnight));
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
      kDays.at(std::chrono::weekday(midnight).c_encoding()), static_cast<unsigned>(date.day()),
      kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
      time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// RFC 2045 §6.7: one line, broken softly before its 77th character.
void append_quoted_printable(std::string& body, std::string_view line) {
  constexpr std::size_t kLimitLine = 75;  // and the '=' of a soft break
  std::size_t width = 0;
  for (std::size_t index = 0; index < line.size(); ++index) {
    const char octet = line[index];
    const bool is_last = index + 1 == line.size();
    // A blank at the end of a line may be lost on the way.
    const bool is_literal = (is_graphic(octet) && octet != '=') || (octet == ' ' && !is_last);
    const std::size_t needed = is_literal ? 1 : 3;
    if (width + needed > kLimitLine) {
      body += "=\r\n";
      width = 0;
    }
    if (is_literal) {
      body += octet;
    } else {
      fmt::format_to(std::back_inserter(body), "={:02X}", static_cast<unsigned char>(octet));
    }
    width += needed;
  }
  body += "\r\n";
}

void append_body(std::string& message, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    append_quoted_printable(message, line);
  }
}

}  // namespace

void require_mailbox(std::string_view address) {
  constexpr std::string_view kNever = "<>,;:\"\\()[]";
  const auto at = address.find('@');
  const bool is_mailbox = at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
                          address.find('@', at + 1) == std::string_view::npos &&
                          std::ranges::all_of(address, is_graphic) &&
                          address.find_first_of(kNever) == std::string_view::npos;
  if (!is_mailbox) throw std::invalid_argument("a mail address that cannot stand in an envelope");
}

crypto::Secret compose(const MailMessage& message, crypto::TimePoint now, crypto::Random& random) {
  require_mailbox(message.from);
  require_mailbox(message.to);
  const auto header = [&](std::string& text, std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  std::string text;
  text.reserve(1024 +
               4 * message.plain_text.size());  // no growth that leaves a copy of the code behind
  header(text, "From", mailbox(message.from_name, message.from));
  header(text, "To", message.to);
  header(text, "Subject", unstructured(message.subject));
  header(text, "Date", date_time(now));
  header(text, "Message-ID",
         fmt::format("<{}@{}>", crypto::base32_lower_encode(random.octets(16)),
                     without_controls(message.host)));
  // RFC 3834 §5 and Exchange's own word: no absence notes back.
  header(text, "Auto-Submitted", "auto-generated");
  header(text, "X-Auto-Response-Suppress", "All");
  header(text, "MIME-Version", "1.0");
  header(text, "Content-Type", "text/plain; charset=UTF-8");
  header(text, "Content-Language", without_controls(message.language));
  header(text, "Content-Transfer-Encoding", "quoted-printable");
  text += "\r\n";
  append_body(text, message.plain_text);
  return crypto::Secret::take(std::move(text));
}

}  // namespace sluis::upstream
