#pragma once

// The files of web/templates and web/assets, compiled in (cmake/embed.cmake writes the .cpp).

#include <span>
#include <string_view>

namespace sluis::web {

struct EmbeddedFile {
  std::string_view name;  // without its folder: "layout.mustache", "style.css"
  std::string_view content;
  std::string_view hash;  // of the content: the first 16 digits of its SHA-256
};

std::span<const EmbeddedFile> embedded_templates();
std::span<const EmbeddedFile> embedded_assets();

}  // namespace sluis::web
