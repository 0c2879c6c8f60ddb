#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"forget.title", "Wilt u vergeten worden?", "Do you want to be forgotten?"},
    {"forget.what", "Wij wissen dan meteen uw pseudoniemen en loggen u uit.",
     "We then erase your pseudonyms at once and log you out."},
    {"forget.stranger",
     "Logt u daarna weer in, dan bent u voor elke dienst iemand anders. Uw oude pseudoniemen kan "
     "niemand meer maken, ook wij niet.",
     "If you log in again after that, you are somebody else to every service. Nobody can make your "
     "old pseudonyms again, and neither can we."},
    {"forget.mind", "Let op", "Please note"},
    {"forget.services",
     "Diensten houden wat zij al van u hebben, zoals berichten en bestanden. Daar kunt u straks "
     "niet meer bij. Wilt u dat zij het wissen? Vraag dat dan eerst aan hen.",
     "Services keep what they already have of you, such as messages and files. You will no longer "
     "have access to it. Do you want them to erase it? Then ask them first."},
    {"forget.sessions",
     "U wordt ook op uw andere apparaten bij ons uitgelogd. Bij diensten zelf kunt u nog open "
     "staan.",
     "You are logged out from us on your other devices too. At services themselves you may still "
     "be logged in."},
    {"forget.rooms",
     "Ruimtes die alleen u beheert, worden verwijderd. Van de andere bent u geen beheerder meer.",
     "Rooms that you alone own are deleted. Of the others you are no owner any longer."},
    {"forget.final", "Dit kan hooguit één keer per dag, en wij kunnen het niet terugdraaien.",
     "You can do this once a day at most, and we cannot undo it."},
    {"forget.yes", "Ja, vergeet mij nu", "Yes, forget me now"},
    {"forget.no", "Nee, terug", "No, go back"},

    {"forget_later.title", "Dit kan vandaag niet nog een keer", "Not again today"},
    {"forget_later.what", "U bent in de laatste 24 uur al een keer vergeten.",
     "You have been forgotten once already in the last 24 hours."},
    {"forget_later.then", "Probeer het morgen opnieuw.", "Try again tomorrow."},
    {"forget_later.back", "Terug naar wat wij van u bewaren", "Back to what we keep about you"},

    {"forgotten.title", "U bent vergeten", "You have been forgotten"},
    {"forgotten.what", "Wij hebben uw pseudoniemen gewist en u uitgelogd.",
     "We have erased your pseudonyms and logged you out."},
    {"forgotten.next", "Logt u weer in, dan bent u voor elke dienst iemand anders.",
     "If you log in again, you are somebody else to every service."},
    {"forgotten.mind", "Let op", "Please note"},
    {"forgotten.services",
     "Diensten die u net gebruikte, kunnen nog openstaan. Wat zij van u hebben, wissen alleen zij.",
     "Services that you just used may still be open. What they have of you, only they can erase."},
    {"forgotten.organisation",
     "Bij {organisation} kunt u nog ingelogd zijn. Deelt u dit apparaat? Log dan ook daar uit, of "
     "sluit alle vensters van uw browser.",
     "You may still be logged in at {organisation}. Do you share this device? Then log out there "
     "too, or close all windows of your browser."},
    {"forgotten.start", "Naar de startpagina", "To the start page"},
};

}  // namespace

std::span<const Text> forget_texts() { return kTexts; }

}  // namespace sluis::web
