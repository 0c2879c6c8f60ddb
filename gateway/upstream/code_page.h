#pragma once

// The page where she types the code that was sent by e-mail. It names the domain of her address and
// never the part before the '@'.

#include <optional>
#include <string>

#include "fault/refusal.h"
#include "http/message.h"
#include "web/language.h"
#include "web/page.h"

namespace sluis::upstream {

struct CodePage {
  std::string flow_id;
  std::string form_token;
  web::Language language;
  std::string service;  // empty: the gateway itself (/me)
  std::string domain;   // of the address that the code went to
  std::optional<Refusal>
      problem{};  // what was wrong with the code just given: code_wrong, too_many_mails, …
  std::optional<unsigned> tries_left{};  // shown with code_wrong
  bool can_resend = true;                // false: no more mails for now, and no button for it
  bool was_resent = false;               // a new code has just been sent: the page says so
  std::string same_page{};               // for the language switch; empty: no switch
};

/// The form posts to /login/code with `flow`, `token`, `code`; a second form posts `flow`, `token`,
/// `again=1`; a link to /login?flow=… leads back to the address. The code may come with blanks in
/// it (people type "1234 5678"): whoever reads the form takes them out. 200, or 400 with a problem.
http::Response code_page(const web::Pages& pages, const CodePage& page);

}  // namespace sluis::upstream
