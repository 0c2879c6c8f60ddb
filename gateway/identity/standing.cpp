#include "identity/standing.h"

namespace sluis::identity {

void require_standing(const store::Found& found) {
  using What = Unavailable::What;
  switch (found.how) {
    using enum store::Found::How;
    case stale:
      throw StaleRing();
    case forked:
      throw Unavailable(What::stale_ring, "the key ring never had the key that the fence names");
    case astray:
      throw Unavailable(What::stale_ring, "this node's clock is not the store's");
    case absent:
    case present:
    case added:
      return;
  }
}

}  // namespace sluis::identity
