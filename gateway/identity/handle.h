#pragma once

// Where a subject's `id:` record stands under one version of the pseudonym key, and how it is
// locked (DESIGN §3). The record holds the link to the person and nothing else.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/random.h"
#include "crypto/secret.h"
#include "identity/subject.h"

namespace sluis::identity {

struct Handle {
  std::string name;     // "id:" + base64url(HMAC(K[v], LP("sluis/handle/1", subject)))
  crypto::Secret lock;  // HMAC(K[v], LP("sluis/lock/1", subject))

  /// What the pseudonym key is asked for about a subject …
  static std::vector<crypto::Secret> messages(const Subject& subject);
  /// … and the handle of what one version of it says to them.
  static Handle of(std::vector<crypto::Secret> macs);

  std::string seal_link(const crypto::Secret& link, crypto::Random& random) const;
  /// Nothing if it was not sealed for this handle.
  std::optional<crypto::Secret> open_link(std::string_view sealed) const;
};

}  // namespace sluis::identity
