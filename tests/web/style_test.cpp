// The colours of the stylesheet, measured: WCAG 2.2 §1.4.3 (text, 4.5 to 1) and §1.4.11 (edges of
// fields and buttons, 3 to 1), by day and by night.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

#include "web/embedded.h"

namespace sluis::web {
namespace {

std::string_view stylesheet() {
  for (const EmbeddedFile& file : embedded_assets()) {
    if (file.name == "style.css") return file.content;
  }
  return {};
}

using Colours = std::map<std::string, std::string, std::less<>>;

/// The `--name: #rrggbb;` of the first block after `position`.
Colours colours_from(std::size_t position) {
  const std::string_view css = stylesheet();
  const std::string_view block = css.substr(position, css.find('}', position) - position);
  Colours colours;
  for (auto dash = block.find("--"); dash != block.npos; dash = block.find("--", dash + 2)) {
    const auto colon = block.find(':', dash);
    if (block.substr(colon, 3) != ": #") continue;
    colours.emplace(block.substr(dash + 2, colon - dash - 2), block.substr(colon + 3, 6));
  }
  return colours;
}

Colours by_day() { return colours_from(stylesheet().find(":root {")); }
Colours by_night() {
  return colours_from(
      stylesheet().find(":root {", stylesheet().find("(prefers-color-scheme: dark)")));
}

double luminance(const std::string& hex) {
  const double weights[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const double part = std::stoi(hex.substr(channel * 2, 2), nullptr, 16) / 255.0;
    sum +=
        weights[channel] * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double contrast(const std::string& one, const std::string& other) {
  const auto [low, high] = std::minmax(luminance(one), luminance(other));
  return (high + 0.05) / (low + 0.05);
}

struct Pair {
  const char* above;
  const char* below;
  double least;
};

class Contrast_Wcag22 : public testing::TestWithParam<Pair> {};

TEST_P(Contrast_Wcag22, IsEnoughByDayAndByNight) {
  const auto [above, below, least] = GetParam();

  const Colours day = by_day();
  const Colours night = by_night();

  EXPECT_GE(contrast(day.at(above), day.at(below)), least) << above << " on " << below;
  EXPECT_GE(contrast(night.at(above), night.at(below)), least) << above << " on " << below;
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, Contrast_Wcag22,
    testing::Values(Pair{"ink", "sheet", 7}, Pair{"ink", "ground", 7}, Pair{"ink", "shallow", 7},
                    Pair{"soft", "sheet", 4.5}, Pair{"soft", "pool", 4.5},
                    Pair{"water", "sheet", 4.5}, Pair{"water", "ground", 4.5},
                    Pair{"water", "shallow", 4.5}, Pair{"water-deep", "sheet", 4.5},
                    Pair{"water-deep", "shallow", 4.5}, Pair{"on-water", "water", 4.5},
                    Pair{"on-water", "water-deep", 4.5}, Pair{"wrong", "sheet", 4.5},
                    Pair{"wrong", "wrong-ground", 4.5}, Pair{"ink", "wrong-ground", 7},
                    Pair{"done", "done-ground", 4.5}, Pair{"edge", "sheet", 3},
                    Pair{"focus", "sheet", 3}, Pair{"focus", "ground", 3},
                    Pair{"focus", "focus-glow", 3}, Pair{"water", "foam", 3}));

}  // namespace
}  // namespace sluis::web
