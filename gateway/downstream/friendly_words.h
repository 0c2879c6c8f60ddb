#pragma once

// The words of the friendly names (friendly_name.cpp). Never change, add or reorder one: people
// would get other names. Animals that take "de", so that the adjectives agree; none that is a term
// of abuse, and no adjective that says something of a body, an origin or a belief.

#include <array>
#include <string_view>

#include "downstream/friendly_name.h"

namespace sluis::downstream {

// clang-format off
inline constexpr std::array<std::string_view, kAdjectives> kAdjectiveWords{
    "alerte", "attente", "bedaarde", "bedachtzame", "behendige", "behulpzame", "beleefde",
    "betrouwbare", "blije", "creatieve", "dappere", "dartele", "eerlijke", "elegante", "fiere",
    "fitte", "fleurige", "frisse", "gastvrije", "geduldige", "gelukkige", "gulle", "handige",
    "hartelijke", "heldere", "hulpvaardige", "ijverige", "jolige", "kalme", "kundige", "kwieke",
    "leergierige", "lenige", "milde", "moedige", "montere", "nieuwsgierige", "nijvere",
    "opgewekte", "pientere", "rustige", "schrandere", "snelle", "soepele", "speelse", "spontane",
    "sportieve", "stille", "stoere", "stralende", "tevreden", "trouwe", "verfijnde",
    "vindingrijke", "vlijtige", "vlotte", "vriendelijke", "vrije", "vrolijke", "waakzame",
    "wakkere", "wijze", "zonnige", "zorgzame",
};

inline constexpr std::array<std::string_view, kAnimals> kAnimalWords{
    "aalscholver", "alpaca", "antilope", "appelvink", "atalanta", "baars", "beer", "bergeend",
    "bever", "bij", "bizon", "boerenzwaluw", "boomklever", "boomleeuwerik", "boommarter",
    "boomvalk", "bosmuis", "bruinvis", "buizerd", "citroenvlinder", "dagpauwoog", "das",
    "dolfijn", "dwergmuis", "eekhoorn", "egel", "eland", "fazant", "fitis", "forel", "fuut",
    "gaai", "gazelle", "geelgors", "gems", "gierzwaluw", "giraffe", "glimworm", "goudhaan",
    "goudvink", "graspieper", "groenling", "grutto", "haas", "hamster", "havik", "hazelmuis",
    "heggenmus", "hermelijn", "hommel", "houtduif", "houtsnip", "huismus", "huiszwaluw",
    "ijsbeer", "ijsvogel", "impala", "kameel", "kamsalamander", "kangoeroe", "karekiet", "karper",
    "kievit", "kluut", "koala", "koolmees", "kraanvogel", "krekel", "kruisbek", "kwartel",
    "kwikstaart", "lama", "leeuw", "leeuwerik", "lepelaar", "libel", "lynx", "merel",
    "nachtegaal", "okapi", "ooievaar", "otter", "panda", "papegaaiduiker", "patrijs", "plevier",
    "poema", "putter", "raaf", "reiger", "rietgors", "rietzanger", "ringmus", "roerdomp",
    "roodborst", "salamander", "schildpad", "scholekster", "sijs", "specht", "sperwer", "spreeuw",
    "staartmees", "steenbok", "stekelbaars", "stern", "tjiftjaf", "torenvalk", "tortelduif",
    "tuinfluiter", "tureluur", "valk", "vink", "visarend", "vlinder", "vos", "wielewaal",
    "winterkoning", "wisent", "wulp", "zalm", "zanglijster", "zebra", "zeearend", "zeehond",
    "zeester", "zwaan", "zwaluw",
};
// clang-format on

}  // namespace sluis::downstream
