#include <gtest/gtest.h>

#include "upstream/mailer.h"

namespace sluis::tests {

namespace {

std::string printed() {
  auto mailer = upstream::make_console_mailer();
  testing::internal::CaptureStdout();

  mailer->send({.to = crypto::Secret::copy_of("anna@minjenv.nl"),
                .subject = "Uw inlogcode",
                .plain_text = "Uw code",
                .language = "nl, en",
                .request_id = "request",
                .code = crypto::Secret::copy_of("1234 5678"),
                .service = "Overleg Caf\u00e9"});
  return testing::internal::GetCapturedStdout();
}

TEST(ConsoleMailer_Promise2, ShowsCodeServiceAndDomainAlone) {
  const auto text = printed();

  EXPECT_NE(text.find("1234 5678"), std::string::npos);
  EXPECT_NE(text.find("Overleg Caf\u00e9"), std::string::npos);
  EXPECT_NE(text.find("@minjenv.nl"), std::string::npos);
  EXPECT_EQ(text.find("anna"), std::string::npos);
}

TEST(ConsoleMailer_Frame, IsAsWideAsItsText) {
  const auto text = printed();

  const auto frame = text.substr(text.find('+'), text.find('\n', 1) - text.find('+'));
  const auto line = text.substr(text.find('|'), text.rfind('|') + 1 - text.find('|'));
  EXPECT_EQ(frame.size() + 1, line.size());  // one letter of two octets
}

}  // namespace

}  // namespace sluis::tests
