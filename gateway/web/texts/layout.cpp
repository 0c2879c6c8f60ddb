#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr Text kTexts[] = {
    {"layout.skip", "Direct naar de inhoud", "Skip to the content"},
    {"layout.laboratory", "Proefopstelling. Gebruik hier geen echte gegevens.",
     "Test installation. Do not use real details here."},
    {"layout.language", "Taal", "Language"},
    {"layout.other_language", "English", "Nederlands"},
    {"layout.about", "Over deze website", "About this website"},
    {"layout.me", "Wat wij bewaren", "What we keep"},
    {"layout.privacy", "Privacy", "Privacy"},
    {"layout.accessibility", "Toegankelijkheid", "Accessibility"},
    {"layout.contact", "Contact", "Contact"},
    {"layout.error_mark", "Fout: ", "Error: "},
};

}  // namespace

std::span<const Text> layout_texts() { return kTexts; }

}  // namespace sluis::web
