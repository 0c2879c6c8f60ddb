// Every cookie of a list can also be read alone, and has the same value.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "http/cookie.h"

using namespace sluis::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(octets), size);
  Request request;
  const auto line_end = text.find('\n');
  request.headers.add("Cookie", text.substr(0, line_end));
  if (line_end != std::string::npos) request.headers.add("Cookie", text.substr(line_end + 1));
  for (const bool is_secure : {true, false}) {
    const CookieStyle style(is_secure);
    const auto found = style.read_all(request, "fl");
    if (found.size() > 32) std::abort();
    for (const auto& [name, value] : found) {
      if (!name.starts_with("fl") || style.read(request, name) != value) std::abort();
    }
  }
  return 0;
}
