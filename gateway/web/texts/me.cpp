#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"me.title", "Wat wij van u bewaren", "What we keep about you"},
    {"me.lead", "Uw naam en uw e-mailadres bewaren wij niet. Dit bewaren wij wel.",
     "We do not keep your name or your e-mail address. We do keep this."},
    {"me.pseudonym", "Uw pseudoniem", "Your pseudonym"},
    {"me.pseudonym_what",
     "Een pseudoniem is een willekeurige reeks tekens. Elke dienst krijgt een andere, behalve "
     "diensten die bij elkaar horen. Zo kunnen diensten u niet met elkaar vergelijken.",
     "A pseudonym is a random row of characters. Every service gets a different one, except "
     "services that belong together. So services cannot compare you."},
    {"me.first_seen", "Gemaakt op", "Made on"},
    {"me.last_login", "Laatst ingelogd op", "Last login on"},
    {"me.kept_until", "Bewaard tot", "Kept until"},
    {"me.kept_until_hint",
     "Logt u vóór die tijd weer in, dan schuift dit op. Anders wissen wij het vanzelf.",
     "If you log in again before then, this moves on. Otherwise we erase it by itself."},
    {"me.recipients", "Wie uw pseudoniem kreeg", "Who got your pseudonym"},
    {"me.recipients_what", "Deze diensten kregen een eigen pseudoniem van u.",
     "These services got a pseudonym of you, each its own."},
    {"me.no_recipients", "Nog geen enkele dienst.", "No service yet."},
    {"me.first_time", "Voor het eerst op", "First on"},
    {"me.last_time", "Het laatst op", "Last on"},
    {"me.rooms", "Uw ruimtes", "Your rooms"},
    {"me.rooms_what", "Bij uw pseudoniemen staat een lijst van uw videoruimtes. Het aantal is nu",
     "With your pseudonyms is a list of your video rooms. Their number is now"},
    {"me.rooms_link", "Mijn ruimtes", "My rooms"},
    {"me.session", "Hoe u nu bent ingelogd", "How you are logged in now"},
    {"me.session_what", "Dit bewaren wij alleen zolang u bent ingelogd.",
     "We keep this only as long as you are logged in."},
    {"me.organisation", "Organisatie", "Organisation"},
    {"me.connector", "Ingelogd via", "Logged in by"},
    {"me.strength", "Manier van inloggen", "Way of logging in"},
    {"me.logged_in_at", "Ingelogd op", "Logged in on"},
    {"me.session_ends", "U wordt uitgelogd op", "You will be logged out on"},
    {"me.session_ends_hint",
     "Gebruikt u ons eerder, dan schuift dit op tot hooguit acht uur na het inloggen.",
     "If you use us before then, this moves on, to eight hours after the login at most."},
    {"me.acr_mail", "Met een code per e-mail", "With a code by e-mail"},
    {"me.acr_federated", "Bij uw eigen organisatie", "At your own organisation"},
    {"me.acr_mfa", "Bij uw eigen organisatie, met een extra controle",
     "At your own organisation, with an extra check"},
    {"me.log",
     "Los hiervan houden wij bij welke pagina's vanaf welk IP-adres zijn bezocht. Meer daarover "
     "leest u bij",
     "Apart from this we note which pages were visited from which IP address. Read more about it "
     "under"},
    {"me.forget", "Vergeten worden", "To be forgotten"},
    {"me.forget_what",
     "U kunt uw pseudoniemen nu laten wissen. Voor elke dienst bent u daarna iemand anders.",
     "You can have your pseudonyms erased now. After that you are somebody else to every service."},
    {"me.forget_link", "Vergeet mij nu", "Forget me now"},
    {"me.log_out", "Uitloggen", "Log out"},
};

}  // namespace

std::span<const Text> me_texts() { return kTexts; }

}  // namespace sluis::web
