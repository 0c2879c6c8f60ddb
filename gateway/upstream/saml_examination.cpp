#include "upstream/saml_examination.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/look.h"
#include "saml/metadata.h"
#include "saml/names.h"
#include "upstream/saml.h"

namespace sluis::upstream {

namespace {

using boost::asio::awaitable;
using enum Finding::Side;

constexpr std::chrono::days kSoon{14};

/// Whose side a copy is on: a file is the operator's, what an address gives is theirs.
Finding::Side side_of(const SamlSettings& settings) {
  return settings.metadata.url.empty() ? ours : theirs;
}

std::string why_not(Refusal refusal, const SamlSettings& settings) {
  return saml::why_no_good(settings.metadata, refusal)
      .value_or(
          "this is not the metadata of one SAML 2.0 identity provider that takes requests by "
          "HTTP-Redirect and has a key to sign with (an aggregate of several is not taken)");
}

void examine_validity(const saml::Entity& entity, const SamlSettings& settings,
                      crypto::TimePoint now, Findings& found) {
  if (!entity.valid_until) {
    found.push_back(Finding::note(
        side_of(settings), settings.metadata.url.empty()
                               ? "their metadata do not say until when they hold: a key that they "
                                 "stop using stays trusted until the file is changed"
                               : "their metadata do not say until when they hold"));
    return;
  }
  const auto left = std::chrono::floor<std::chrono::days>(*entity.valid_until - now);
  const auto text = fmt::format("their metadata hold for {} more day{}", left.count(),
                                left.count() == 1 ? "" : "s");
  found.push_back(left < kSoon && settings.metadata.url.empty()
                      ? Finding::bad(ours, text + ": the file must be replaced before that")
                      : Finding::good(side_of(settings), text));
}

// Standards SAM-05.
void examine_trust(const SamlSettings& settings, Findings& found) {
  if (!settings.metadata.signers.empty()) {
    found.push_back(Finding::good(theirs, "their metadata are signed by the pinned key"));
  } else if (!settings.metadata.url.empty()) {
    found.push_back(Finding::note(
        ours,
        "their metadata are trusted for the certificate of the host that they come from; "
        "metadata_certificate would pin the key that signs them"));
  }
}

void examine_identity(const saml::IdpMetadata& metadata, const SamlSettings& settings,
                      Findings& found) {
  const auto& formats = metadata.entity.name_id_formats;
  const bool offers_persistent =
      std::ranges::find(formats, saml::name_id_format::kPersistent) != formats.end();
  if (settings.identity.by == SamlIdentity::By::name_id && !formats.empty() && !offers_persistent) {
    found.push_back(Finding::bad(
        theirs, "people are told apart by a persistent NameID, which they do not announce"));
  }
  if (settings.identity.by == SamlIdentity::By::attribute) {
    found.push_back(Finding::note(theirs, fmt::format("they must send the attribute {}",
                                                      in_quotes(settings.identity.attribute))));
  }
  found.push_back(
      Finding::note(theirs, fmt::format("they must send the address in the attribute {}, one value",
                                        in_quotes(settings.email_attribute))));
  if (metadata.scopes.empty()) return;
  std::vector<std::string> scopes;
  for (const auto& scope : metadata.scopes) scopes.push_back(in_quotes(scope));
  found.push_back(Finding::note(
      theirs, fmt::format("they say that they speak for {}; what counts is the allowlist",
                          fmt::join(scopes, ", "))));
}

void examine_metadata(const saml::IdpMetadata& metadata, const SamlSettings& settings,
                      crypto::TimePoint now, Findings& found) {
  found.push_back(
      Finding::good(side_of(settings), fmt::format("their metadata are those of {} and can be read",
                                                   in_quotes(metadata.entity.entity_id))));
  examine_trust(settings, found);
  examine_validity(metadata.entity, settings, now, found);
  const auto keys = metadata.entity.signing_keys.size();
  found.push_back(Finding::good(
      theirs,
      fmt::format("they have {} key{} to sign with, and requests go to {}", keys,
                  keys == 1 ? "" : "s",
                  in_quotes(sign_on_of(metadata, settings.metadata.may_be_plain)->location))));
  examine_identity(metadata, settings, found);
}

}  // namespace

awaitable<Findings> examine_saml(const SamlSettings& settings, SamlExaminationParts parts) {
  Findings found{Finding::note(
      ours, fmt::format("they must know our metadata: {} (which is also our entity ID; answers go "
                        "to {})",
                        settings.entity_id(), settings.consumer_url()))};
  std::optional<std::string> text = settings.metadata.text;
  if (!settings.metadata.url.empty()) {
    text = co_await http::look_at(parts.client, settings.metadata.url, "their metadata", found);
  }
  if (!text) co_return found;
  const auto now = parts.clock.now();
  const auto metadata = read_provider(settings.metadata, *text, now);
  if (metadata) {
    examine_metadata(*metadata, settings, now, found);
  } else {
    found.push_back(Finding::bad(side_of(settings), why_not(metadata.error(), settings)));
  }
  co_return found;
}

}  // namespace sluis::upstream
