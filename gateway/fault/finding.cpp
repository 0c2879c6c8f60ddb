#include "fault/finding.h"

#include <utility>

namespace sluis {

namespace {

constexpr std::size_t kShown = 120;

}  // namespace

Finding Finding::good(Side side, std::string text) {
  return {.level = Level::good, .side = side, .text = std::move(text)};
}

Finding Finding::note(Side side, std::string text) {
  return {.level = Level::note, .side = side, .text = std::move(text)};
}

Finding Finding::bad(Side side, std::string text) {
  return {.level = Level::bad, .side = side, .text = std::move(text)};
}

std::string_view name_of(Finding::Level level) {
  switch (level) {
    using enum Finding::Level;
    case good:
      return "good";
    case note:
      return "note";
    case bad:
      return "bad";
  }
  return "unknown";
}

std::string_view name_of(Finding::Side side) {
  switch (side) {
    using enum Finding::Side;
    case ours:
      return "ours";
    case theirs:
      return "theirs";
    case network:
      return "network";
  }
  return "unknown";
}

std::string in_quotes(std::string_view foreign) {
  std::string shown = "'";
  for (const char octet : foreign.substr(0, kShown)) {
    shown += octet >= ' ' && octet <= '~' ? octet : '?';
  }
  return shown + (foreign.size() > kShown ? "…'" : "'");
}

}  // namespace sluis
