#include "upstream/smtp_examination.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

namespace sluis::upstream {

namespace {

using enum Finding::Side;

// X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED: OpenSSL's numbers, as libcurl
// passes them on.
constexpr long kNotTheChain = 1;  // libcurl checks the name itself, once the chain is good
constexpr long kNotYetValid = 9;
constexpr long kExpired = 10;

/// Host and port. A user or a password in the URL is not shown.
std::string server_of(std::string_view url) {
  if (const auto scheme_end = url.find("://"); scheme_end != url.npos) {
    url.remove_prefix(scheme_end + 3);
  }
  if (const auto at = url.rfind('@'); at != url.npos) url.remove_prefix(at + 1);
  return in_quotes(url);
}

Finding bad_certificate(const std::string& server, long why) {
  if (why == kNotYetValid || why == kExpired) {
    return Finding::bad(theirs, fmt::format("the certificate of {} has expired or is not yet valid "
                                            "(if our clock is right)",
                                            server));
  }
  if (why <= kNotTheChain) {
    return Finding::bad(theirs, fmt::format("the certificate of {} is for another host", server));
  }
  return Finding::bad(
      theirs, fmt::format("the certificate of {} comes from nobody we trust. If it is an authority "
                          "of their own: its root belongs in mail.ca",
                          server));
}

Finding failure(const std::string& server, const SmtpAttempt& attempt) {
  switch (attempt.result) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Finding::bad(network, fmt::format("DNS gives no address for {}: a typing error, or "
                                               "this machine's name server",
                                               server));
    case CURLE_COULDNT_CONNECT:
      return Finding::bad(network, fmt::format("no connection to {}: a firewall on the way, or the "
                                               "mail server is down",
                                               server));
    case CURLE_OPERATION_TIMEDOUT:
      return Finding::bad(network, fmt::format("{} did not answer in time: a firewall that drops, "
                                               "or the wrong port (465 is smtps://, 587 smtp://)",
                                               server));
    case CURLE_PEER_FAILED_VERIFICATION:
      return bad_certificate(server, attempt.certificate);
    case CURLE_SSL_CONNECT_ERROR:
      return Finding::bad(theirs, fmt::format("no TLS connection with {}: TLS 1.2 or newer is "
                                              "needed (465 is smtps://, 587 smtp://)",
                                              server));
    case CURLE_SSL_CACERT_BADFILE:
      return Finding::bad(ours, "mail.ca holds no certificate that can be read");
    case CURLE_USE_SSL_FAILED:
      return Finding::bad(
          theirs, fmt::format("{} offers no STARTTLS, and no mail goes without TLS", server));
    case CURLE_LOGIN_DENIED:
      return Finding::bad(
          ours, fmt::format("{} does not accept our login: user or password_file", server));
    default:
      return Finding::bad(theirs, fmt::format("{} does not answer as a mail server does", server));
  }
}

}  // namespace

Findings smtp_findings(const SmtpSettings& settings, const SmtpAttempt& attempt) {
  const auto server = server_of(settings.url);
  if (attempt.result != CURLE_OK) return {failure(server, attempt)};
  Findings found;
  found.push_back(
      Finding::good(network, fmt::format("{} is reached, and its certificate is good", server)));
  if (settings.user.empty()) {
    found.push_back(Finding::note(
        ours, "we do not log in (no user): it must take mail from this machine as it is"));
  } else {
    found.push_back(Finding::good(ours, "our login is accepted"));
  }
  found.push_back(Finding::note(
      theirs, "whether it takes mail from our sender shows with the first mail: none was sent"));
  return found;
}

}  // namespace sluis::upstream
