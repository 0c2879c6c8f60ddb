#pragma once

// An address of a service where people are sent with an answer (standards NLO-34, SAM-11).

#include <string_view>

namespace sluis::downstream {

/// Absolute https, no fragment, no user; http only to loopback, or in a laboratory.
bool is_reply_address(std::string_view url, bool is_laboratory);

}  // namespace sluis::downstream
