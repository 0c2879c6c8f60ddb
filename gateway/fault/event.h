#pragma once

// What the gateway tells its operator: a closed set of fields, none of which can hold an address, a
// pseudonym, a token or any text from outside. One event per login at level info.

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "fault/refusal.h"

namespace sluis {

struct Event {
  enum class Kind {
    login,            // a person came in (a fresh login) and a service was answered
    session_login,    // a session answered a service
    refused,          // a login ended in a refusal
    mail_sent,        // a code was handed to the mail server
    mail_failed,      // the mail server did not take it
    token_issued,     // a code was exchanged
    logout,           // a session was ended
    reload,           // configuration or keys were read again
    reload_failed,    // ... and were not accepted; the old ones stay
    issuer_changed,   // another provider stands behind a connector's realm than the last time
    audit_failed,     // a line of the audit log could not be written, or was lost
    rewrite_refused,  // Redis would not rewrite its log: what has expired stays in that file
    store_lost,
    store_back,
    unavailable,  // a request met something that does not answer: mostly a 503
    broken,       // an invariant of ours fell: 500
  };
  Kind kind;
  std::optional<Refusal> refusal{};
  std::string connector{};   // id from the configuration
  std::string client{};      // id from the configuration
  std::string request_id{};  // ours, random
  std::optional<std::chrono::milliseconds> duration{};
};

std::string_view name_of(Event::Kind kind);

/// Where events go. Must be callable from every worker thread and must not block.
using Journal = std::function<void(const Event&)>;

}  // namespace sluis
