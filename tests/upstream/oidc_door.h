#pragma once

// The OpenID Connect connector with everything around it, and a browser that goes through it.

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"
#include "tests/upstream/lying_provider.h"
#include "tests/upstream/mail_door.h"
#include "upstream/oidc.h"

namespace sluis::tests {

inline constexpr std::string_view kMfa = "urn:sluis:federated-mfa";
inline constexpr std::string_view kFederated = "urn:sluis:federated";

inline upstream::OidcSettings oidc_settings() {
  return {.description = {.id = "bzk", .name = {"BZK", "BZK"}, .realm = "bzk"},
          .issuer = std::string(kIssuer),
          .client_id = "sluis",
          .credentials = crypto::Secret::copy_of("a secret"),
          .acr = {{"urn:example:mfa", std::string(kMfa)}},
          .default_acr = std::string(kFederated),
          .acr_weakest_first = {"urn:sluis:mail", std::string(kFederated), std::string(kMfa)},
          .redirect_uri = "https://login.example/login/callback/bzk"};
}

inline flow::Requirements demanding(std::string_view acr) {
  flow::Requirements requirements;
  requirements.acr = acr;
  return requirements;
}

inline flow::Requirements no_older_than(std::chrono::seconds max_age) {
  flow::Requirements requirements;
  requirements.max_age = max_age;
  return requirements;
}

inline flow::Requirements fresh_login() {
  flow::Requirements requirements;
  requirements.interaction = flow::Interaction::always;
  return requirements;
}

struct OidcDoor {
  explicit OidcDoor(upstream::OidcSettings settings = oidc_settings())
      : connector(std::move(settings), {.client = provider,
                                        .store = store,
                                        .keyring = keyring,
                                        .clock = clock,
                                        .random = random}) {}

  FakeClock clock;
  FixedRandom random;
  MemoryStore store{clock};
  crypto::Keyring keyring = ring_that_rotates(clock.now(), std::chrono::minutes(60 * 24), random);
  LyingProvider provider{clock};
  upstream::Oidc connector;
};

/// One flow in one browser.
struct OidcBrowser {
  OidcDoor& door;
  std::string flow_id = "flow";
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

  std::expected<upstream::Finish, Refusal> come_back(std::string query) {
    const http::Request request{.method = "GET",
                                .path = "/login/callback/bzk",
                                .query = std::move(query),
                                .headers = {},
                                .body = "",
                                .client_address = "192.0.2.1",
                                .request_id = "request"};
    return run(door.connector.finish(
        upstream::Arrival{.request = request, .memory = memory, .step = step()}));
  }

  std::expected<upstream::Finish, Refusal> log_in() {
    if (const auto refusal = begin()) return std::unexpected(*refusal);
    return come_back(door.provider.authorize(location));
  }
};

/// How a whole login ends: nothing when she is in.
inline std::optional<Refusal> outcome(OidcDoor& door) {
  OidcBrowser browser{door};
  return refusal_of(browser.log_in());
}

inline const identity::Evidence& evidence_in(
    const std::expected<upstream::Finish, Refusal>& finished) {
  return std::get<identity::Evidence>(finished.value());
}

}  // namespace sluis::tests
