#include "operate/rotation_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "operate/ring_access.h"
#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

using crypto::Purpose;

const crypto::Key& key_of(const crypto::Keyring& ring, const std::string& id) {
  const auto found = std::ranges::find(ring.keys(), id, &crypto::Key::id);
  if (found == ring.keys().end()) throw std::logic_error("a rotation without its key");
  return *found;
}

std::string how_it_is_known(Purpose purpose) {
  switch (purpose) {
    case Purpose::pseudonym:
    case Purpose::seal:
    case Purpose::log:
      return "every node loads it";
    case Purpose::oidc_sign_rs256:
    case Purpose::oidc_sign_ps256:
    case Purpose::oidc_sign_es256:
      return "it is shown at /jwks, where services find it";
    case Purpose::saml_sign:
    case Purpose::saml_encrypt:
      return "it is in our metadata, where services and providers find it";
    case Purpose::jitsi_sign:
      return "it is shown at /jitsi/…/jwks.json and keys/, where Prosody finds it";
  }
  throw std::invalid_argument("no such purpose");
}

std::string why_it_may_go(Purpose purpose) {
  switch (purpose) {
    case Purpose::pseudonym:
      return "who came back has moved, and who did not is forgotten";
    case Purpose::oidc_sign_rs256:
    case Purpose::oidc_sign_ps256:
    case Purpose::oidc_sign_es256:
      return "the last token that it signed is dead, and so is every copy of it";
    case Purpose::saml_sign:
      return "the last answer that it signed is dead";
    case Purpose::saml_encrypt:
      return "no copy of our metadata that has it is good any more";
    case Purpose::jitsi_sign:
      return "the last token that it signed is dead, and so is the session of who got it";
    case Purpose::seal:
      return "the last login and session that it sealed is over";
    case Purpose::log:
      return "nothing was made with it";
  }
  throw std::invalid_argument("no such purpose");
}

boost::json::value moment(const std::optional<crypto::TimePoint>& time) {
  if (!time) return nullptr;
  return boost::json::string(timestamp(*time));
}

}  // namespace

void print_rotation(const crypto::Rotation& rotation, crypto::TimePoint now, std::ostream& out) {
  const crypto::Key& made = key_of(rotation.ring, rotation.made);
  const bool is_at_once = made.timetable.active_at <= now;
  out << fmt::format("{}: {} takes over from {}.\n", name_of(made.purpose), made.id,
                     fmt::join(rotation.retired, ", "));
  const auto line = [&out](std::string_view when, std::string_view what) {
    out << fmt::format("  {:<20}  {}\n", when, what);
  };
  if (!is_at_once) line("now", how_it_is_known(made.purpose));
  line(is_at_once ? "now" : plain_time(made.timetable.active_at),
       fmt::format("{} is used", made.id));
  for (const std::string& id : rotation.retired) {
    const crypto::Key& old = key_of(rotation.ring, id);
    if (!old.has_material()) {
      line("now", id + " is destroyed, here and in .bak");
      continue;
    }
    line(plain_time(*old.timetable.destroyed_at),
         fmt::format("{} is destroyed: {}", id, why_it_may_go(old.purpose)));
  }
}

boost::json::object rotation_value(const crypto::Rotation& rotation) {
  const crypto::Key& made = key_of(rotation.ring, rotation.made);
  boost::json::array retired;
  for (const std::string& id : rotation.retired) {
    const crypto::Key& old = key_of(rotation.ring, id);
    retired.push_back({{"id", id},
                       {"retired_at", moment(old.timetable.retired_at)},
                       {"destroyed_at", moment(old.timetable.destroyed_at)}});
  }
  return {{"purpose", name_of(made.purpose)},
          {"made", made.id},
          {"serial", made.serial},
          {"published_at", moment(made.timetable.published_at)},
          {"active_at", moment(made.timetable.active_at)},
          {"retired", std::move(retired)}};
}

std::string why_not(crypto::RotationRefusal refusal, const crypto::Keyring& ring,
                    const crypto::RotationPlan& plan) {
  using crypto::RotationRefusal;
  const auto purpose = name_of(plan.purpose);
  switch (refusal) {
    case RotationRefusal::no_key:
      return fmt::format(
          "the ring has no key in use for {}: `sluis keys init` adds what an older ring lacks",
          purpose);
    case RotationRefusal::pending: {
      const auto& waits = *crypto::pending_key(ring, plan.purpose, plan.now);
      return fmt::format(
          "{0} has a successor already: {1} is used from {2}. `sluis keys destroy {1}` undoes that "
          "plan",
          purpose, waits.id, plain_time(waits.timetable.active_at));
    }
    case RotationRefusal::too_early:
      return fmt::format(
          "too early: others must be able to know the new key before it is used, for {} {} hours. "
          "Not before {}",
          purpose,
          std::chrono::duration_cast<std::chrono::hours>(plan.terms.published_ahead).count(),
          plain_time(
              std::chrono::ceil<std::chrono::minutes>(plan.now + plan.terms.published_ahead)));
    case RotationRefusal::too_late:
      return fmt::format("that is more than {} days ahead: nobody will remember it",
                         crypto::kLongestPlan.count());
    case RotationRefusal::too_many:
      return fmt::format(
          "{} has {} keys that are still looked back to, and there is room for no more: wait until "
          "one of them is destroyed",
          purpose, crypto::kLimitUsableKeys);
  }
  throw std::invalid_argument("no such refusal");
}

}  // namespace sluis::operate
