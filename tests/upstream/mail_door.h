#pragma once

// The mail connector with everything around it, and a browser that goes through it.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "crypto/keyring.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/store/memory_store.h"
#include "tests/store/run_awaitable.h"
#include "tests/upstream/recording_mailer.h"
#include "upstream/mail_code.h"

namespace sluis::tests {

inline identity::EmailAddress address_of(std::string_view text) {
  return std::move(identity::EmailAddress::parse(text).value());
}

/// Two `seal` keys: the second takes over after `takeover`.
inline crypto::Keyring ring_that_rotates(crypto::TimePoint start, std::chrono::minutes takeover,
                                         crypto::Random& random) {
  const auto key = [&](std::string id, crypto::TimePoint active_at) {
    return crypto::Key{.id = std::move(id),
                       .purpose = crypto::Purpose::seal,
                       .serial = 1,
                       .timetable = {.published_at = start,
                                     .active_at = active_at,
                                     .retired_at = std::nullopt,
                                     .destroyed_at = std::nullopt},
                       .material = random.secret(32)};
  };
  std::vector<crypto::Key> keys;
  keys.push_back(key("seal-1", start));
  keys.push_back(key("seal-2", start + takeover));
  return crypto::Keyring(1, std::move(keys));
}

struct MailDoor {
  explicit MailDoor(unsigned per_address = 3, unsigned per_network = 200)
      : connector({.description = {.id = "mail",
                                   .name = {"Code per e-mail", "Code by e-mail"},
                                   .realm = "mail"},
                   .acr = "urn:sluis:mail",
                   .gateway_name = "Rijksconnect",
                   .issuer = "https://login.example",
                   .mails_per_address = per_address,
                   .mails_per_network = per_network},
                  {.store = store,
                   .keyring = keyring,
                   .clock = clock,
                   .random = random,
                   .mailer = mailer,
                   .pages = pages}) {}

  FakeClock clock;
  FixedRandom random;
  MemoryStore store{clock};
  crypto::Keyring keyring = ring_that_rotates(clock.now(), std::chrono::minutes(60 * 24), random);
  RecordingMailer mailer;
  web::Pages pages{web::House{.name = "Rijksconnect",
                              .email = "privacy@login.example",
                              .security = "https://login.example/security"}};
  upstream::MailCode connector;

  /// The eight digits of the last mail.
  std::string last_code() const {
    std::string digits(mailer.mails.back().code.expose());
    std::erase(digits, ' ');
    return digits;
  }
};

/// One flow in one browser. What the connector wants remembered is in `memory`, as in the cookie.
struct Browser {
  MailDoor& door;
  std::string flow_id;
  std::string client_address = "192.0.2.1";
  std::string memory{};

  upstream::Step step() const {
    return {.flow_id = flow_id,
            .form_token = "token",
            .language = web::Language::nl,
            .service = "Rocket.Chat",
            .client_address = client_address,
            .request_id = "request"};
  }

  /// Nothing when the mail was sent.
  std::optional<Refusal> begin(std::string_view address) {
    const flow::Requirements requirements;
    auto departure = run(door.connector.begin(requirements, address_of(address), step()));
    if (!departure) return departure.error();
    memory = departure->memory;
    return std::nullopt;
  }

  std::expected<upstream::Finish, Refusal> post(std::string_view form) {
    http::Request request{.method = "POST",
                          .path = "/login/code",
                          .query = "",
                          .headers = {},
                          .body = "flow=" + flow_id + "&token=token&" + std::string(form),
                          .client_address = client_address,
                          .request_id = "request"};
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    auto finished = run(door.connector.finish(
        upstream::Arrival{.request = request, .memory = memory, .step = step()}));
    if (finished) {
      if (const auto* again = std::get_if<upstream::Departure>(&*finished)) memory = again->memory;
    }
    return finished;
  }

  std::expected<upstream::Finish, Refusal> type(std::string_view code) {
    return post("code=" + std::string(code));
  }

  /// A code that is certainly not the one that was sent.
  std::expected<upstream::Finish, Refusal> type_wrong() {
    return type(door.last_code() == "00000000" ? "00000001" : "00000000");
  }

  std::expected<upstream::Finish, Refusal> ask_again() { return post("again=1"); }

  http::Response page() const {
    const http::Request request{};
    return door.connector
        .page(upstream::Arrival{.request = request, .memory = memory, .step = step()})
        .value();
  }
};

inline bool is_in(const std::expected<upstream::Finish, Refusal>& finished) {
  return finished && std::holds_alternative<identity::Evidence>(*finished);
}

inline bool is_page_again(const std::expected<upstream::Finish, Refusal>& finished) {
  return finished && std::holds_alternative<upstream::Departure>(*finished);
}

/// Nothing when it was no refusal.
inline std::optional<Refusal> refusal_of(const std::expected<upstream::Finish, Refusal>& finished) {
  return finished ? std::nullopt : std::optional(finished.error());
}

}  // namespace sluis::tests
