#include "record_kinds.h"

#include "crypto/key_lifetimes.h"
#include "downstream/access_token.h"
#include "downstream/jitsi_exchange.h"
#include "downstream/token.h"
#include "flow/session.h"
#include "operate/nodes.h"
#include "portal/forget_limit.h"
#include "portal/hand_over.h"
#include "store/redis_dialect.h"
#include "upkeep.h"
#include "upstream/code_limits.h"
#include "upstream/saml.h"

namespace sluis {

std::vector<operate::RecordKind> record_kinds(const Config& config) {
  using std::chrono::seconds;
  const auto of = [](auto duration) { return std::optional<seconds>(duration); };
  return {{"id:", "a subject's link", of(config.identifier_retention)},
          {"pe:", "a person", of(config.identifier_retention)},
          {"ro:", "a room", of(config.identifier_retention)},
          {"se:", "a session", of(flow::Sessions::kLongest)},
          {"si:", "a session by service", of(flow::Sessions::kLongest)},
          {"co:", "a code, or that it was used", of(downstream::kUsedMarkLifetime)},
          {"at:", "an access token", of(downstream::kAccessTokenLifetime)},
          {"rt:", "a refresh token, in a meeting",
           of(crypto::kLongestJitsiToken + downstream::kRefreshGrace)},
          {"seen:", "a replay mark", of(upstream::Saml::kLongestRemembered)},
          {"rl:", "a rate counter", of(upstream::CodeLimits::kAddressWindow)},
          {"fo:", "that somebody was forgotten today", of(portal::ForgetLimit::kOnceIn)},
          {"ho:", "an offer to own a room too", of(portal::HandOvers::kLifetime)},
          {"node:", "a node's heartbeat", of(operate::Heartbeat::kLife)},
          {"upkeep:", "when Redis was last asked to write its log anew, and last did",
           of(Upkeep::kRemembered)},
          {store::kFence, "the fence", std::nullopt}};
}

}  // namespace sluis
