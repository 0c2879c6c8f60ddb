// Every cookie of a list can also be read alone, and has the same value.

#include <string>

#include "http/cookie.h"
#include "tests/fuzz/target.h"

using namespace sluis::http;
using sluis::tests::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  auto text = sluis::tests::text_of(octets, size);
  Request request;
  request.headers.add("Cookie", std::string(sluis::tests::take_line(text)));
  if (!text.empty()) request.headers.add("Cookie", std::string(text));
  for (const bool is_secure : {true, false}) {
    const CookieStyle style(is_secure);
    const auto found = style.read_all(request, "fl");
    require(found.size() <= 32);
    for (const auto& [name, value] : found) {
      require(name.starts_with("fl") && style.read(request, name) == value);
    }
  }
  return 0;
}
