// What a form takes can be written out again and read back, the same.

#include <string_view>

#include "http/form.h"
#include "tests/fuzz/target.h"

using namespace sluis::http;
using sluis::tests::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto text = sluis::tests::text_of(octets, size);
  if (const auto decoded = percent_decode(text)) {
    require(percent_decode(percent_encode(*decoded)) == decoded && !decoded->contains('\0'));
  }
  const auto form = Form::parse(text);
  if (!form) return 0;
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  require(form->entries().size() <= 64);
  for (const auto& [name, value] : form->entries()) {
    require(!name.contains('\0') && !value.contains('\0'));
    parameters.emplace_back(name, value);
  }
  const auto written = with_query("?", parameters).substr(1);
  const auto again = Form::parse(written);
  require(again && again->entries() == form->entries());
  return 0;
}
