#include "upstream/mail_message.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/crypto/fixed_random.h"

namespace sluis::tests {

namespace {

constexpr crypto::TimePoint kNow{std::chrono::seconds{1767225600}};  // 2026-01-01T00:00:00Z

upstream::MailMessage example() {
  return {.from = "inloggen@login.example",
          .from_name = "Rijksconnect",
          .to = "anna@minjenv.nl",
          .subject = "Uw inlogcode",
          .plain_text = "Uw code:\n\n1234 5678\n",
          .language = "nl, en",
          .host = "login.example"};
}

std::string composed(const upstream::MailMessage& message) {
  FixedRandom random;
  return std::string(upstream::compose(message, kNow, random).expose());
}

std::string header_of(const std::string& text) { return text.substr(0, text.find("\r\n\r\n") + 2); }
std::string body_of(const std::string& text) { return text.substr(text.find("\r\n\r\n") + 4); }

/// The value of a header, folded lines included.
std::string value_of(const std::string& text, const std::string& name) {
  const auto header = "\r\n" + header_of(text);
  const auto begin = header.find("\r\n" + name + ": ");
  if (begin == std::string::npos) return "(none)";
  const auto value = begin + name.size() + 4;
  auto end = header.find("\r\n", value);
  while (header.compare(end, 3, "\r\n ") == 0) end = header.find("\r\n", end + 2);
  return header.substr(value, end - value);
}

TEST(MailMessage_Rfc5322, HasTheHeadersOfAnAutomaticMail) {
  const auto text = composed(example());

  EXPECT_EQ(value_of(text, "From"), "\"Rijksconnect\" <inloggen@login.example>");
  EXPECT_EQ(value_of(text, "To"), "anna@minjenv.nl");
  EXPECT_EQ(value_of(text, "Subject"), "Uw inlogcode");
  EXPECT_EQ(value_of(text, "Date"), "Thu, 01 Jan 2026 00:00:00 +0000");
  EXPECT_EQ(value_of(text, "Auto-Submitted"), "auto-generated");
  EXPECT_EQ(value_of(text, "Content-Type"), "text/plain; charset=UTF-8");
  EXPECT_EQ(value_of(text, "Content-Language"), "nl, en");
}

TEST(MailMessage_Rfc5322, HasARandomMessageIdAtOurHost) {
  FixedRandom random;
  const auto first = std::string(upstream::compose(example(), kNow, random).expose());
  const auto second = std::string(upstream::compose(example(), kNow, random).expose());

  const auto id = value_of(first, "Message-ID");
  EXPECT_TRUE(id.starts_with("<") && id.ends_with("@login.example>")) << id;
  EXPECT_EQ(id.size(), 26U + std::string("<@login.example>").size());
  EXPECT_NE(id, value_of(second, "Message-ID"));
}

TEST(MailMessage_Rfc5322, ShowsTheAddressAloneWithoutAName) {
  auto message = example();
  message.from_name = "";

  EXPECT_EQ(value_of(composed(message), "From"), "inloggen@login.example");
}

TEST(MailMessage_Rfc5322, QuotesWhatIsSpecialInAName) {
  auto message = example();
  message.from_name = "Say \"x\" \\ <a@b>, c";

  EXPECT_EQ(value_of(composed(message), "From"),
            "\"Say \\\"x\\\" \\\\ <a@b>, c\" <inloggen@login.example>");
}

TEST(MailMessage_Rfc5322, EndsEveryLineWithCrlfAndKeepsItShort) {
  auto message = example();
  const std::string subject(600, 'x');
  const std::string paragraph(5000, 'y');
  message.subject = subject;
  message.plain_text = paragraph;
  auto text = composed(message);

  std::size_t begin = 0;
  while (begin < text.size()) {
    const auto end = text.find("\r\n", begin);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - begin, 78U);
    EXPECT_EQ(text.substr(begin, end - begin).find_first_of("\r\n"), std::string::npos);
    begin = end + 2;
  }
}

TEST(MailMessage_Rfc2047, EncodesASubjectBeyondAscii) {
  auto message = example();
  message.subject = "Caf\u00e9";

  EXPECT_EQ(value_of(composed(message), "Subject"), "=?UTF-8?B?Q2Fmw6k=?=");
}

TEST(MailMessage_Rfc2047, KeepsCharactersWholeInLongSubjects) {
  std::string subject = "x";
  for (int count = 0; count < 60; ++count) subject += "\u00e9";
  auto message = example();
  message.subject = subject;

  const auto value = value_of(composed(message), "Subject");

  // 41 octets in the first word: one letter and twenty of two octets.
  EXPECT_TRUE(value.starts_with(
      "=?UTF-8?B?eMOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6k=?=\r\n "))
      << value;
}

TEST(MailMessage_Rfc2047, EncodesWhatLooksEncoded) {
  auto message = example();
  message.subject = "=?UTF-8?B?eA==?=";

  EXPECT_EQ(value_of(composed(message), "Subject"), "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=");
}

TEST(MailMessage_Injection, IsImpossibleBySubject) {
  auto message = example();
  message.subject = "x\r\nBcc: eve@example.com\r\n\r\nbody";

  const auto text = composed(message);

  EXPECT_EQ(value_of(text, "Bcc"), "(none)");
  EXPECT_EQ(value_of(text, "Subject"), "x  Bcc: eve@example.com    body");
}

TEST(MailMessage_Injection, IsImpossibleByName) {
  auto message = example();
  message.from_name = "x\nBcc: eve@example.com";

  EXPECT_EQ(value_of(composed(message), "Bcc"), "(none)");
}

TEST(MailMessage_Injection, IsImpossibleByLanguageAndHost) {
  auto message = example();
  message.language = "nl\r\nBcc: eve@example.com";
  message.host = "h\r\nBcc: eve@example.com";

  EXPECT_EQ(value_of(composed(message), "Bcc"), "(none)");
}

class MailMessage_Mailbox : public testing::TestWithParam<std::string_view> {};

TEST_P(MailMessage_Mailbox, ThrowsForWhatIsNone) {
  auto receiver = example();
  receiver.to = GetParam();
  auto sender = example();
  sender.from = GetParam();

  EXPECT_THROW(composed(receiver), std::invalid_argument);
  EXPECT_THROW(composed(sender), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(All, MailMessage_Mailbox,
                         testing::Values("", "anna", "@minjenv.nl", "anna@", "a@b@c",
                                         "anna@minjenv.nl\r\nBcc: eve@example.com",
                                         "anna@minjenv.nl\n", "anna@minjenv.nl,eve@example.com",
                                         "anna@minjenv.nl> <eve@example.com", "an na@minjenv.nl",
                                         "ann\u00e9@minjenv.nl", "\"anna\"@minjenv.nl"));

TEST(MailMessage_QuotedPrintable, LeavesTheCodeReadable) {
  EXPECT_EQ(body_of(composed(example())), "Uw code:\r\n\r\n1234 5678\r\n");
}

TEST(MailMessage_QuotedPrintable, EncodesTheRest) {
  auto message = example();
  message.plain_text = "a=b caf\u00e9\tx \r\n.\n";

  EXPECT_EQ(body_of(composed(message)), "a=3Db caf=C3=A9=09x=20\r\n.\r\n");
}

TEST(MailMessage_QuotedPrintable, BreaksLongLinesSoftlyAndNeverWithinAnOctet) {
  const std::string line = std::string(74, 'x') + "\u00e9" + "y";
  auto message = example();
  message.plain_text = line;

  EXPECT_EQ(body_of(composed(message)), std::string(74, 'x') + "=\r\n=C3=A9y\r\n");
}

TEST(MailMessage_QuotedPrintable, KeepsAFullLineWhole) {
  const std::string line(75, 'x');
  auto message = example();
  message.plain_text = line;

  EXPECT_EQ(body_of(composed(message)), line + "\r\n");
}

}  // namespace

}  // namespace sluis::tests
