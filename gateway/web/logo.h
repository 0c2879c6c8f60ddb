#pragma once

// Our mark, for whoever lists us beside others (metadata).

#include <string>

namespace sluis::web {

struct Logo {
  std::string url;  // data: nobody who shows it asks us for it and tells us where people are
  unsigned width_pixels;
  unsigned height_pixels;
};

Logo logo();

}  // namespace sluis::web
