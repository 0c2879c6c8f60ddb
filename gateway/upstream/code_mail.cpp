#include "upstream/code_mail.h"

#include <fmt/format.h>

namespace sluis::upstream {

namespace {

// Whoever says "give me the code" on the telephone is the attacker that this door has to fear most.
constexpr std::string_view kDutch =
    "Uw code om in te loggen bij {service}:\n"
    "\n"
    "{code}\n"
    "\n"
    "Vul deze code in op de pagina waar u hem hebt aangevraagd. De code is 10 minuten geldig en "
    "werkt alleen in de browser waarin u bent begonnen.\n"
    "\n"
    "Geef deze code nooit aan iemand anders. Niemand van {gateway}, van uw eigen organisatie of "
    "van een helpdesk zal er ooit om vragen.\n"
    "\n"
    "Hebt u niet om een code gevraagd? Dan hoeft u niets te doen: zonder deze code kan niemand "
    "inloggen met uw adres. Gebeurt het vaker, meld het dan bij de helpdesk van uw organisatie.\n"
    "\n"
    "{gateway}\n"
    "{issuer}\n";

constexpr std::string_view kEnglish =
    "Your code to log in to {service}:\n"
    "\n"
    "{code}\n"
    "\n"
    "Type this code on the page where you asked for it. The code is good for 10 minutes and works "
    "only in the browser in which you started.\n"
    "\n"
    "Never pass this code on to anyone. Nobody at {gateway}, at your own organisation or at a help "
    "desk will ever ask for it.\n"
    "\n"
    "Did you not ask for a code? Then you need not do anything: without this code nobody can log "
    "in with your address. If it happens more often, tell the help desk of your organisation.\n"
    "\n"
    "{gateway}\n"
    "{issuer}\n";

constexpr std::string_view kLine = "\n----------------------------------------\n";

}  // namespace

Mail code_mail(const crypto::Secret& code, const CodeMailTexts& texts, web::Language first) {
  const auto service = texts.service.empty() ? texts.gateway_name : texts.service;
  auto shown = fmt::format("{} {}", code.expose().substr(0, 4), code.expose().substr(4));
  const auto in = [&](std::string_view pattern) {
    return fmt::format(fmt::runtime(pattern), fmt::arg("service", service), fmt::arg("code", shown),
                       fmt::arg("gateway", texts.gateway_name), fmt::arg("issuer", texts.issuer));
  };
  auto dutch = in(kDutch);
  auto english = in(kEnglish);
  const bool is_dutch_first = first == web::Language::nl;
  Mail mail{.to = {},
            .subject = is_dutch_first
                           ? fmt::format("Uw inlogcode voor {} / Your login code", service)
                           : fmt::format("Your login code for {} / Uw inlogcode", service),
            .plain_text = {},
            .language = is_dutch_first ? "nl, en" : "en, nl",
            .request_id = {},
            .code = crypto::Secret::take(std::move(shown)),
            .service = std::string(service)};
  mail.plain_text = fmt::format("{0}{2}{3}\n\n{1}", is_dutch_first ? dutch : english,
                                is_dutch_first ? english : dutch, kLine,
                                is_dutch_first ? "English" : "Nederlands");
  crypto::wipe(dutch);
  crypto::wipe(english);
  return mail;
}

}  // namespace sluis::upstream
