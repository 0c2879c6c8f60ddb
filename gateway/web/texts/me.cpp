#include "web/texts.h"

namespace sluis::web {

std::span<const Text> me_texts() { return {}; }

}  // namespace sluis::web
