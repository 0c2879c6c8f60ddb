#include "downstream/saml_examination.h"

#include <fmt/format.h>

#include <chrono>

#include "downstream/saml_person.h"

namespace sluis::downstream {

namespace {

using enum Finding::Side;

constexpr std::chrono::days kSoon{14};

void look_at_validity(const SamlClient& client, crypto::TimePoint now, Findings& found) {
  const auto& until = client.metadata.entity.valid_until;
  if (!until) {
    found.push_back(Finding::note(theirs,
                                  "their metadata have no end (validUntil): ask for new "
                                  "ones yourself when their keys change"));
    return;
  }
  const auto days = std::chrono::floor<std::chrono::days>(*until - now).count();
  if (client.has_ended(now)) {
    found.push_back(Finding::bad(theirs, "their metadata have ended: nobody logs in there"));
  } else if (*until - now < kSoon) {
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
  found.push_back(client.recipient
                      ? Finding::good(theirs, "they have a key to be sent encrypted assertions")
                      : Finding::note(theirs,
                                      "they publish no encryption key: her browser can "
                                      "read the assertion that it carries"));
}

}  // namespace

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
