// Where SAML metadata come from and whose they must be: the same for providers and for services.

#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "config_parts.h"
#include "saml/metadata.h"

namespace sluis {

namespace {

using saml::MetadataSource;

constexpr std::size_t kLimitName = 256;  // standards SAM-02
constexpr std::chrono::seconds kLongestValidity = saml::MetadataRules().longest_validity;

std::optional<std::string> read_file(YamlMap& map, std::string_view key,
                                     const std::filesystem::path& folder) {
  const auto name = map.text(key);
  if (!name || name->empty()) return std::nullopt;
  std::error_code failed;
  const auto size = std::filesystem::file_size(folder / *name, failed);
  if (failed || size == 0 || size > saml::kLimitMetadataBytes) {
    map.mistake(key, "cannot be read, is empty, or is larger than 1 MiB");
    return std::nullopt;
  }
  std::ostringstream text;
  text << std::ifstream(folder / *name).rdbuf();
  return text.str();
}

/// Standards SAM-05: a certificate is an envelope here; its key is what is pinned.
void read_signer(YamlMap& map, const std::filesystem::path& folder, MetadataSource& source) {
  if (!map.has("metadata_certificate")) return;
  const auto pem = read_file(map, "metadata_certificate", folder);
  if (!pem) return;
  auto key = saml::PublicKey::from_certificate(*pem);
  if (key) {
    source.signers.push_back(*std::move(key));
  } else {
    map.mistake("metadata_certificate",
                "must be one certificate as PEM, with RSA of 2048 bits or more or P-256 to P-521");
  }
}

/// Standards SAM-05.
void read_validity(YamlMap& map, MetadataSource& source) {
  const auto longest = map.duration("metadata_validity");
  if (!longest) return;
  source.longest_validity = std::chrono::floor<std::chrono::days>(*longest);
  if (*longest < std::chrono::days(1) || *longest > kLongestValidity) {
    map.mistake("metadata_validity", "must be from 1d to 400d");
  }
}

/// From an address nobody knows yet whose they will be: the operator says so.
void read_address(YamlMap& map, const Config& config, MetadataSource& source) {
  source.entity_id = map.required("entity_id");
  if (!is_askable(source.url, config.outbound.allow_private)) {
    map.mistake("metadata",
                "must be a file or an https address (http only to loopback, with "
                "outbound.allow_private)");
  }
}

}  // namespace

MetadataSource read_metadata_source(YamlMap& map, const std::filesystem::path& folder,
                                    const Config& config) {
  MetadataSource source{.entity_id = {}};
  read_signer(map, folder, source);
  read_validity(map, source);
  const auto where = map.required("metadata");
  if (where.contains("://")) {
    source.url = where;
    read_address(map, config, source);
  } else if (!where.empty()) {
    source.entity_id = map.text("entity_id").value_or("");
    source.text = read_file(map, "metadata", folder).value_or("");
  }
  if (source.entity_id.size() > kLimitName) {
    map.mistake("entity_id", "an entity ID must not be longer than 256 characters");
  }
  return source;
}

std::string metadata_complaint(Refusal refusal, std::string_view party) {
  switch (refusal) {
    using enum Refusal;
    case saml_expired:
      return fmt::format(
          "have ended, or do not say when they will though metadata_validity is set (validUntil): "
          "ask the {} for new ones",
          party);
    case saml_not_yet_valid:
      return "hold for longer than metadata_validity says, or than 400 days (validUntil)";
    case saml_algorithm:
      return "hold a key that is too small, or a key or signature of a kind that is not taken";
    case saml_signature:
      return "are not signed by the key in metadata_certificate";
    case saml_issuer:
      return fmt::format("are those of another {} than entity_id says", party);
    default:
      break;
  }
  if (party == "provider") {
    return "must be the SAML 2.0 metadata of one provider: an EntityDescriptor with one "
           "IDPSSODescriptor, a signing key and a SingleSignOnService by HTTP-Redirect, without "
           "DTD or entities";
  }
  return "must be the SAML 2.0 metadata of one service: an EntityDescriptor with one "
         "SPSSODescriptor, without DTD or entities";
}

}  // namespace sluis
