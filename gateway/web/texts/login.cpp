#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"address.title", "Inloggen", "Log in"},
    {"address.title_service", "Inloggen bij {service}", "Log in to {service}"},
    {"address.lead", "Wat is uw werkadres? Daaraan zien wij van welke organisatie u bent.",
     "What is your work address? It tells us which organisation you belong to."},
    {"address.lead_remembered", "Dit apparaat onthield uw organisatie: {organisation}.",
     "This device remembered your organisation: {organisation}."},
    {"address.lead_domain", "Deze manier van inloggen begint met uw adres bij {organisation}.",
     "This way of logging in begins with your address at {organisation}."},
    {"address.learns", "{service} krijgt een pseudoniem, niet uw naam of e-mailadres.",
     "{service} gets a pseudonym, not your name or e-mail address."},
    {"address.learns_self", "Wij bewaren een pseudoniem, niet uw naam of e-mailadres.",
     "We keep a pseudonym, not your name or e-mail address."},
    {"address.label", "E-mailadres van uw werk", "Work e-mail address"},
    {"address.label_domain", "Uw naam voor de @{organisation}", "Your name before @{organisation}"},
    {"address.hint", "Bijvoorbeeld naam@minbzk.nl", "For example name@minbzk.nl"},
    {"address.hint_domain", "Typ alleen het deel voor de @. Uw hele adres mag ook.",
     "Type only the part before the @. Your whole address is fine too."},
    {"address.remember", "Onthoud mijn organisatie op dit apparaat",
     "Remember my organisation on this device"},
    {"address.remember_hint", "Wij onthouden alleen het deel achter de @.",
     "We remember only the part behind the @."},
    {"address.go", "Verder", "Continue"},
    {"address.forget", "Vergeet deze organisatie", "Forget this organisation"},
    {"address.participants", "Welke organisaties doen mee?", "Which organisations take part?"},
    {"address.problem_title", "Er is een probleem", "There is a problem"},
    {"address.problem_malformed", "Vul een volledig e-mailadres in, zoals naam@minbzk.nl.",
     "Fill in a whole e-mail address, like name@minbzk.nl."},
    {"address.problem_not_listed",
     "{domain} doet niet mee. Gebruik uw werkadres, of vraag de helpdesk van uw organisatie of zij "
     "meedoet.",
     "{domain} does not take part. Use your work address, or ask the help desk of your "
     "organisation whether it "
     "takes part."},
    {"address.problem_not_yet",
     "{domain} doet nog niet mee. Vraag de helpdesk van uw organisatie vanaf wanneer u kunt "
     "inloggen.",
     "{domain} does not take part yet. Ask the help desk of your organisation from when you can "
     "log in."},
    {"address.problem_ended",
     "{domain} doet niet meer mee. Gebruik uw nieuwe werkadres, of vraag de helpdesk van uw "
     "organisatie.",
     "{domain} no longer takes part. Use your new work address, or ask the help desk of your "
     "organisation."},
    {"address.problem_undeliverable",
     "Gebruik uw gewone werkadres: voor de @ geen letters met accenten en geen tekens als +, %, / "
     "of |.",
     "Use your plain work address: before the @ no accented letters and no characters like +, %, / "
     "or |."},
    {"address.this_domain", "Deze organisatie", "This organisation"},

    {"organisation.go", "Verder bij {organisation}", "Continue with {organisation}"},
    {"organisation.via", "via {connector}", "by way of {connector}"},
    {"organisation.other_way", "Op een andere manier inloggen", "Log in another way"},
    {"organisation.other_address", "Andere organisatie of ander adres",
     "Another organisation or address"},

    {"choice.title", "Hoe wilt u inloggen?", "How do you want to log in?"},
    {"choice.lead", "Uw organisatie biedt meer dan één manier. Kies de manier die u kent.",
     "Your organisation offers more than one way. Choose the one that you know."},
    {"choice.other_address", "Een ander adres gebruiken", "Use another address"},

    {"code.title", "Vul de code in", "Type the code"},
    {"code.lead", "Wij hebben een code gestuurd naar uw adres bij",
     "We have sent a code to your address at"},
    {"code.label", "Code van 8 cijfers", "Code of 8 digits"},
    {"code.hint", "De code staat in de nieuwste mail en werkt 10 minuten.",
     "The code is in the newest e-mail and works for 10 minutes."},
    {"code.go", "Inloggen", "Log in"},
    {"code.no_mail", "Geen mail gekregen?", "No e-mail?"},
    {"code.no_mail_then",
     "Het kan een paar minuten duren. Kijk ook bij ongewenste mail, en of u uw adres goed typte.",
     "It can take a few minutes. Look at unwanted mail too, and check that you typed your address "
     "right."},
    {"code.again", "Stuur een nieuwe code", "Send a new code"},
    {"code.no_more",
     "Wij kunnen nu geen nieuwe code sturen. Probeer het over een kwartier opnieuw. Soms "
     "duurt het een uur.",
     "We cannot send a new code now. Try again in a quarter of an hour. Sometimes it takes an "
     "hour."},
    {"code.resent", "Wij hebben een nieuwe code gestuurd. De oude werkt niet meer.",
     "We have sent a new code. The old one no longer works."},
    {"code.other_address", "Een ander adres gebruiken", "Use another address"},
    {"code.keep_to_yourself", "Geef de code aan niemand. Ook niet aan een collega of een helpdesk.",
     "Give the code to nobody. Not to a colleague and not to a help desk."},
    {"code.problem_title", "Er is een probleem", "There is a problem"},
    {"code.problem_wrong", "De code klopt niet. Kijk in de nieuwste mail van ons.",
     "The code is not right. Look in the newest e-mail from us."},
    {"code.problem_wrong_many", "De code klopt niet. U kunt het nog {tries} keer proberen.",
     "The code is not right. You can try {tries} more times."},
    {"code.problem_wrong_one", "De code klopt niet. U kunt het nog één keer proberen.",
     "The code is not right. You can try one more time."},

    {"leave.title", "U gaat naar {to}", "You are going to {to}"},
    {"leave.wait", "Dit gaat vanzelf. Gebeurt er niets? Gebruik dan de knop.",
     "This happens by itself. Does nothing happen? Then use the button."},
    {"leave.go", "Ga naar {to}", "Go to {to}"},
    {"post.go", "Verder naar {to}", "Continue to {to}"},
};

}  // namespace

std::span<const Text> login_texts() { return kTexts; }

}  // namespace sluis::web
