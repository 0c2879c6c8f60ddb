// What a form takes can be written out again and read back, the same.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/form.h"

using namespace sluis::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(octets), size);
  if (const auto decoded = percent_decode(text)) {
    if (percent_decode(percent_encode(*decoded)) != decoded) std::abort();
  }
  const auto form = Form::parse(text);
  if (!form) return 0;
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  for (const auto& [name, value] : form->entries()) parameters.emplace_back(name, value);
  const auto written = with_query("?", parameters).substr(1);
  const auto again = Form::parse(written);
  if (!again || again->entries() != form->entries()) std::abort();
  return 0;
}
