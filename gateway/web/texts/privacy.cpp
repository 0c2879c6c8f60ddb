#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"privacy.title", "Privacy", "Privacy"},
    {"privacy.lead", "Wij laten u door en houden tegen wie u bent. Hier leest u wat dat betekent.",
     "We let you through and hold back who you are. Here you can read what that means."},
    {"privacy.what", "Wat er met uw adres gebeurt", "What happens to your address"},
    {"privacy.what_address",
     "Wij gebruiken uw e-mailadres alleen om u te laten inloggen. Aan het deel achter de @ zien "
     "wij welke organisatie voor u mag spreken. Een code "
     "per mail gaat langs onze mailserver. Na het inloggen, of anders na een kwartier, is uw adres "
     "uit de inlogpoging weg.",
     "We use your e-mail address only to let you log in. The part behind the @ tells us which "
     "organisation may speak for you. A code by e-mail passes our mail server. "
     "After the login, or else after a quarter of an hour, your address is gone from the login."},
    {"privacy.what_service",
     "De dienst krijgt een pseudoniem: een reeks tekens waaraan hij u de volgende keer herkent. "
     "Elke dienst krijgt een ander, behalve diensten die bij elkaar horen. Beheerders hebben geen "
     "scherm en geen logboek waarin zij uw naam of e-mailadres kunnen opzoeken.",
     "The service gets a pseudonym: a row of characters by which it knows you the next time. Every "
     "service gets another one, except services that belong together. Administrators have no "
     "screen "
     "and no log in which they could look up your name or e-mail address."},
    {"privacy.kept", "Wat wij bewaren en hoe lang", "What we keep and for how long"},
    {"privacy.person", "Uw pseudoniemen", "Your pseudonyms"},
    {"privacy.person_what",
     "Het begin van uw pseudoniemen, uw eerste en laatste keer inloggen, en welke diensten een "
     "pseudoniem kregen. Tot {identifier_days} dagen na uw laatste keer inloggen.",
     "What your pseudonyms come from, your first and last login, and which services got a "
     "pseudonym. Until {identifier_days} days after your last login."},
    {"privacy.session", "Uw sessie", "Your session"},
    {"privacy.session_what",
     "Uw organisatie, hoe en wanneer u inlogde, en bij welke diensten. Tot u uitlogt, een uur "
     "niets doet, of hooguit "
     "acht uur.",
     "Your organisation, how and when you logged in, and to which services. Until you log out, do "
     "nothing for an "
     "hour, or eight hours at most."},
    {"privacy.rooms", "Videoruimtes", "Video rooms"},
    {"privacy.rooms_what",
     "Van een ruimte de titel, en wie haar beheert: met een pseudoniem dat alleen daar geldt. Bij "
     "uw pseudoniemen de namen van uw ruimtes. Tot u haar verwijdert, of {identifier_days} dagen "
     "na het laatste gebruik. Wie er nog meer meedoet, bewaren wij niet.",
     "Of a room its title, and who owns it: by a pseudonym that counts there alone. With your "
     "pseudonyms the names of your rooms. Until you delete it, or {identifier_days} days after its "
     "last use. Who else takes part we do not keep."},
    {"privacy.tokens", "Toegangsbewijzen voor diensten", "Tokens for services"},
    {"privacy.tokens_what", "Waarmee een dienst uw pseudoniem ophaalt. Hooguit vijf minuten.",
     "With which a service fetches your pseudonym. Five minutes at most."},
    {"privacy.counters", "Tellers tegen misbruik", "Counters against abuse"},
    {"privacy.counters_what",
     "Hoe vaak er een code is gevraagd of geprobeerd, hoe vaak dat vanaf een netwerk gebeurde, en "
     "of "
     "daar een juiste code vandaan kwam. Adressen en netwerken staan er niet leesbaar in. Hooguit "
     "een uur.",
     "How often a code was asked for or tried, how often that came from a network, and whether a "
     "right code came from it. Addresses and networks cannot be read from it. An hour at most."},
    {"privacy.access_log", "Logboek van bezoeken", "Log of visits"},
    {"privacy.access_log_what",
     "IP-adres, tijd en pagina, om storingen en aanvallen te onderzoeken. Hooguit "
     "{access_log_days} "
     "dagen.",
     "IP address, time and page, to investigate faults and attacks. {access_log_days} days at "
     "most."},
    {"privacy.locked",
     "Dit alles is versleuteld, op tellers en het logboek na. De sleutel zit in uw browser of bij "
     "de dienst, of wordt gemaakt op het moment dat u inlogt of een ruimte opent.",
     "All of this is encrypted, apart from counters and the log. The key is in your browser or at "
     "the service, or is made at the moment that you log in or open a room."},
    {"privacy.cookies", "Cookies", "Cookies"},
    {"privacy.cookies_what",
     "Alleen wat nodig is om in te loggen, en wat u zelf aanzet. Wij volgen u niet en laden niets "
     "van anderen.",
     "Only what is needed to log in, and what you switch on yourself. We do not track you and load "
     "nothing from others."},
    {"privacy.cookie_session", "Sessie", "Session"},
    {"privacy.cookie_session_what", "Houdt u ingelogd. Hooguit acht uur.",
     "Keeps you logged in. Eight hours at most."},
    {"privacy.cookie_flow", "Inlogpoging", "Login in progress"},
    {"privacy.cookie_flow_what",
     "Onthoudt naar welke dienst u gaat en, tot u bent ingelogd, uw adres. Versleuteld. Vijftien "
     "minuten.",
     "Remembers which service you are going to and, until you are logged in, your address. "
     "Encrypted. Fifteen minutes."},
    {"privacy.cookie_start", "Ruimte openen", "Opening a room"},
    {"privacy.cookie_start_what",
     "Bewijst dat u zelf op de knop drukt als u een ruimte opent. Tot u uw browser sluit.",
     "Proves that you press the button yourself when you open a room. Until you close your "
     "browser."},
    {"privacy.cookie_logout", "Uitloggen", "Logging out"},
    {"privacy.cookie_logout_what",
     "Bewijst dat u zelf op de knop drukt als wij vragen of u wilt uitloggen. Vijftien minuten.",
     "Proves that you press the button yourself when we ask whether you want to log out. Fifteen "
     "minutes."},
    {"privacy.cookie_organisation", "Organisatie", "Organisation"},
    {"privacy.cookie_organisation_what",
     "Alleen als u het vakje aankruist: het deel van uw adres achter de @ en, als uw organisatie "
     "meer manieren heeft om in te loggen, welke u het laatst koos. 90 dagen nadat u er het laatst "
     "mee inlogde.",
     "Only if you tick the box: the part of your address behind the @ and, if your organisation "
     "has more ways to log in, which one you chose last. 90 days after you last logged in with "
     "it."},
    {"privacy.cookie_language", "Taal", "Language"},
    {"privacy.cookie_language_what", "Alleen als u een taal kiest. Een jaar.",
     "Only if you choose a language. A year."},
    {"privacy.rights", "Uw rechten", "Your rights"},
    {"privacy.rights_see", "U kunt op elk moment inloggen en zien wat wij van u bewaren.",
     "You can log in at any time and see what we keep about you."},
    {"privacy.rights_forget",
     "Bent u ingelogd, dan kunt u uw pseudoniemen meteen laten wissen. Dat kan een keer per dag: "
     "wie het deed, onthouden wij 24 uur, zonder adres of naam.",
     "If you are logged in, you can have your pseudonyms erased at once. You can do that once a "
     "day: that you did, we remember for 24 hours, without an address or a name."},
    {"privacy.rights_unknown",
     "Zonder dat u inlogt weten wij niet welke gegevens van u zijn. Uiterlijk {identifier_days} "
     "dagen na uw laatste keer inloggen zijn ze weg.",
     "Unless you log in we do not know which data are yours. At the latest {identifier_days} days "
     "after your last login they are gone."},
    {"privacy.rights_ask", "Vragen over uw gegevens stelt u via",
     "Ask questions about your data at"},
    {"privacy.rights_authority",
     "Bent u het niet met ons eens? Dan kunt u klagen bij de Autoriteit Persoonsgegevens.",
     "Do you disagree with us? Then you can complain to the Dutch data protection authority, the "
     "Autoriteit Persoonsgegevens."},
    {"privacy.see", "Bekijk wat wij van u bewaren", "See what we keep about you"},
};

}  // namespace

std::span<const Text> privacy_texts() { return kTexts; }

}  // namespace sluis::web
