#pragma once

// Which records there are in the store and how long each may live at most (DESIGN §4): the one
// table. What is written is held against it by `sluis doctor retention`.

#include <vector>

#include "config.h"
#include "operate/retention.h"

namespace sluis {

std::vector<operate::RecordKind> record_kinds(const Config& config);

}  // namespace sluis
