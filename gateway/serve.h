#pragma once

// `sluis serve`: one worker thread per core, each with its own event loop, listeners and store
// connection; a control thread for signals, reload and the operator's listener.

#include <filesystem>

namespace sluis {

/// Runs until SIGTERM or SIGINT. Prints `ready <issuer>` on standard error once it answers. Returns
/// the exit code: 0 after a stop, 1 when it cannot start (the reason is then on standard error), 78
/// when a token refuses the PIN: the next start would only bring the token nearer to its lock.
int serve(const std::filesystem::path& config_file);

}  // namespace sluis
