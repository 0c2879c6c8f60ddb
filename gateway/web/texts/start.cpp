#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"start.title", "Inloggen zonder uw naam te geven", "Log in without giving your name"},
    {"start.lead",
     "{house} is een sluis tussen uw organisatie en diensten voor videobellen en chat. Ambtenaren "
     "mogen erdoor, hun naam "
     "en e-mailadres niet.",
     "{house} is a lock gate between your organisation and services for video calls and chat. "
     "Civil servants pass "
     "through, their name and e-mail address do not."},
    {"start.how", "Begin bij de dienst die u wilt gebruiken. Hier ziet u wat wij van u bewaren.",
     "Start at the service that you want to use. Here you can see what we keep about you."},
    {"start.log_in", "Inloggen", "Log in"},
    {"start.more", "Hoe wij met uw gegevens omgaan", "How we treat your data"},
};

}  // namespace

std::span<const Text> start_texts() { return kTexts; }

}  // namespace sluis::web
