#pragma once

// The pairwise identifier. THE PERSON ENDS HERE.

#include <string>

#include "identity/audience.h"
#include "identity/person.h"

namespace sluis::identity {

class Pseudonym {
 public:
  /// 52 characters of [a-z2-7]: OIDC `sub`.
  const std::string& text() const { return text_; }

  /// A pseudonym that an earlier call of `pseudonym` made and a sealed record of ours kept.
  static Pseudonym kept(std::string text) { return Pseudonym(std::move(text)); }

 private:
  friend Pseudonym pseudonym(const Person&, const Audience&);
  explicit Pseudonym(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// base32lower(HMAC(seed, LP("sluis/pairwise/1", sector)))
Pseudonym pseudonym(const Person& person, const Audience& audience);

}  // namespace sluis::identity
