#include "operate/keys_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <istream>
#include <utility>
#include <vector>

#include "crypto/rotation.h"
#include "operate/key_consequences.h"
#include "operate/rotation_words.h"
#include "operate/timestamp.h"
#include "operate/token_keys.h"

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;
using crypto::Purpose;

// systemd's timer comes once a day, and perhaps some hours late.
constexpr std::chrono::hours kBetweenTicks{48};

Purpose purpose_of(const std::string& name) {
  if (const auto purpose = crypto::purpose_named(name)) return *purpose;
  std::string names;
  for (const Purpose purpose : crypto::kPurposes) {
    names += (names.empty() ? "" : ", ") + std::string(name_of(purpose));
  }
  throw CannotDo("there is no such purpose; there are " + names);
}

crypto::RotationPlan plan_of(const KeysAsked& asked, const Rotate& rotate) {
  const auto now = asked.clock.now();
  const Purpose purpose = purpose_of(rotate.purpose);
  crypto::RotationPlan plan{.purpose = purpose,
                            .now = now,
                            .active_at = {},
                            .terms = crypto::terms_of(purpose, rotate.retention),
                            .home = crypto::home_of(purpose, home_of_pseudonyms(asked))};
  if (rotate.at.empty()) return plan;
  plan.active_at = moment_named(rotate.at);
  if (!plan.active_at) throw CannotDo("--at must be like 2026-01-31T12:00Z (UTC)");
  return plan;
}

void print_json(const boost::json::object& object, std::ostream& out) {
  out << boost::json::serialize(object) << "\n";
}

/// Throws CannotDo unless the word was given, or is typed now.
void confirm(const KeysAsked& asked, const Consequences& consequences,
             const Confirmation& confirmation) {
  auto& says = asked.format == Format::json ? asked.console.error : asked.console.out;
  for (const std::string& line : consequences.lines) says << "! " << line << "\n";
  std::string word = confirmation.given;
  if (word.empty() && asked.format == Format::text) {
    says << "Type " << consequences.word << " to go on: " << std::flush;
    std::getline(confirmation.typed, word);
  }
  if (word != consequences.word) {
    throw CannotDo("not confirmed, and nothing was changed: it takes the word " +
                   consequences.word + " (--confirm)");
  }
}

void tell(const KeysAsked& asked, const crypto::Rotation& rotation, crypto::TimePoint now) {
  if (asked.format == Format::json) {
    print_json(rotation_value(rotation), asked.console.out);
    return;
  }
  print_rotation(rotation, now, asked.console.out);
  asked.console.out << "This is ring " << rotation.ring.serial()
                    << ". The gateway here loads it within ten seconds; give other nodes the "
                       "same file within the hour,\nand make a new backup.\n";
}

void note_rotation(const KeysAsked& asked, std::string_view what,
                   const crypto::Rotation& rotation) {
  std::string retired;
  for (const std::string& id : rotation.retired) retired += (retired.empty() ? "" : " ") + id;
  note_change(asked, what, rotation.made,
              {{"from", retired}, {"serial", std::to_string(rotation.ring.serial())}});
}

const crypto::Key* find_key(const crypto::Keyring& ring, const std::string& id) {
  const auto found = std::ranges::find(ring.keys(), id, &crypto::Key::id);
  return found == ring.keys().end() ? nullptr : &*found;
}

/// What has to be confirmed before this key goes; nothing where its time has come.
std::optional<Consequences> price_of(const crypto::Key& key, crypto::TimePoint now) {
  switch (key.state_at(now)) {
    case crypto::KeyState::planned:
    case crypto::KeyState::published:
      return of_undoing_a_plan();
    case crypto::KeyState::active:
    case crypto::KeyState::retired:
      return of_destroying(key.purpose);
    case crypto::KeyState::destroyed:
      return std::nullopt;
  }
  throw std::invalid_argument("no such state");
}

std::string why_it_stays(crypto::DestroyRefusal refusal, const crypto::Key* key) {
  switch (refusal) {
    case crypto::DestroyRefusal::no_such_key:
      return "there is no key of that id in the ring: see `sluis keys list`";
    case crypto::DestroyRefusal::already:
      return "that key is destroyed already";
    case crypto::DestroyRefusal::in_use:
      return fmt::format(
          "that is the key in use: `sluis keys rotate --emergency {}` puts another in its place",
          name_of(key->purpose));
    case crypto::DestroyRefusal::in_use_elsewhere:
      return fmt::format(
          "that key is used from {}, and a node whose clock is ahead may have begun with it: "
          "`sluis keys rotate --emergency {}` puts another in its place",
          plain_time(key->timetable.active_at), name_of(key->purpose));
  }
  throw std::invalid_argument("no such refusal");
}

