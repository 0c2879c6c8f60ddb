#pragma once

// What finished calls left on the stack and in the registers of their thread.

namespace sluis::crypto {

/// Overwrites the 64 KB of this thread's stack below the caller, where the calls that it made kept
/// what they worked on, and the vector registers, where copying leaves its last octets. Some 2 µs;
/// the stack must have that much room.
void wipe_leftovers() noexcept;

}  // namespace sluis::crypto
