#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"logout_confirm.title", "Wilt u uitloggen?", "Do you want to log out?"},
    {"logout_confirm.asked", "{service} vraagt ons om u uit te loggen.",
     "{service} asks us to log you out."},
    {"logout_confirm.what", "U logt dan hier uit. Bij een volgende dienst moet u opnieuw inloggen.",
     "You then log out here. The next service will ask you to log in again."},
    {"logout_confirm.yes", "Ja, uitloggen", "Yes, log out"},
    {"logout_confirm.no", "Nee, ingelogd blijven", "No, stay logged in"},

    {"logged_out.title", "U bent uitgelogd", "You have logged out"},
    {"logged_out.here", "Uw sessie bij {house} is beëindigd.",
     "Your session at {house} has ended."},
    {"logged_out.told", "U bent ook uitgelogd bij:", "You have also logged out at:"},
    {"logged_out.still", "Let op", "Please note"},
    {"logged_out.not_told",
     "Bij deze diensten kunt u nog ingelogd zijn. Wij konden u daar niet uitloggen:",
     "You may still be logged in at these services. We could not log you out there:"},
    {"logged_out.organisation",
     "Bij {organisation} kunt u nog ingelogd zijn. Wie na u deze computer gebruikt, kan dan zonder "
     "wachtwoord verder.",
     "You may still be logged in at {organisation}. Whoever uses this computer after you could "
     "then go on without a "
     "password."},
    {"logged_out.services", "Ook andere diensten die u net gebruikte, kunnen nog openstaan.",
     "Other services that you just used may still be open too."},
    {"logged_out.then",
     "Deelt u dit apparaat? Log dan ook daar uit, of sluit alle vensters van uw browser.",
     "Do you share this device? Then log out there too, or close all windows of your browser."},
    {"logged_out.back_to_service", "Terug naar {service}", "Back to {service}"},
    {"logged_out.start", "Naar de startpagina", "To the start page"},
    {"logged_out.an_organisation", "uw eigen organisatie", "your own organisation"},
};

}  // namespace

std::span<const Text> logout_texts() { return kTexts; }

}  // namespace sluis::web