/// When the successor takes over; nothing if none is due.
std::optional<crypto::RotationPlan> due_plan(const crypto::Keyring& ring,
                                             const crypto::RotationPlan& wanted,
                                             std::chrono::seconds rotate_every) {
  if (!ring.has_active(wanted.purpose, wanted.now)) return std::nullopt;
  if (crypto::pending_key(ring, wanted.purpose, wanted.now) != nullptr) return std::nullopt;
  crypto::RotationPlan plan = wanted;
  const auto due = ring.primary(wanted.purpose, wanted.now).timetable.active_at + rotate_every;
  const auto earliest = wanted.now + wanted.terms.published_ahead;
  if (due > earliest + kBetweenTicks) return std::nullopt;
  plan.active_at = std::max<crypto::TimePoint>(due, earliest);
  return plan;
}

std::vector<std::string> ids_of_dead(const crypto::Keyring& ring, crypto::TimePoint now) {
  std::vector<std::string> ids;
  for (const crypto::Key& key : ring.keys()) {
    const bool is_dead = key.state_at(now) == crypto::KeyState::destroyed;
    if (is_dead && key.has_material()) ids.push_back(key.id);
  }
  return ids;
}

/// What one tick did; its last ring is the one to be written.
struct Ticked {
  std::vector<std::string> dead;
  std::vector<std::string> kept_longer{};
  std::vector<crypto::Rotation> planned{};
  std::vector<std::string> not_done{};  // why
  crypto::Keyring ring;

  bool has_changed() const { return !dead.empty() || !kept_longer.empty() || !planned.empty(); }
};

void plan_successor(Ticked& ticked, const KeysAsked& asked, const crypto::RotationPlan& plan) {
  if (plan.home == crypto::Home::token) {
    if (auto why = why_token_makes_none(asked)) {
      ticked.not_done.push_back(*std::move(why));
      return;
    }
  }
  auto made = crypto::plan_rotation(ticked.ring, plan, asked.random);
  if (!made) {
    ticked.not_done.push_back(why_not(made.error(), ticked.ring, plan));
    return;
  }
  ticked.ring = crypto::raised(made->ring);
  ticked.planned.push_back(std::move(*made));
}

Ticked tick(const crypto::Keyring& ring, const KeysAsked& asked, std::chrono::seconds rotate_every,
            const crypto::Retention& retention) {
  const auto now = asked.clock.now();
  auto tidy = crypto::without_the_dead(ring, now);
  Ticked ticked{.dead = ids_of_dead(ring, now),
                .ring = tidy ? std::move(*tidy) : crypto::raised(ring)};
  if (auto longer = crypto::prolonged(ticked.ring, retention, now)) {
    ticked.ring = std::move(longer->ring);
    ticked.kept_longer = std::move(longer->kept_longer);
  }
  for (const Purpose purpose : crypto::kPurposes) {
    const crypto::RotationPlan wanted{.purpose = purpose,
                                      .now = now,
                                      .active_at = {},
                                      .terms = crypto::terms_of(purpose, retention),
                                      .home = crypto::home_of(purpose, home_of_pseudonyms(asked))};
    if (const auto plan = due_plan(ticked.ring, wanted, rotate_every)) {
      plan_successor(ticked, asked, *plan);
    }
  }
  return ticked;
}

/// What the token has not destroyed yet may wait, as everything that is not done.
void sweep(Ticked& ticked, const KeysAsked& asked) {
  try {
    for (const auto& id : sweep_token(asked, ticked.ring)) note_change(asked, "destroy", id);
  } catch (const CannotDo& why) {
    if (std::ranges::find(ticked.not_done, why.what()) == ticked.not_done.end()) {
      ticked.not_done.emplace_back(why.what());
    }
  }
}

void tell(const KeysAsked& asked, const Ticked& ticked) {
  if (asked.format == Format::json) {
    boost::json::array planned;
    for (const auto& rotation : ticked.planned) planned.emplace_back(rotation_value(rotation));
    const auto array_of = [](const std::vector<std::string>& texts) {
      return boost::json::array(texts.begin(), texts.end());
    };
    print_json({{"destroyed", array_of(ticked.dead)},
                {"kept_longer", array_of(ticked.kept_longer)},
                {"planned", std::move(planned)},
                {"not_done", array_of(ticked.not_done)}},
               asked.console.out);
    return;
  }
  if (!ticked.has_changed() && ticked.not_done.empty()) asked.console.out << "Nothing is due.\n";
  for (const auto& id : ticked.dead)
    asked.console.out << id << " is destroyed: its time had come.\n";
  for (const auto& id : ticked.kept_longer) {
    asked.console.out << id << " is kept longer, until "
                      << plain_time(*find_key(ticked.ring, id)->timetable.destroyed_at)
                      << ": what is made with it is kept longer now.\n";
  }
  for (const auto& rotation : ticked.planned) {
    print_rotation(rotation, asked.clock.now(), asked.console.out);
  }
}

}  // namespace

