#pragma once

// libxml2 and xmlsec1 before their first use. For the .cpp files of this room that call them.

namespace sluis::saml {

/// Starts both once in the process, without any way to files or the network, and silences both in
/// this thread. Safe from every thread; costs nothing when it was done. Throws std::runtime_error.
void use_libraries();

}  // namespace sluis::saml
