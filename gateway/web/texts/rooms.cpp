#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"rooms_start.title", "Open een videoruimte", "Open a video room"},
    {"rooms_start.lead",
     "U logt in bij uw eigen organisatie en krijgt een link. Wie u de link geeft, doet mee.",
     "You log in at your own organisation and get a link. Whoever you give the link takes part."},
    {"rooms_start.label", "Titel van de ruimte", "Title of the room"},
    {"rooms_start.hint", "Mag leeg blijven. Dan bedenken wij er een.",
     "May stay empty. Then we think of one."},
    {"rooms_start.go", "Ruimte openen", "Open the room"},
    {"rooms_start.promise",
     "Niemand in de ruimte ziet uw naam of e-mailadres, tenzij u die zelf opgeeft.",
     "Nobody in the room sees your name or e-mail address, unless you give it yourself."},
    {"rooms_start.mine", "Mijn ruimtes", "My rooms"},
    {"rooms_start.own_link", "Zelf een naam voor de link kiezen",
     "Choose a name for the link yourself"},

    {"room_new.title", "Kies zelf de naam van de link", "Choose the name of the link yourself"},
    {"room_new.lead",
     "Wie de link van een ruimte kent of raadt, kan meedoen. Daarom zetten wij er een reeks "
     "willekeurige tekens achter.",
     "Whoever knows or guesses the link of a room can take part. So we put a row of random "
     "characters behind it."},
    {"room_new.link", "Naam in de link", "Name in the link"},
    {"room_new.link_hint", "3 tot 48 letters, cijfers en streepjes, zonder accenten.",
     "3 to 48 letters, digits and hyphens, without accents."},
    {"room_new.insist", "Laat de willekeurige tekens weg", "Leave out the random characters"},
    {"room_new.insist_hint",
     "Let op: de link is dan te raden. Ook wie u niet uitnodigt, kan meedoen.",
     "Take care: the link can then be guessed. People whom you do not invite can take part too."},
    {"room_new.title_hint", "Mag leeg blijven. Dan is het de naam in de link.",
     "May stay empty. Then it is the name in the link."},
    {"room_new.where", "Waar", "Where"},
    {"room_new.back", "Terug naar de startpagina", "Back to the start page"},
    {"room_new.problem_head", "Er klopt iets niet", "Something is not right"},
    {"room_new.problem_form",
     "Wij konden niet zien of deze pagina van ons kwam. Druk nog eens op de knop. Uw browser moet "
     "cookies toestaan.",
     "We could not tell whether this page came from us. Press the button once more. Your browser "
     "must allow cookies."},
    {"room_new.problem_title",
     "Deze titel kan niet. Gebruik hooguit 80 gewone tekens, en geen onzichtbare.",
     "This title is not possible. Use at most 80 ordinary characters, and no invisible ones."},
    {"room_new.problem_link",
     "Deze naam kan niet. Gebruik 3 tot 48 letters, cijfers en streepjes, zonder accenten.",
     "This name is not possible. Use 3 to 48 letters, digits and hyphens, without accents."},
    {"room_new.problem_taken", "Deze naam is al in gebruik. Kies een andere.",
     "This name is in use already. Choose another one."},

    {"room.link", "De link naar deze ruimte", "The link to this room"},
    {"room.copy", "Link kopiëren", "Copy the link"},
    {"room.copy_invitation", "Uitnodiging kopiëren", "Copy the invitation"},
    {"room.copied", "Gekopieerd", "Copied"},
    {"room.name", "Uw naam in de vergadering", "Your name in the meeting"},
    {"room.name_hint",
     "Mag leeg blijven. Anderen zien u dan als {friendly}. Wij bewaren niet wat u hier typt. Logt "
     "u "
     "tijdens de vergadering opnieuw in, dan ziet men de bijnaam.",
     "May stay empty. Others then see you as {friendly}. We do not keep what you type here. If you "
     "log in again during the meeting, others see the nickname."},
    {"room.start", "Start de vergadering", "Start the meeting"},
    {"room.invite", "Anderen uitnodigen", "Invite others"},
    {"room.guests",
     "Gasten hebben geen account nodig. Zij wachten tot u, of een andere ambtenaar die is "
     "ingelogd, er is.",
     "Guests need no account. They wait until you, or another civil servant who has logged in, "
     "are there."},
    {"room.guests_owners",
     "Gasten hebben geen account nodig. Zij wachten tot u, of een medebeheerder van deze ruimte, "
     "er is.",
     "Guests need no account. They wait until you, or another owner of this room, are there."},
    {"room.invitation_label", "Uitnodiging om te plakken", "Invitation to paste"},
    {"room.invitation",
     "U bent uitgenodigd voor een videovergadering: {title}\n\n"
     "Doe mee via {link}\n\n"
     "U heeft geen account nodig. De vergadering begint als de gastheer er is.",
     "You are invited to a video meeting: {title}\n\n"
     "Take part at {link}\n\n"
     "You need no account. The meeting begins when the host is there."},
    {"room.calendar", "In uw agenda zetten (.ics)", "Put it in your calendar (.ics)"},
    {"room.qr", "Scan om mee te doen", "Scan to take part"},
    {"room.qr_label", "QR-code met de link naar deze ruimte", "QR code with the link to this room"},
    {"room.manage", "Deze ruimte beheren", "Manage this room"},
    {"room.rename", "Titel wijzigen", "Change the title"},
    {"room.hand_over", "Een collega medebeheerder maken", "Make a colleague an owner too"},
    {"room.delete", "Ruimte verwijderen", "Delete the room"},
    {"room.all", "Mijn ruimtes", "My rooms"},
    {"room.kept", "Wordt deze ruimte {days} dagen niet gebruikt, dan wissen wij haar vanzelf.",
     "If this room is not used for {days} days, we erase it by itself."},

    {"rooms.title", "Mijn ruimtes", "My rooms"},
    {"rooms.lead",
     "De nieuwste staat bovenaan. Een ruimte die {days} dagen niet wordt gebruikt, wissen wij.",
     "The newest is at the top. We erase a room that is not used for {days} days."},
    {"rooms.none", "U heeft nog geen ruimtes.", "You have no rooms yet."},
    {"rooms.new", "Nieuwe ruimte", "New room"},
    {"rooms.first", "Open een ruimte", "Open a room"},

    {"room_title.title", "Titel wijzigen", "Change the title"},
    {"room_title.hint", "De link blijft dezelfde.", "The link stays the same."},
    {"room_title.go", "Titel bewaren", "Keep this title"},
    {"room_title.back", "Terug naar de ruimte", "Back to the room"},

    {"room_hand_over.title", "Een medebeheerder maken", "Make somebody an owner too"},
    {"room_hand_over.lead",
     "Ruimte: {room_title}. U maakt een link voor één collega. Wie daarmee inlogt, beheert de "
     "ruimte samen met u.",
     "Room: {room_title}. You make a link for one colleague. Whoever logs in with it manages the "
     "room together with you."},
    {"room_hand_over.what",
     "De link werkt één keer, en een dag lang. Wilt u de ruimte helemaal overdragen? Haal haar "
     "daarna van uw eigen lijst.",
     "The link works once, and for a day. Do you want to give the room away altogether? Then take "
     "it off your own list afterwards."},
    {"room_hand_over.go", "Link maken", "Make the link"},
    {"room_hand_over.link", "De link voor uw collega", "The link for your colleague"},
    {"room_hand_over.link_hint",
     "Geef hem aan één persoon. Hij werkt één keer, binnen een dag. Wij tonen hem niet opnieuw.",
     "Give it to one person. It works once, within a day. We do not show it again."},

    {"room_accept.title", "Wilt u deze ruimte mede beheren?",
     "Do you want to manage this room too?"},
    {"room_accept.lead",
     "Iemand geeft u een plaats als beheerder van:", "Somebody gives you a place as an owner of:"},
    {"room_accept.what",
     "Daarna staat de ruimte bij Mijn ruimtes. U kunt de vergadering starten, de titel wijzigen en "
     "de ruimte verwijderen.",
     "After that the room is among My rooms. You can start the meeting, change the title and "
     "delete the room."},
    {"room_accept.go", "Ja, ik beheer mee", "Yes, I will manage it too"},
    {"room_accept.no", "Nee, liever niet", "No, rather not"},

    {"room_delete.title", "Deze ruimte verwijderen?", "Delete this room?"},
    {"room_delete.what", "Wij wissen de titel en wie haar beheert. Dat kan niet terug.",
     "We erase the title and who manages it. That cannot be undone."},
    {"room_delete.mind", "Goed om te weten", "Good to know"},
    {"room_delete.meeting",
     "Een vergadering die nu bezig is, gaat door. De link die u heeft gedeeld, is niet meer van u.",
     "A meeting that is going on now continues. The link that you shared is no longer yours."},
    {"room_delete.shared",
     "U bent niet de enige beheerder. Verwijderen geldt voor iedereen; u kunt haar ook alleen van "
     "uw eigen lijst halen.",
     "You are not the only owner. Deleting counts for everybody; you can also take it off your own "
     "list alone."},
    {"room_delete.go", "Ja, verwijderen", "Yes, delete it"},
    {"room_delete.only_me", "Alleen van mijn lijst halen", "Take it off my list only"},
    {"room_delete.no", "Nee, terug naar de ruimte", "No, back to the room"},
};

}  // namespace

std::span<const Text> room_texts() { return kTexts; }

}  // namespace sluis::web