int keys_rotate(const KeysAsked& asked, const Rotate& rotate) {
  return with_refusals_noted(asked, "rotate", rotate.purpose, [&] {
    const auto plan = plan_of(asked, rotate);
    const HeldRing held(asked);
    const auto made = crypto::plan_rotation(held.ring(), plan, asked.random);
    if (!made) throw CannotDo(why_not(made.error(), held.ring(), plan));
    held.save(made->ring);
    note_rotation(asked, "rotate", *made);
    tell(asked, *made, plan.now);
  });
}

int keys_rotate_at_once(const KeysAsked& asked, const Rotate& rotate, Persons persons,
                        const Confirmation& confirmation) {
  return with_refusals_noted(asked, "rotate_at_once", rotate.purpose, [&] {
    const auto plan = plan_of(asked, rotate);
    if (plan.active_at) throw CannotDo("--emergency is at once: it has no --at");
    const bool is_pseudonym = plan.purpose == Purpose::pseudonym;
    if (persons == Persons::forgotten && !is_pseudonym) {
      throw CannotDo("--new-identities is for pseudonym");
    }
    const bool keeps_old = is_pseudonym && persons == Persons::stay;
    const HeldRing held(asked);
    confirm(asked, keeps_old ? of_replacing_at_once() : of_destroying(plan.purpose), confirmation);
    const auto old = keeps_old ? crypto::OldKeys::kept : crypto::OldKeys::destroyed;
    const auto made = crypto::rotate_at_once(held.ring(), plan, old, asked.random);
    if (!made) throw CannotDo(why_not(made.error(), held.ring(), plan));
    held.save(made->ring);
    note_rotation(asked, keeps_old ? "rotate_at_once" : "replace", *made);
    tell(asked, *made, plan.now);
  });
}

int keys_destroy(const KeysAsked& asked, const std::string& id, const Confirmation& confirmation) {
  return with_refusals_noted(asked, "destroy", id, [&] {
    const auto now = asked.clock.now();
    const HeldRing held(asked);
    const crypto::Key* const key = find_key(held.ring(), id);
    const auto next = crypto::destroyed(held.ring(), id, now);
    if (!next) throw CannotDo(why_it_stays(next.error(), key));
    if (const auto price = price_of(*key, now)) confirm(asked, *price, confirmation);
    held.save(*next);
    note_change(asked, "destroy", id, {{"serial", std::to_string(next->serial())}});
    if (asked.format == Format::json) {
      print_json({{"destroyed", id}, {"serial", next->serial()}}, asked.console.out);
      return;
    }
    if (key->is_in_token()) {
      asked.console.out << id << " is destroyed, in the token and in the ring (ring "
                        << next->serial()
                        << "). Backups of the token still hold it: destroy those too.\n";
      return;
    }
    asked.console.out << id << " is destroyed, in the ring and in its .bak (ring " << next->serial()
                      << "). Backups that you made before still hold it: destroy those too.\n";
  });
}

int keys_tick(const KeysAsked& asked, std::chrono::seconds rotate_every,
              const crypto::Retention& retention) {
  return with_refusals_noted(asked, "tick", asked.files.ring.string(), [&] {
    const HeldRing held(asked);
    Ticked ticked = tick(held.ring(), asked, rotate_every, retention);
    if (ticked.has_changed()) {
      held.save(ticked.ring);
      for (const auto& id : ticked.dead) note_change(asked, "destroy", id);
      for (const auto& id : ticked.kept_longer) note_change(asked, "keep", id);
      for (const auto& rotation : ticked.planned) note_rotation(asked, "rotate", rotation);
    }
    sweep(ticked, asked);
    tell(asked, ticked);
    if (!ticked.not_done.empty()) {
      throw CannotDo(fmt::format("not done: {}", fmt::join(ticked.not_done, "; ")));
    }
  });
}

int keys_passphrase(const KeysAsked& asked, const fs::path& target) {
  return with_refusals_noted(asked, "passphrase", target.string(), [&] {
    const HeldRing held(asked);
    const auto next = crypto::make_passphrase(asked.random);
    std::string line(next.expose());
    line += '\n';
    NewFile file(target, line);
    crypto::wipe(line);
    file.publish();  // first: a ring whose passphrase is nowhere is lost
    const auto ring = crypto::raised(held.ring());
    naming(asked.files.ring, [&] {
      crypto::reseal_keyring(asked.files.ring, ring, {.old = held.passphrase(), .next = next},
                             asked.random);
    });
    note_change(asked, "passphrase", target.string(), {{"serial", std::to_string(ring.serial())}});
    if (asked.format == Format::json) {
      print_json({{"passphrase", target.string()}, {"serial", ring.serial()}}, asked.console.out);
      return;
    }
    asked.console.out
        << "The ring and its .bak open with the passphrase in " << target.string()
        << ", and with no other.\nPut it in the place of " << asked.files.passphrase.string()
        << " before the gateway starts or reloads again.\nBackups that you made before open with "
           "the old one: make a new backup, and destroy those.\n";
  });
}

}  // namespace sluis::operate
