#include "downstream/saml_examination.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "downstream/saml_person.h"
#include "downstream/saml_service.h"
#include "http/look.h"

namespace sluis::downstream {

namespace {

using enum Finding::Side;

constexpr std::chrono::days kSoon{14};

void look_at_validity(const SamlClient& client, crypto::TimePoint now, Findings& found) {
  const auto& until = client.metadata.entity.valid_until;
  if (!until) {
    found.push_back(Finding::note(theirs, client.published
                                              ? "their metadata have no end (validUntil)"
                                              : "their metadata have no end (validUntil): ask for "
                                                "new ones yourself when their keys change"));
    return;
  }
  const auto days = std::chrono::floor<std::chrono::days>(*until - now).count();
  if (client.has_ended(now)) {
    found.push_back(Finding::bad(theirs, "their metadata have ended: nobody logs in there"));
  } else if (*until - now < kSoon && !client.published) {
    found.push_back(Finding::bad(theirs, fmt::format("their metadata end in {} days", days)));
  } else {
    found.push_back(Finding::good(theirs, fmt::format("their metadata hold for {} days", days)));
  }
}

void look_at_addresses(const SamlClient& client, Findings& found) {
  for (const auto& endpoint : client.metadata.consumers) {
    if (endpoint.binding != saml::Binding::post) continue;
    found.push_back(Finding::good(
        theirs,
        "answers may go to " + in_quotes(endpoint.location) +
            (&endpoint == client.metadata.default_consumer() ? ", and do if they name none" : "")));
  }
  if (const auto* logout = client.logout()) {
    found.push_back(Finding::good(
        theirs, "answers to their logout go to " + in_quotes(logout->response_location)));
  } else {
    found.push_back(
        Finding::note(theirs,
                      "they have no SingleLogoutService by HTTP-Redirect: who logs out there stays "
                      "logged in here"));
  }
}

void look_at_keys(const SamlClient& client, Findings& found) {
  const auto keys = client.metadata.entity.signing_keys.size();
  if (client.metadata.signs_requests) {
    found.push_back(Finding::good(
        theirs, fmt::format("they sign their requests, and have {} keys for it", keys)));
  } else if (keys == 0) {
    found.push_back(Finding::note(
        theirs,
        "they have no signing key: anybody may ask in their name (the answers go to their "
        "addresses all the same), and their logout requests are refused"));
  } else {
    found.push_back(Finding::note(theirs,
                                  "they do not promise to sign their requests: anybody "
                                  "may ask in their name"));
  }
  if (client.encryption == Encryption::never) {
    found.push_back(
        Finding::note(ours, "assertions are not encrypted for it (encrypt: never, or the preset)"));
    return;
  }
  found.push_back(client.recipient
                      ? Finding::good(theirs, "they have a key to be sent encrypted assertions")
                      : Finding::note(theirs,
                                      "they publish no encryption key: her browser can "
                                      "read the assertion that it carries"));
}

std::string why_not(const SamlClient& registered, std::string_view text, Refusal refusal,
                    crypto::TimePoint now) {
  const auto& source = registered.published.value();
  if (auto why = saml::why_no_good(source, refusal)) return *std::move(why);
  if (const auto metadata = saml::read_sp_metadata(text, source.rules(now))) {
    const auto all = shortcomings_of(*metadata, registered, source);
    if (!all.empty()) return fmt::format("their metadata {}", all.front());
  }
  return "this is not the metadata of one SAML 2.0 service: an EntityDescriptor with one "
         "SPSSODescriptor (an aggregate of several is not taken)";
}

}  // namespace

boost::asio::awaitable<Findings> examine_saml_client(const SamlClient& registered,
                                                     http::Client& outbound,
                                                     crypto::TimePoint now) {
  if (!registered.published) co_return examine_saml_client(registered, now);
  const auto& source = *registered.published;
  Findings found;
  const auto text = co_await http::look_at(outbound, source.url, "their metadata", found);
  if (!text) co_return found;
  const auto client = read_service(registered, *text, now);
  if (!client) {
    found.push_back(Finding::bad(theirs, why_not(registered, *text, client.error(), now)));
    co_return found;
  }
  // Standards SAM-05.
  found.push_back(
      source.signers.empty()
          ? Finding::note(ours,
                          "their metadata are trusted for the certificate of the host that they "
                          "come from; metadata_certificate would pin the key that signs them")
          : Finding::good(theirs, "their metadata are signed by the pinned key"));
  for (auto& finding : examine_saml_client(*client, now)) found.push_back(std::move(finding));
  co_return found;
}

Findings examine_saml_client(const SamlClient& client, crypto::TimePoint now) {
  Findings found;
  found.push_back(Finding::note(theirs, "their entityID is " + in_quotes(client.entity_id())));
  look_at_validity(client, now, found);
  look_at_addresses(client, found);
  look_at_keys(client, found);
  found.push_back(Finding::note(
      ours, "they get a NameID of the format " + std::string(format_of(client.name_id))));
  return found;
}

}  // namespace sluis::downstream
