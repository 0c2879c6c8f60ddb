#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"accessibility.title", "Toegankelijkheid", "Accessibility"},
    {"accessibility.lead",
     "Iedereen moet hier kunnen inloggen, ook met een hulpmiddel of met weinig tijd.",
     "Everyone must be able to log in here, also with an aid or with little time."},
    {"accessibility.works", "Waar wij op letten", "What we look after"},
    {"accessibility.keyboard", "Alles werkt met alleen een toetsenbord.",
     "Everything works with a keyboard alone."},
    {"accessibility.reader",
     "Schermlezers lezen elke pagina in de goede volgorde, en fouten het eerst.",
     "Screen readers read every page in the right order, and mistakes first."},
    {"accessibility.zoom", "U kunt vergroten tot 400 procent zonder dat er iets wegvalt.",
     "You can enlarge to 400 percent and nothing drops out."},
    {"accessibility.colour", "Kleuren hebben genoeg contrast, overdag en in het donker.",
     "Colours have enough contrast, by day and in the dark."},
    {"accessibility.script", "U heeft geen JavaScript nodig.", "You need no JavaScript."},
    {"accessibility.time",
     "Een code blijft 10 minuten geldig en u mag hem plakken. Is de tijd om, dan vraagt u een "
     "nieuwe.",
     "A code stays valid for 10 minutes and you may paste it. When the time is over, you ask for a "
     "new one."},
    {"accessibility.standard", "Aan welke norm", "Which standard"},
    {"accessibility.standard_what",
     "Wij bouwen volgens WCAG 2.2, niveau AA. De wet vraagt EN 301 549, met WCAG 2.1 AA.",
     "We build to WCAG 2.2, level AA. The law asks for EN 301 549, with WCAG 2.1 AA."},
    {"accessibility.not_examined",
     "Wij testen elke pagina met automatische controles. Een onafhankelijk onderzoek is nog niet "
     "gedaan. Daarom staat hier "
     "nog geen officiële verklaring.",
     "We test every page with automatic checks. There has been no independent examination yet. So "
     "there is no official "
     "statement here yet."},
    {"accessibility.others", "Andere websites", "Other websites"},
    {"accessibility.others_what",
     "De inlogpagina van uw organisatie en de dienst waar u heen gaat zijn niet van ons. Daar "
     "gelden hun eigen "
     "verklaringen.",
     "The login page of your organisation and the service that you go to are not ours. Their own "
     "statements hold there."},
    {"accessibility.problem", "Lukt er iets niet?", "Is there a problem?"},
    {"accessibility.problem_what",
     "Laat het ons weten. Vertel welke pagina het was en wat u gebruikt.",
     "Let us know. Tell us which page it was and what you use."},
    {"accessibility.mail", "Mail naar", "Send an e-mail to"},
};

}  // namespace

std::span<const Text> accessibility_texts() { return kTexts; }

}  // namespace sluis::web
