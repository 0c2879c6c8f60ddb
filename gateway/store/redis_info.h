#pragma once

// What Redis says of itself (INFO): lines of "name:value".

#include <string_view>

namespace sluis::store {

/// Empty if it is not there.
std::string_view info_field(std::string_view info, std::string_view name);

/// Of `INFO replication`: whether a replica has acknowledged anything. One that is still reading
/// its first copy, which may take minutes, is `online` and has not.
bool has_replica_in_step(std::string_view info);

}  // namespace sluis::store
