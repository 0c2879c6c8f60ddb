#include "operate/keys_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>
#include <stdexcept>
#include <system_error>

#include "crypto/keyring_file.h"
#include "operate/new_file.h"
#include "operate/timestamp.h"
#include "operate/token_keys.h"

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& file) {
  std::error_code ignored;  // what cannot be looked at is reported when it is opened
  return fs::exists(fs::symlink_status(file, ignored));
}

void demand_no_remains(const fs::path& ring) {
  const fs::path previous = ring.string() + ".bak";
  if (is_there(previous)) {
    throw CannotDo(
        fmt::format("{0} is missing, but {1} is there. Put it back (mv {1} {0}), or move "
                    "it away if everybody may become a stranger.",
                    ring.string(), previous.string()));
  }
}

crypto::Secret passphrase_kept_or_made(const fs::path& file, crypto::Random& random,
                                       std::ostream& out) {
  if (is_there(file)) {
    out << "passphrase: " << file.string() << " (was there, is used)\n";
    return open_passphrase(file);
  }
  crypto::Secret passphrase = crypto::make_passphrase(random);
  std::string line(passphrase.expose());
  line += '\n';
  NewFile made(file, line);
  crypto::wipe(line);
  made.publish();
  out << "passphrase: " << file.string() << " (new, 256 bits)\n";
  return passphrase;
}

/// Where `--json` says it, nothing else does.
class Silence : public std::ostream {
 public:
  Silence() : std::ostream(nullptr) {}
};

void print_change(const KeysAsked& asked, const crypto::Keyring& ring,
                  const std::vector<crypto::Purpose>& added) {
  if (asked.format != Format::json) return;
  boost::json::array purposes;
  for (const auto purpose : added) purposes.emplace_back(name_of(purpose));
  asked.console.out << boost::json::serialize(boost::json::object{{"serial", ring.serial()},
                                                                  {"added", std::move(purposes)}})
                    << "\n";
}

void make_ring(const KeysAsked& asked, std::ostream& out) {
  const auto& files = asked.files;
  demand_no_remains(files.ring);
  const auto passphrase = passphrase_kept_or_made(files.passphrase, asked.random, out);
  const auto ring =
      crypto::Keyring::fresh(asked.clock.now(), asked.random, home_of_pseudonyms(asked));
  const auto lock = naming(files.ring, [&] { return crypto::KeyringLock(files.ring); });
  if (is_there(files.ring)) throw CannotDo("another command has made " + files.ring.string());
  put_in_place(asked, nullptr, ring, passphrase);
  note_change(asked, "init", files.ring.string(), {{"serial", std::to_string(ring.serial())}});
  print_change(asked, ring, {std::begin(crypto::kPurposes), std::end(crypto::kPurposes)});
  out << "key ring:   " << files.ring.string() << " (new, " << ring.keys().size()
      << " keys)\n"
         "Keep a backup of both, in two places: one alone opens nothing, and without them every "
         "person\nbecomes a stranger to every service. See `sluis keys backup`.\n";
}

/// The ring is older than this version of Sluis: what it has stays, what it lacks is added.
void complete_ring(const KeysAsked& asked, std::ostream& out) {
  const auto& files = asked.files;
  const HeldRing held(asked);
  const auto& ring = held.ring();
  const auto missing = ring.missing();
  if (missing.empty()) {
    throw CannotDo(files.ring.string() +
                   " exists and will not be overwritten: with other keys every person would get "
                   "another pseudonym.");
  }
  if (std::ranges::find(missing, crypto::Purpose::pseudonym) != missing.end()) {
    throw CannotDo(files.ring.string() +
                   " has no key for pseudonyms: it is not whole. Put a backup in its place.");
  }
  const auto completed = ring.completed(asked.clock.now(), asked.random);
  held.save(completed);
  note_change(asked, "init", files.ring.string(), {{"serial", std::to_string(completed.serial())}});
  print_change(asked, completed, missing);
  out << "key ring:   " << files.ring.string() << " (ring " << completed.serial() << ", "
      << completed.keys().size() << " keys; the old file is " << files.ring.string() << ".bak)\n";
  for (const auto purpose : missing) out << "added:      a key for " << name_of(purpose) << "\n";
  out << "The others are as they were. Give every node this file, reload, and make a new backup.\n";
}

std::string moment(const std::optional<crypto::TimePoint>& time) {
  if (!time) return "-";
  return timestamp(*time).substr(0, 16) + "Z";  // to the minute
}

