#include "web/texts.h"

namespace sluis::web {

std::span<const Text> accessibility_texts() { return {}; }

}  // namespace sluis::web
