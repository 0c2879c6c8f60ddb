#include "identity/subject.h"

#include "crypto/encoding.h"

namespace sluis::identity {

Subject Subject::of_upstream(std::string_view realm, const crypto::Secret& upstream_subject) {
  return Subject(
      crypto::Secret::take(crypto::length_prefixed({"sub/1", realm, upstream_subject.expose()})));
}

Subject Subject::of_address(const EmailAddress& address) {
  return Subject(crypto::Secret::take(
      crypto::length_prefixed({"mail/1", address.expose_local_part(), address.domain().text()})));
}

}  // namespace sluis::identity