void print_table(const crypto::Keyring& ring, crypto::TimePoint now, std::ostream& out) {
  std::size_t widest_id = 2;
  for (const crypto::Key& key : ring.keys()) widest_id = std::max(widest_id, key.id.size());
  const auto row = [&](std::string_view id, std::string_view purpose, std::string_view state,
                       std::string_view times) {
    out << fmt::format("{:<{}}  {:<15}  {:<9}  {}\n", id, widest_id, purpose, state, times);
  };
  const auto times = [](std::string_view published, std::string_view active,
                        std::string_view retired, std::string_view destroyed) {
    return fmt::format("{:<17}  {:<17}  {:<17}  {}", published, active, retired, destroyed);
  };

  row("ID", "PURPOSE", "STATE", times("PUBLISHED", "ACTIVE", "RETIRED", "DESTROYED"));
  for (const crypto::Key& key : ring.keys()) {
    const crypto::Timetable& table = key.timetable;
    row(key.id, name_of(key.purpose), name_of(key.state_at(now)),
        times(moment(table.published_at), moment(table.active_at), moment(table.retired_at),
              moment(table.destroyed_at)) +
            (key.is_in_token() ? "  in the token" : ""));
  }
  out << fmt::format("ring {}, {} keys\n", ring.serial(), ring.keys().size());
}

boost::json::value moment_value(const std::optional<crypto::TimePoint>& time) {
  if (!time) return nullptr;
  return boost::json::string(timestamp(*time));
}

void print_json(const crypto::Keyring& ring, crypto::TimePoint now, std::ostream& out) {
  boost::json::array keys;
  for (const crypto::Key& key : ring.keys()) {
    keys.push_back({{"id", key.id},
                    {"purpose", name_of(key.purpose)},
                    {"state", name_of(key.state_at(now))},
                    {"in_token", key.is_in_token()},
                    {"serial", key.serial},
                    {"published_at", moment_value(key.timetable.published_at)},
                    {"active_at", moment_value(key.timetable.active_at)},
                    {"retired_at", moment_value(key.timetable.retired_at)},
                    {"destroyed_at", moment_value(key.timetable.destroyed_at)}});
  }
  const boost::json::object listing{{"serial", ring.serial()}, {"keys", std::move(keys)}};
  out << boost::json::serialize(listing) << "\n";
}

}  // namespace

int keys_init(const KeysAsked& asked) {
  return with_refusals_noted(asked, "init", asked.files.ring.string(), [&] {
    Silence silence;
    std::ostream& out = asked.format == Format::json ? silence : asked.console.out;
    if (is_there(asked.files.ring)) {
      complete_ring(asked, out);
    } else {
      make_ring(asked, out);
    }
  });
}

int keys_list(const KeysAsked& asked) {
  return with_plain_reasons(asked.console, [&] {
    const crypto::Keyring ring = open_ring(asked.files);
    if (asked.format == Format::json) {
      print_json(ring, asked.clock.now(), asked.console.out);
    } else {
      print_table(ring, asked.clock.now(), asked.console.out);
    }
  });
}

int keys_backup(const KeysAsked& asked, const fs::path& target) {
  return with_refusals_noted(asked, "backup", target.string(), [&] {
    const auto& files = asked.files;
    open_ring(files);  // a ring that is broken is said to be, and not its copy
    NewFile copy(target, read_file(files.ring));
    const auto ring = open_ring({.ring = copy.draft(), .passphrase = files.passphrase});
    copy.publish();
    note_change(asked, "backup", target.string(), {{"serial", std::to_string(ring.serial())}});
    if (asked.format == Format::json) {
      asked.console.out << boost::json::serialize(boost::json::object{{"backup", target.string()},
                                                                      {"serial", ring.serial()}})
                        << "\n";
      return;
    }
    asked.console.out << "backup: " << target.string() << " (ring " << ring.serial() << ", "
                      << ring.keys().size()
                      << " keys; it opens with the passphrase)\n"
                         "The passphrase is not in it. Keep "
                      << files.passphrase.string()
                      << " elsewhere: whoever has both has every key,\nwhoever lacks one has "
                         "none.\n";
    if (has_keys_in_token(ring)) {
      asked.console.out << "The pseudonym keys in the token are in neither: back the token up by "
                           "its maker's means.\n";
    }
  });
}

}  // namespace sluis::operate
