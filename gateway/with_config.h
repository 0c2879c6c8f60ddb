#pragma once

// For subcommands that need a good configuration to say anything.

#include <filesystem>
#include <iostream>
#include <utility>

#include "config.h"

namespace sluis {

/// The command's exit code; 1 where the configuration has mistakes, which are then said.
template <typename Command>
int with_config(const std::filesystem::path& file, Command command) {
  auto read = read_config(file);
  if (!read.is_good())
    return operate::print_mistakes(read.mistakes, operate::Format::text, std::cerr);
  return command(std::move(read.config));
}

}  // namespace sluis
