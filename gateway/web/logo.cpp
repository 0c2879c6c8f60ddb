#include "web/logo.h"

#include <stdexcept>

#include "crypto/encoding.h"
#include "web/embedded.h"

namespace sluis::web {

Logo logo() {
  for (const auto& file : embedded_assets()) {
    if (file.name != "favicon.svg") continue;
    return {.url = "data:image/svg+xml;base64," + crypto::base64_encode(file.content),
            .width_pixels = 48,
            .height_pixels = 48};
  }
  throw std::logic_error("no favicon");
}

}  // namespace sluis::web
