#pragma once

// Memory for JSON that holds keys or addresses: wiped as it is given back. For .cpp files only.

namespace boost::json {
class storage_ptr;
class value;
}  // namespace boost::json

#include <string_view>

namespace sluis::crypto {

boost::json::storage_ptr wiping_storage();

/// Parses strictly (strict_json.h) into wiped memory. Throws std::invalid_argument if the text is
/// no such object.
boost::json::value parse_secret_json(std::string_view text);

}  // namespace sluis::crypto
