#pragma once

// What a SAML provider must be told when a session that came from it ends: the name that it gave
// her, and what it calls its session. Plain fields, sealed in our session by flow/. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "saml/message.h"

namespace sluis::upstream {

struct SamlFarewell {
  std::string provider;  // its entity ID
  saml::NameId name_id;
  std::string session_index;  // empty: it gave none

  /// Nothing where the name could be an address: its format is neither persistent nor transient, or
  /// it looks like one all the same. Nothing of her that is kept may be (promise 2). Nor where it
  /// is longer than a name need be.
  static std::optional<SamlFarewell> of(const saml::Assertion& assertion,
                                        const saml::AuthnStatement& login,
                                        std::string_view provider);

  /// Whether the provider means this session: its name, whoever leaves out qualifiers, and its
  /// index among those that are named, if any are.
  bool is_meant_by(const saml::LogoutRequest& request) const;

  /// Length-prefixed octets, and back; nothing if they are not ours.
  std::string serialise() const;
  static std::optional<SamlFarewell> parse(std::string_view octets);
};

}  // namespace sluis::upstream
