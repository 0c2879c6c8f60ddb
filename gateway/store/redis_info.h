#pragma once

// What Redis says of itself (INFO): lines of "name:value".

#include <string_view>

namespace sluis::store {

/// Empty if it is not there.
std::string_view info_field(std::string_view info, std::string_view name);

}  // namespace sluis::store
