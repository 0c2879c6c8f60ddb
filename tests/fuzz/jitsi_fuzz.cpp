// What anybody can write into a link to a meeting, and a deployment's config.js: whatever is in
// them, nothing comes back but what stands on our list, and a room is spelled in what an address
// may hold.

#include <algorithm>
#include <string>

#include "downstream/jitsi_config_js.h"
#include "downstream/jitsi_state.h"
#include "identity/room_name.h"
#include "tests/fuzz/target.h"

using namespace sluis::downstream;
using sluis::tests::require;

namespace {

bool is_of_an_address(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
         std::string_view("-_.~%").contains(letter);
}

void look_at_room(std::string_view text) {
  const auto name = sluis::identity::room_name(text);
  if (!name) return;
  require(!name->empty() && std::ranges::all_of(*name, is_of_an_address));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto text = sluis::tests::text_of(octets, size);
  look_at_room(text);
  if (const auto state = read_state(text)) {
    look_at_room(state->room);
    const auto fragment = fragment_of_flags(state->flags);
    require(state->flags.size() <= 6 && fragment.size() < 256);
  }
  const JitsiConfigJs config(text);
  const auto url = config.text("tokenAuthUrl");
  require(!url || url->size() <= size);
  (void)config.is_true("tokenAuthInline");
  return 0;
}
