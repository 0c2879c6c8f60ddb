#pragma once

// What others say of themselves (SAML Metadata 2). Reading tells what is there; whether a provider
// or service is the one that was meant, and what follows from its flags, is the caller's.

#include <chrono>
#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "fault/refusal.h"
#include "saml/encryption.h"
#include "saml/key.h"

namespace sluis::saml {

inline constexpr std::size_t kLimitMetadataBytes = std::size_t{1024} * 1024;

enum class Binding { redirect, post };  // endpoints of other bindings are passed over

struct Endpoint {
  Binding binding;
  std::string location;           // https, or http to a loopback address: the caller's to check
  std::string response_location;  // the same as location where nothing else is said
  std::optional<unsigned> index{};
  std::optional<bool> is_default{};
};

/// What an identity provider and a service have in common.
struct Entity {
  std::string entity_id;
  std::optional<crypto::TimePoint> valid_until{};  // the earlier of the entity's and the role's
  std::optional<std::chrono::seconds> cache_duration{};
  std::vector<PublicKey> signing_keys{};  // in the order of the document, at most 16
  std::vector<EncryptionKey> encryption_keys{};
  std::vector<Endpoint> logout{};
  std::vector<std::string> name_id_formats{};
  std::map<std::string, std::string> display_names{};  // language → mdui:DisplayName
};

struct IdpMetadata {
  Entity entity;
  std::vector<Endpoint> sign_on{};
  bool wants_requests_signed = false;
  std::vector<std::string> scopes{};  // shibmd:Scope; those that are regular expressions left out
};

struct SpMetadata {
  Entity entity;
  std::vector<Endpoint> consumers{};  // AssertionConsumerService
  bool signs_requests = false;
  bool wants_assertions_signed = false;
  std::optional<std::string> subject_id_requirement{};  // pairwise-id, subject-id, any or none

  /// The one that is marked, else the first not marked otherwise, else the first (SAML Metadata
  /// 2.2.3). Nothing if there is none by POST.
  const Endpoint* default_consumer() const;
};

struct MetadataRules {
  /// Keys that must have signed it; none: how it came (a file, https) is what is trusted.
  std::span<const PublicKey> signers{};
  crypto::TimePoint now;
  bool requires_valid_until = false;
  std::chrono::seconds longest_validity = std::chrono::days(400);
};

/// Refuses what is no EntityDescriptor with exactly one such role for SAML 2.0, an aggregate of
/// several entities (saml_malformed), a key that is too small or an unknown algorithm
/// (saml_algorithm), a missing or wrong signature (saml_signature), a validUntil that has passed or
/// lacks where it is demanded (saml_expired), or lies further ahead than the rules allow
/// (saml_not_yet_valid). Keys in another form than a certificate are passed over.
std::expected<IdpMetadata, Refusal> read_idp_metadata(std::string_view text,
                                                      const MetadataRules& rules);
std::expected<SpMetadata, Refusal> read_sp_metadata(std::string_view text,
                                                    const MetadataRules& rules);

}  // namespace sluis::saml
