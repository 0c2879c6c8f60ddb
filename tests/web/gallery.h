#pragma once

// Pages written to a folder, to be looked at: SLUIS_GALLERY=/some/folder ./test_web. Without it
// nothing is written.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "http/message.h"
#include "web/embedded.h"

namespace sluis::tests {

/// The page as a file that stands by itself: the stylesheet beside it instead of under /assets.
inline void hang_up(const std::string& name, const http::Response& page) {
  const char* folder = std::getenv("SLUIS_GALLERY");
  if (!folder) return;
  std::filesystem::create_directories(folder);
  for (const web::EmbeddedFile& file : web::embedded_assets()) {
    std::ofstream(std::filesystem::path(folder) / file.name) << file.content;
  }
  std::string html = page.body;
  const std::string sign = "href=\"/assets/style.";
  const auto begin = html.find(sign);
  const auto end = html.find('"', begin + sign.size());
  html.replace(begin, end - begin, "href=\"style.css");
  std::ofstream(std::filesystem::path(folder) / (name + ".html")) << html;
}

}  // namespace sluis::tests
