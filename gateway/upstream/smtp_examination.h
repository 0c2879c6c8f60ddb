#pragma once

// What libcurl's outcome of an SMTP connection means for an operator (`sluis doctor connector`).
// Pure.

#include "fault/finding.h"
#include "upstream/mailer.h"

namespace sluis::upstream {

struct SmtpAttempt {
  int result;            // CURLcode
  long certificate = 0;  // X509_V_…, of the chain
};

/// Shows of the settings the server and whether there is a user, and no more.
Findings smtp_findings(const SmtpSettings& settings, const SmtpAttempt& attempt);

}  // namespace sluis::upstream
