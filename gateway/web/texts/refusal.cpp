#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"refusal.what_now", "Wat kunt u doen?", "What can you do?"},
    {"refusal.ask_organisation", "Hulp nodig? Vraag de helpdesk van {organisation}.",
     "Need help? Ask the help desk of {organisation}."},
    {"refusal.ask_service", "Hulp nodig? Vraag de helpdesk van {service}.",
     "Need help? Ask the help desk of {service}."},
    {"refusal.ask_house", "Hulp nodig? Vraag {house}.", "Need help? Ask {house}."},
    {"refusal.mail", "Mail naar", "Send an e-mail to"},
    {"refusal.reference", "Noem dit kenmerk:", "Quote this reference:"},
    {"refusal.back_to_service", "Terug naar {service}", "Back to {service}"},
    {"refusal.back", "Terug", "Back"},
    {"refusal.start", "Naar de startpagina", "To the start page"},
    {"refusal.a_service", "de dienst", "the service"},
    {"refusal.an_organisation", "uw organisatie", "your organisation"},

    {"refusal.address.title", "Dit is geen werkadres dat wij kennen",
     "This is not a work address that we know"},
    {"refusal.address.what",
     "Het e-mailadres klopt niet. Er ontbreekt iets of er staat een teken te veel.",
     "The e-mail address is not right. Something is missing, or there is a character too many."},
    {"refusal.address.then",
     "Ga terug en vul uw werkadres opnieuw in. Bijvoorbeeld naam@minbzk.nl.",
     "Go back and fill in your work address again. For example name@minbzk.nl."},

    {"refusal.not_listed.title", "Uw organisatie doet nog niet mee",
     "Your organisation does not take part yet"},
    {"refusal.not_listed.what", "Met een adres van deze organisatie kunt u hier niet inloggen.",
     "You cannot log in here with an address of this organisation."},
    {"refusal.not_listed.then",
     "Kijk of u uw werkadres gebruikt en geen privéadres. Klopt het adres? Vraag de helpdesk van "
     "uw organisatie of "
     "zij wil meedoen.",
     "Check that you use your work address and not a private one. Is the address right? Ask the "
     "help desk of your "
     "organisation whether it wants to take part."},

    {"refusal.not_yet.title", "Uw organisatie doet binnenkort mee",
     "Your organisation will take part soon"},
    {"refusal.not_yet.what", "Uw organisatie is aangemeld, maar de begindatum is nog niet bereikt.",
     "Your organisation has been registered, but its start date lies ahead."},
    {"refusal.not_yet.then", "Vraag de helpdesk van uw organisatie vanaf wanneer u kunt inloggen.",
     "Ask the help desk of your organisation from when you can log in."},

    {"refusal.ended.title", "Uw organisatie doet niet meer mee",
     "Your organisation no longer takes part"},
    {"refusal.ended.what", "Inloggen met een adres van deze organisatie kan niet meer.",
     "Logging in with an address of this organisation is no longer possible."},
    {"refusal.ended.then",
     "Heeft u een nieuw werkadres? Log dan daarmee in. Vraag het anders de helpdesk van uw "
     "organisatie.",
     "Do you have a new work address? Then log in with that one. Otherwise ask the help desk of "
     "your organisation."},

    {"refusal.undeliverable.title", "Naar dit adres sturen wij geen code",
     "We do not send a code to this address"},
    {"refusal.undeliverable.what",
     "Voor de @ staat een letter met een accent of een teken als +, %, / of |. Naar zulke adressen "
     "sturen wij geen code.",
     "There is an accented letter before the @, or a character like +, %, / or |. We do not send a "
     "code to such addresses."},
    {"refusal.undeliverable.then", "Gebruik uw gewone werkadres, zonder deze tekens.",
     "Use your plain work address, without these characters."},

    {"refusal.wrong_organisation.title", "U logde in bij een andere organisatie",
     "You logged in at another organisation"},
    {"refusal.wrong_organisation.what",
     "Het adres dat wij van de inlogpagina kregen, hoort bij een organisatie waarvoor deze "
     "inlogpagina niet mag "
     "spreken.",
     "The address that the login page gave us belongs to an organisation that this login page may "
     "not speak for."},
    {"refusal.wrong_organisation.then",
     "Heeft u meer dan één werkaccount? Log bij {organisation} uit en probeer het opnieuw met het "
     "account van het adres "
     "dat u invult. Lukt het niet? Vraag de helpdesk van uw organisatie.",
     "Do you have more than one work account? Log out at {organisation} and try again with the "
     "account of the address "
     "that you fill in. Still no luck? Ask the help desk of your organisation."},

    {"refusal.not_vouched.title", "Uw organisatie gaf ons te weinig gegevens",
     "Your organisation gave us too little"},
    {"refusal.not_vouched.what",
     "U bent ingelogd bij {organisation}, maar wij kregen niet de bevestiging die wij nodig "
     "hebben.",
     "You logged in at {organisation}, but we did not get the confirmation that we need."},
    {"refusal.not_vouched.then",
     "Opnieuw proberen helpt hier niet. Vraag de helpdesk van uw organisatie en noem het kenmerk "
     "hieronder.",
     "Trying again does not help here. Ask the help desk of your organisation and quote the "
     "reference below."},

    {"refusal.provider_refused.title", "Uw organisatie liet u niet door",
     "Your organisation did not let you through"},
    {"refusal.provider_refused.what",
     "De inlogpagina van {organisation} brak het inloggen af. U bent niet ingelogd.",
     "The login page of {organisation} broke off the login. You are not logged in."},
    {"refusal.provider_refused.then",
     "Stopte u zelf? Begin dan opnieuw. Vraag anders de helpdesk van uw organisatie waarom u niet "
     "mag inloggen.",
     "Did you stop yourself? Then start again. Otherwise ask the help desk of your organisation "
     "why you may not log in."},

    {"refusal.state_mismatch.title", "Dit hoort bij een andere inlogpoging",
     "This belongs to another login"},
    {"refusal.state_mismatch.what",
     "U kwam terug met het antwoord op een andere inlogpoging. Misschien begon u twee keer, of "
     "volgde u een link van iemand anders.",
     "You came back with the answer to another login. Perhaps you started twice, or followed a "
     "link of somebody else."},
    {"refusal.state_mismatch.then",
     "Ga terug naar de dienst waar u heen wilt en begin daar opnieuw.",
     "Go back to the service that you want to use and start again there."},

    {"refusal.login_too_old.title", "U moet opnieuw inloggen", "You have to log in again"},
    {"refusal.login_too_old.what",
     "{service} vraagt dat u kort geleden hebt ingelogd. Het antwoord van {organisation} laat dat "
     "niet zien.",
     "{service} asks that you have logged in recently. The answer of {organisation} does not show "
     "that."},
    {"refusal.login_too_old.then",
     "Log uit bij {organisation} en begin opnieuw. Lukt het niet? Vraag de helpdesk van uw "
     "organisatie.",
     "Log out at {organisation} and start again. Still no luck? Ask the help desk of your "
     "organisation."},

    {"refusal.provider_proof.title", "Het antwoord van uw organisatie klopt niet",
     "The answer of your organisation is not right"},
    {"refusal.provider_proof.what",
     "Wij konden niet vaststellen dat het antwoord echt van {organisation} komt en voor u is. U "
     "bent niet ingelogd.",
     "We could not establish that the answer really comes from {organisation} and is for you. You "
     "are not logged in."},
    {"refusal.provider_proof.then",
     "Probeer het opnieuw. Gebeurt het weer? Vraag de helpdesk van uw organisatie en noem het "
     "kenmerk hieronder.",
     "Try again. Does it happen again? Ask the help desk of your organisation and quote the "
     "reference below."},

    {"refusal.too_weak.title", "Er is een extra controle nodig", "An extra check is needed"},
    {"refusal.too_weak.what",
     "U bent herkend, maar de manier waarop u inlogde is voor deze dienst niet sterk genoeg.",
     "You were recognised, but the way you logged in is not strong enough for this service."},
    {"refusal.too_weak.then",
     "Probeer het opnieuw en kies bij uw organisatie een sterkere manier, bijvoorbeeld met een app "
     "of een pas. Vraag de "
     "helpdesk van uw organisatie wat u kunt gebruiken.",
     "Try again and choose a stronger way at your organisation, for example an app or a card. Ask "
     "the help desk of "
     "your organisation what you can use."},

    {"refusal.flow_unknown.title", "Deze inlogpoging is verlopen", "This login has expired"},
    {"refusal.flow_unknown.what",
     "Er is te veel tijd voorbijgegaan, of u ging verder in een andere browser. Ook kan uw browser "
     "cookies van ons "
     "weigeren.",
     "Too much time has passed, or you went on in another browser. Your browser may also refuse "
     "our cookies."},
    {"refusal.flow_unknown.then", "Ga terug naar de dienst waar u heen wilt en begin daar opnieuw.",
     "Go back to the service that you want to use and start again there."},

    {"refusal.flow_used.title", "Deze inlogpagina is al gebruikt",
     "This login page was already used"},
    {"refusal.flow_used.what", "Met deze pagina bent u al eens ingelogd. Dat kan maar één keer.",
     "You already logged in with this page. That works only once."},
    {"refusal.flow_used.then",
     "Ga terug naar de dienst. Bent u daar niet ingelogd? Begin daar dan opnieuw.",
     "Go back to the service. Are you not logged in there? Then start again there."},

    {"refusal.form.title", "Dit formulier is niet meer geldig", "This form is no longer valid"},
    {"refusal.form.what",
     "Het formulier hoort niet bij uw inlogpoging. Dat gebeurt soms als een pagina lang openstaat.",
     "The form does not belong to your login. That happens sometimes when a page has been open for "
     "long."},
    {"refusal.form.then", "Begin opnieuw met inloggen.", "Start logging in again."},

    {"refusal.code_wrong.title", "De code klopt niet", "The code is not right"},
    {"refusal.code_wrong.what", "Dit is niet de code uit onze laatste mail.",
     "This is not the code in our latest e-mail."},
    {"refusal.code_wrong.then", "Kijk in de nieuwste mail van ons en vul de 8 cijfers opnieuw in.",
     "Look in the newest e-mail from us and type the 8 digits again."},

    {"refusal.code_tries.title", "Te vaak een verkeerde code", "Too many wrong codes"},
    {"refusal.code_tries.what",
     "U vulde vijf keer een verkeerde code in. Voor uw veiligheid werkt de code niet meer.",
     "You typed a wrong code five times. To keep you safe, the code no longer works."},
    {"refusal.code_tries.then", "Begin opnieuw met inloggen. U krijgt dan een nieuwe code.",
     "Start logging in again. You will get a new code."},

    {"refusal.code_expired.title", "De code is verlopen", "The code has expired"},
    {"refusal.code_expired.what", "Een code werkt 10 minuten. Die tijd is voorbij.",
     "A code works for 10 minutes. That time has passed."},
    {"refusal.code_expired.then", "Begin opnieuw met inloggen. U krijgt dan een nieuwe code.",
     "Start logging in again. You will get a new code."},

    {"refusal.mails.title", "Er zijn al genoeg codes verstuurd", "Enough codes have been sent"},
    {"refusal.mails.what",
     "Er gaan in korte tijd maar een paar codes naar hetzelfde adres. Ook per netwerk is er een "
     "grens.",
     "Only a few codes go to the same address in a short time. There is a limit per network too."},
    {"refusal.mails.then",
     "Kijk ook in de map met ongewenste mail. Niets gevonden? Wacht een kwartier en probeer het "
     "dan opnieuw. Soms duurt het een uur.",
     "Look in the folder for unwanted mail too. Nothing there? Wait a quarter of an hour and try "
     "again. Sometimes it takes an hour."},

    {"refusal.wrong_codes.title", "Inloggen met een code kan nu even niet",
     "Logging in with a code is paused"},
    {"refusal.wrong_codes.what",
     "Er worden op dit moment erg veel verkeerde codes ingevuld. Daarom hebben wij inloggen met "
     "een code gepauzeerd.",
     "A great many wrong codes are being tried at the moment. So we paused logging in with a "
     "code."},
    {"refusal.wrong_codes.then", "Dit ligt niet aan u. Probeer het over een kwartier opnieuw.",
     "You did nothing wrong. Try again in a quarter of an hour."},

    {"refusal.requests.title", "Het is nu erg druk", "It is very busy now"},
    {"refusal.requests.what", "Vanaf uw netwerk komen op dit moment te veel verzoeken tegelijk.",
     "Too many requests come from your network at this moment."},
    {"refusal.requests.then", "Wacht een minuut en probeer het dan opnieuw.",
     "Wait a minute and then try again."},

    {"refusal.login_required.title", "U bent niet ingelogd", "You are not logged in"},
    {"refusal.login_required.what", "{service} vroeg of u al was ingelogd. Dat is niet zo.",
     "{service} asked whether you were already logged in. You are not."},
    {"refusal.login_required.then", "Ga terug naar de dienst en kies daar voor inloggen.",
     "Go back to the service and choose to log in there."},

    {"refusal.cancelled.title", "U bent gestopt met inloggen", "You stopped logging in"},
    {"refusal.cancelled.what", "Het inloggen is niet afgemaakt. U bent niet ingelogd.",
     "The login was not completed. You are not logged in."},
    {"refusal.cancelled.then",
     "Wilt u toch inloggen? Begin dan opnieuw bij de dienst waar u heen wilt.",
     "Do you want to log in after all? Then start again at the service that you want to use."},

    {"refusal.request.title", "Dit verzoek klopt niet", "This request is not right"},
    {"refusal.request.what",
     "Wij kregen een verzoek dat niet compleet is of dat wij niet begrijpen.",
     "We got a request that is not complete or that we do not understand."},
    {"refusal.request.then",
     "Begin opnieuw bij de dienst waar u heen wilt. Blijft het misgaan? Vraag de helpdesk van die "
     "dienst.",
     "Start again at the service that you want to use. Does it keep going wrong? Ask the "
     "help desk of that service."},

    {"refusal.client_unknown.title", "Wij kennen deze dienst niet", "We do not know this service"},
    {"refusal.client_unknown.what",
     "U komt van een dienst die hier niet is aangemeld. Daarom stoppen wij.",
     "You come from a service that is not registered here. So we stop."},
    {"refusal.client_unknown.then",
     "Vertrouwt u de link niet? Sluit dan deze pagina. Vraag het anders de helpdesk van de "
     "dienst.",
     "Do you not trust the link? Then close this page. Otherwise ask the help desk of the "
     "service."},

    {"refusal.reply_address.title", "Wij sturen u niet door", "We do not send you on"},
    {"refusal.reply_address.what",
     "De dienst wil u terugsturen naar een adres dat niet bij ons is aangemeld. Dat kan een fout "
     "zijn, of misbruik.",
     "The service wants to send you back to an address that is not registered with us. That may be "
     "a mistake, or "
     "abuse."},
    {"refusal.reply_address.then",
     "Vertrouwt u de link niet? Sluit dan deze pagina. Vraag het anders de helpdesk van de "
     "dienst.",
     "Do you not trust the link? Then close this page. Otherwise ask the help desk of the "
     "service."},

    {"refusal.acr_unsupported.title", "Deze manier van inloggen hebben wij niet",
     "We do not have this way of logging in"},
    {"refusal.acr_unsupported.what",
     "{service} vraagt om een manier van inloggen die hier niet bestaat.",
     "{service} asks for a way of logging in that does not exist here."},
    {"refusal.acr_unsupported.then",
     "U kunt dit zelf niet oplossen. Vraag de helpdesk van de dienst.",
     "You cannot solve this yourself. Ask the help desk of the service."},

    {"refusal.service_question.title", "De dienst stelt een verkeerde vraag",
     "The service asks in a wrong way"},
    {"refusal.service_question.what",
     "{service} vroeg ons om u te laten inloggen, maar deed dat niet op de juiste manier.",
     "{service} asked us to log you in, but did not ask in the right way."},
    {"refusal.service_question.then",
     "U kunt dit zelf niet oplossen. Vraag de helpdesk van de dienst en noem het kenmerk "
     "hieronder.",
     "You cannot solve this yourself. Ask the help desk of the service and quote the reference "
     "below."},

    {"refusal.service_proof.title", "De dienst kon zich niet bewijzen",
     "The service could not prove itself"},
    {"refusal.service_proof.what",
     "Wij konden niet vaststellen dat het verzoek echt van {service} komt.",
     "We could not establish that the request really comes from {service}."},
    {"refusal.service_proof.then",
     "Probeer het opnieuw bij de dienst. Blijft het misgaan? Vraag de helpdesk van de dienst.",
     "Try again at the service. Does it keep going wrong? Ask the help desk of the service."},

    {"refusal.room_not_yours.title", "Deze ruimte is niet van u", "This room is not yours"},
    {"refusal.room_not_yours.what",
     "Alleen wie een ruimte maakte of overnam, beheert haar. Misschien is de ruimte ook al "
     "verwijderd, of verlopen.",
     "Only who made a room or took it over manages it. Or perhaps the room was deleted, or has "
     "expired."},
    {"refusal.room_not_yours.then",
     "Wilt u alleen meedoen? Gebruik dan de link uit de uitnodiging. Wilt u de ruimte beheren? "
     "Vraag de beheerder om een link om haar over te nemen.",
     "Do you only want to take part? Then use the link in the invitation. Do you want to manage "
     "the room? Ask its owner for a link to take it over."},

    {"refusal.rooms_full.title", "Uw lijst met ruimtes is vol", "Your list of rooms is full"},
    {"refusal.rooms_full.what", "Er kan geen ruimte meer bij.", "No room can be added to it."},
    {"refusal.rooms_full.then",
     "Verwijder bij Mijn ruimtes een ruimte die u niet meer gebruikt. Probeer het dan opnieuw.",
     "Delete a room that you no longer use, under My rooms. Then try again."},

    {"refusal.too_many_rooms.title", "U deed dit net al vaak",
     "You have just done this many times"},
    {"refusal.too_many_rooms.what",
     "Om misbruik te voorkomen, kan een persoon in korte tijd niet meer ruimtes maken of "
     "overdragen.",
     "To prevent misuse, one person can make or hand over no more rooms in a short time."},
    {"refusal.too_many_rooms.then", "Wacht een kwartier en probeer het dan opnieuw.",
     "Wait a quarter of an hour and then try again."},

    {"refusal.owners_full.title", "Deze ruimte heeft al zestien beheerders",
     "This room has sixteen owners already"},
    {"refusal.owners_full.what", "Er kan niemand meer bij.", "Nobody can be added."},
    {"refusal.owners_full.then",
     "Vraag of een van hen de ruimte van de eigen lijst haalt. Daarna werkt deze link.",
     "Ask whether one of them takes the room off their own list. After that this link works."},

    {"refusal.hand_over.title", "Deze link werkt niet meer", "This link no longer works"},
    {"refusal.hand_over.what",
     "Met een link om een ruimte over te nemen, kan één persoon dat binnen een dag doen.",
     "With a link to take over a room, one person can do so within a day."},
    {"refusal.hand_over.then", "Vraag een nieuwe link aan wie u deze gaf.",
     "Ask whoever gave you this link for a new one."},

    {"unavailable.store.title", "Inloggen lukt nu even niet", "You cannot log in right now"},
    {"unavailable.store.what", "Er is een storing bij ons. Het ligt niet aan u.",
     "Something of ours is out of order. You did nothing wrong."},
    {"unavailable.store.then", "Probeer het over een paar minuten opnieuw.",
     "Try again in a few minutes."},

    {"unavailable.mail.title", "Wij kunnen nu geen mail sturen", "We cannot send e-mail right now"},
    {"unavailable.mail.what", "Onze mailserver werkt niet. Daarom kunnen wij u geen code sturen.",
     "Our mail server does not work. So we cannot send you a code."},
    {"unavailable.mail.then", "Probeer het over een paar minuten opnieuw.",
     "Try again in a few minutes."},

    {"unavailable.provider.title", "Uw organisatie is niet bereikbaar",
     "Your organisation cannot be reached"},
    {"unavailable.provider.what",
     "De inlogpagina van {organisation} antwoordt niet. Zonder antwoord kunnen wij u niet "
     "doorlaten.",
     "The login page of {organisation} does not answer. Without an answer we cannot let you "
     "through."},
    {"unavailable.provider.then",
     "Probeer het over een paar minuten opnieuw. Duurt het lang? Vraag de helpdesk van uw "
     "organisatie.",
     "Try again in a few minutes. Does it take long? Ask the help desk of your organisation."},

    {"unavailable.service.title", "Deze dienst is niet bereikbaar",
     "This service cannot be reached"},
    {"unavailable.service.what",
     "De dienst zegt ons niet waar uw aanmelding heen moet. Zonder dat kunnen wij u niet "
     "doorlaten.",
     "The service does not tell us where to send you after logging in. Without that we cannot let "
     "you through."},
    {"unavailable.service.then",
     "Probeer het over een paar minuten opnieuw. Duurt het lang? Vraag de helpdesk van de dienst.",
     "Try again in a few minutes. Does it take long? Ask the help desk of the service."},

    {"unavailable.busy.title", "Het is nu erg druk", "It is very busy now"},
    {"unavailable.busy.what", "Er loggen op dit moment heel veel mensen in.",
     "A great many people are logging in at this moment."},
    {"unavailable.busy.then", "Wacht een minuut en probeer het dan opnieuw.",
     "Wait a minute and then try again."},

    {"broken.title", "Er ging iets mis bij ons", "Something went wrong at our side"},
    {"broken.what", "Dit hadden wij moeten voorkomen. Het ligt niet aan u.",
     "We should have prevented this. You did nothing wrong."},
    {"broken.then",
     "Probeer het opnieuw. Gebeurt het weer? Laat het ons weten en noem het kenmerk hieronder.",
     "Try again. Does it happen again? Let us know and quote the reference below."},

    {"not_found.title", "Deze pagina bestaat niet", "This page does not exist"},
    {"not_found.what", "Misschien is de link oud, of is er iets overgetypt.",
     "Perhaps the link is old, or was mistyped."},
    {"not_found.then", "Begin bij de dienst waar u heen wilt, of ga naar de startpagina.",
     "Start at the service that you want to use, or go to the start page."},
};

}  // namespace

std::span<const Text> refusal_texts() { return kTexts; }

}  // namespace sluis::web
