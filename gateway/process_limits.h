#pragma once

// What the process asks of the system, and what it forbids it, before it serves.

#include <cstddef>

namespace sluis {

/// No memory of ours ends in a file: addresses and keys pass through it (promise 2).
void refuse_core_dumps();

/// As many open files as we may have; how many connections a worker may hold of them, a reserve for
/// Redis, mail, files and a worker's own questions to providers apart, so that a flood of
/// connections takes nothing else away.
std::size_t claim_descriptors(std::size_t workers, std::size_t to_providers);

}  // namespace sluis
