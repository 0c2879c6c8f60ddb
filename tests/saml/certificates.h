#pragma once

// Certificates of keys that a careful party would not have, as PEM.

#include <openssl/evp.h>

#include <memory>
#include <string>

namespace sluis::tests {

std::string certificate_of_rsa(unsigned bits);
std::string certificate_of_curve(const char* name);
std::string certificate_of_ed25519();

}  // namespace sluis::tests
