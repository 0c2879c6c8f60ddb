#pragma once

// The pairwise identifier. THE PERSON ENDS HERE.

#include <string>
#include <string_view>

#include "identity/audience.h"
#include "identity/person.h"

namespace sluis::identity {

class Pseudonym {
 public:
  /// 52 characters of [a-z2-7]: OIDC `sub`, Jitsi's user id.
  const std::string& text() const { return text_; }

  /// A pseudonym that an earlier call of `pseudonym` made and a sealed record of ours kept.
  static Pseudonym kept(std::string text) { return Pseudonym(std::move(text)); }

 private:
  friend Pseudonym pseudonym(const Person&, const Audience&);
  explicit Pseudonym(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// base32lower(HMAC(seed, LP("sluis/pairwise/1", sector))), and in a room
/// base32lower(HMAC(seed, LP("sluis/room/1", deployment, tenant, room)))
Pseudonym pseudonym(const Person& person, const Audience& audience);

/// Whether this audience, which asks about one pseudonym alone, asks about her. Empty: about
/// anybody.
bool is_asked_about(const Person& person, const Audience& audience, std::string_view only_about);

}  // namespace sluis::identity
