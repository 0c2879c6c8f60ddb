#pragma once

#include "flow/login_request.h"

namespace sluis::tests {

inline flow::LoginRequest example_request(std::string memory = "the front's own") {
  using namespace std::chrono_literals;
  return {.front = "oidc",
          .client = "chat",
          .audience = identity::Audience::sector("sector-of-chat"),
          .requirements = {.acr = "federated",
                           .max_age = 600s,
                           .interaction = flow::Interaction::always},
          .languages = {"nl-NL", "en"},
          .received_at = crypto::TimePoint{1'767'225'600'123ms},
          .memory = std::move(memory),
          .only_about = "a pseudonym"};
}

}  // namespace sluis::tests
