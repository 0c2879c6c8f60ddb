#pragma once

// The SAML connector with everything around it, and a browser that goes through it.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "crypto/pool.h"
#include "saml/names.h"
#include "tests/crypto/fake_clock.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"
#include "tests/upstream/lying_saml_provider.h"
#include "tests/upstream/mail_door.h"
#include "tests/upstream/oidc_door.h"
#include "upstream/saml.h"

namespace sluis::tests {

/// Made once a run: key pairs take their time.
inline const crypto::Keyring& saml_ring() {
  static crypto::SystemRandom random;
  static const auto ring = crypto::Keyring::fresh(FakeClock().now(), random);
  return ring;
}

inline const saml::OwnKeys& saml_keys() {
  static const saml::OwnKeys keys(saml_ring(), "login.example");
  return keys;
}

/// From a file, in force for 90 days; both keys of the provider.
inline upstream::SamlSettings saml_settings() {
  return {.description = {.id = "duo", .name = {"DUO", "DUO"}, .realm = "duo"},
          .metadata = {.entity_id = std::string(kProvider),
                       .text = metadata_of({&provider_key(), &elliptic_key()},
                                           FakeClock().now() + std::chrono::days(90))},
          .email_attribute = std::string(kMailAttribute),
          .identity = {.by = upstream::SamlIdentity::By::attribute,
                       .attribute = std::string(saml::kPairwiseId)},
          .acr = {.ours_by_theirs = {{std::string(kMfaClass), std::string(kMfa)}},
                  .fallback = std::string(kFederated),
                  .weakest_first = {"urn:sluis:mail", std::string(kFederated), std::string(kMfa)}},
          .origin = "https://login.example",
          .gateway_name = "Rijksconnect",
          .contact_email = "help@login.example"};
}

/// The same, fetched, and signed by the first key.
inline upstream::SamlSettings fetched_settings() {
  auto settings = saml_settings();
  settings.metadata.url = std::string(kSamlMetadata);
  settings.metadata.text.clear();
  return settings;
}

struct SamlDoor {
  explicit SamlDoor(upstream::SamlSettings settings = saml_settings())
      : connector(std::move(settings),
                  {.client = provider,
                   .store = store,
                   .keyring = saml_ring(),
                   .keys = saml_keys(),
                   .clock = clock,
                   .random = random,
                   .pool = pool,
                   .journal = [this](const Event& event) { events.push_back(event); }}) {
    provider.metadata.body = metadata_of({&provider_key()}, clock.now() + std::chrono::days(90));
  }

  FakeClock clock;
  FixedRandom random;
  MemoryStore store{clock};
  crypto::Pool pool{1, 8};
  LyingSamlProvider provider{clock, saml_keys()};
  std::vector<Event> events;
  upstream::Saml connector;
};

/// One flow in one browser.
struct SamlBrowser {
  SamlDoor& door;
  std::string flow_id = "AAAAAAAAAAAAAAAAAAAAAA";
  flow::Requirements requirements{};
  std::string memory{};
  std::string location{};

  upstream::Step step() const {
    return {.flow_id = flow_id,
            .form_token = "token",
            .language = web::Language::nl,
            .service = "Rocket.Chat",
            .client_address = "192.0.2.1",
            .request_id = "request"};
  }

  /// Nothing when she left.
  std::optional<Refusal> begin() {
    auto departure = run(door.connector.begin(requirements, std::nullopt, step()));
    if (!departure) return departure.error();
    memory = departure->memory;
    location = departure->location;
    return std::nullopt;
  }

  std::expected<upstream::Finish, Refusal> come_back(
      std::string form, std::string_view type = "application/x-www-form-urlencoded") {
    http::Request request{.method = "POST",
                          .path = "/saml/acs/duo",
                          .query = "",
                          .headers = {},
                          .body = std::move(form),
                          .client_address = "192.0.2.1",
                          .request_id = "request"};
    request.headers.add("Content-Type", std::string(type));
    return run(door.connector.finish(
        upstream::Arrival{.request = request, .memory = memory, .step = step()}));
  }

  std::expected<upstream::Finish, Refusal> log_in() {
    if (const auto refusal = begin()) return std::unexpected(*refusal);
    return come_back(door.provider.authorize(location));
  }
};

/// How a whole login ends: nothing when she is in.
inline std::optional<Refusal> outcome(SamlDoor& door) {
  SamlBrowser browser{door};
  return refusal_of(browser.log_in());
}

}  // namespace sluis::tests
