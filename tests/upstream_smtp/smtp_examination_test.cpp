#include "upstream/smtp_examination.h"

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/upstream/findings.h"
#include "tests/upstream_smtp/mail_server.h"

namespace sluis::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

upstream::SmtpSettings settings() {
  return {.url = "smtps://someone:geheim@mail.example:465", .from = "a@login.example"};
}

std::string found_for(int result, long certificate = 0) {
  return as_text(
      upstream::smtp_findings(settings(), {.result = result, .certificate = certificate}));
}

struct Outcome {
  const char* name;
  int result;
  long certificate;
  const char* said;
};

class SmtpOutcome : public ::testing::TestWithParam<Outcome> {};

TEST_P(SmtpOutcome, IsSaidWithItsSide) {
  const auto found = found_for(GetParam().result, GetParam().certificate);

  EXPECT_THAT(found, HasSubstr(GetParam().said));
  EXPECT_THAT(found, HasSubstr(GetParam().result == CURLE_SSL_CACERT_BADFILE ? "mail.ca"
                                                                             : "mail.example:465"));
  EXPECT_THAT(found, Not(HasSubstr("geheim")));
}

INSTANTIATE_TEST_SUITE_P(
    SmtpExamination_Rfc8314, SmtpOutcome,
    ::testing::Values(
        Outcome{"Name", CURLE_COULDNT_RESOLVE_HOST, 0, "bad network: DNS"},
        Outcome{"Connection", CURLE_COULDNT_CONNECT, 0, "bad network: no connection"},
        Outcome{"Time", CURLE_OPERATION_TIMEDOUT, 0, "bad network: "},
        Outcome{"Host", CURLE_PEER_FAILED_VERIFICATION, 1, "is for another host"},
        Outcome{"Expired", CURLE_PEER_FAILED_VERIFICATION, 10, "has expired"},
        Outcome{"Chain", CURLE_PEER_FAILED_VERIFICATION, 18, "comes from nobody we trust"},
        Outcome{"Tls", CURLE_SSL_CONNECT_ERROR, 0, "bad theirs: no TLS"},
        Outcome{"StartTls", CURLE_USE_SSL_FAILED, 0, "bad theirs: 'mail.example:465' offers no"},
        Outcome{"Login", CURLE_LOGIN_DENIED, 0, "does not accept our login"},
        Outcome{"Root", CURLE_SSL_CACERT_BADFILE, 0, "bad ours: mail.ca"},
        Outcome{"Else", CURLE_WEIRD_SERVER_REPLY, 0, "bad theirs: "}),
    [](const auto& given) { return given.param.name; });

TEST(SmtpExamination_Rfc8314, NotesThatNobodyLogsIn) {
  EXPECT_THAT(found_for(CURLE_OK), AllOf(HasSubstr("good network: 'mail.example:465' is reached"),
                                         HasSubstr("note ours: we do not log in")));
}

/// A mail server, and what a mailer that trusts `trusted` finds there.
std::string found_at(std::vector<std::string> options, const Certificate& shown,
                     const Certificate& trusted, std::string user = "") {
  options.insert(options.end(), {"--certificate", shown.file(), "--key", shown.key_file()});
  MailServer server(std::move(options));
  FakeClock clock;
  FixedRandom random;
  const auto mailer = upstream::make_smtp_mailer(
      {.url = "smtps://localhost:" + std::to_string(server.port()),
       .from = "inloggen@login.example",
       .user = std::move(user),
       .password = crypto::Secret::copy_of("geheim"),
       .ca_file = trusted.file(),
       .threads = 1},
      {.journal = [](const Event&) {}, .clock = clock, .random = random});
  const auto found = as_text(mailer->examine());
  EXPECT_FALSE(server.receive(std::chrono::milliseconds(1))) << "no mail is sent";
  return found;
}

TEST(SmtpExamination_Rfc4954, LogsInAtARealServer) {
  const Certificate certificate("localhost");

  const auto found =
      found_at({"--tls", "implicit", "--login", "sluis:geheim"}, certificate, certificate, "sluis");

  EXPECT_THAT(found, AllOf(HasSubstr("is reached"), HasSubstr("good ours: our login is accepted"),
                           Not(HasSubstr("bad "))));
}

TEST(SmtpExamination_Rfc4954, SaysThatARealServerRefusesTheLogin) {
  const Certificate certificate("localhost");

  const auto found =
      found_at({"--tls", "implicit", "--login", "sluis:other"}, certificate, certificate, "sluis");

  EXPECT_THAT(found, HasSubstr("bad ours: 'localhost:"));
}

TEST(SmtpExamination_Rfc8314, TellsCertificatesOfRealServersApart) {
  const Certificate certificate("localhost");
  const Certificate another("mail.example");

  EXPECT_THAT(found_at({"--tls", "implicit"}, another, another), HasSubstr("is for another host"));
  EXPECT_THAT(found_at({"--tls", "implicit"}, certificate, another),
              HasSubstr("comes from nobody we trust"));
  EXPECT_THAT(found_at({"--tls", "implicit"}, certificate, certificate),
              HasSubstr("note ours: we do not log in"));
}

}  // namespace
}  // namespace sluis::tests
