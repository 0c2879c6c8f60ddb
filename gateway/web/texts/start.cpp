#include "web/texts.h"

namespace sluis::web {

std::span<const Text> start_texts() { return {}; }

}  // namespace sluis::web
