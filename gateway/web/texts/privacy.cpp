#include "web/texts.h"

namespace sluis::web {

std::span<const Text> privacy_texts() { return {}; }

}  // namespace sluis::web
