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

namespace sluis::operate {

namespace {

namespace fs = std::filesystem;

// A refusal of ours, said once, at the edge of each command.
class CannotDo : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <typename Command>
int with_plain_reasons(Console console, Command command) {
  try {
    command();
    return 0;
  } catch (const CannotDo& reason) {
    console.error << "error: " << reason.what() << "\n";
  } catch (const NewFileError& reason) {
    console.error << "error: " << reason.what() << "\n";
  }
  return 1;
}

// The messages of crypto/ do not say which file.
template <typename Use>
auto naming(const fs::path& file, Use use) {
  try {
    return use();
  } catch (const crypto::KeyringFileError& reason) {
    throw CannotDo(file.string() + ": " + reason.what());
  } catch (const std::system_error& reason) {
    throw CannotDo(fmt::format("cannot write {}: {}", file.string(), reason.code().message()));
  }
}

crypto::Secret open_passphrase(const fs::path& file) {
  return naming(file, [&] { return crypto::load_passphrase(file); });
}

crypto::Keyring open_ring(const fs::path& file, const crypto::Secret& passphrase) {
  return naming(file, [&] { return crypto::load_keyring(file, passphrase); });
}

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

void make_ring(const KeyFiles& files, crypto::TimePoint now, crypto::Random& random,
               std::ostream& out) {
  demand_no_remains(files.ring);
  const auto passphrase = passphrase_kept_or_made(files.passphrase, random, out);
  const auto ring = crypto::Keyring::fresh(now, random);
  naming(files.ring, [&] { crypto::save_keyring(files.ring, ring, passphrase, random); });
  out << "key ring:   " << files.ring.string() << " (new, " << ring.keys().size()
      << " keys)\n"
         "Keep a backup of both, in two places: one alone opens nothing, and without them every "
         "person\nbecomes a stranger to every service. See `sluis keys backup`.\n";
}

/// The ring is older than this version of Sluis: what it has stays, what it lacks is added.
void complete_ring(const KeyFiles& files, crypto::TimePoint now, crypto::Random& random,
                   std::ostream& out) {
  const auto passphrase = open_passphrase(files.passphrase);
  const auto ring = open_ring(files.ring, passphrase);
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
  const auto completed = ring.completed(now, random);
  naming(files.ring, [&] { crypto::save_keyring(files.ring, completed, passphrase, random); });
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
              moment(table.destroyed_at)));
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

int keys_init(const KeyFiles& files, const crypto::Clock& clock, crypto::Random& random,
              Console console) {
  return with_plain_reasons(console, [&] {
    if (is_there(files.ring)) {
      complete_ring(files, clock.now(), random, console.out);
    } else {
      make_ring(files, clock.now(), random, console.out);
    }
  });
}

int keys_list(const KeyFiles& files, const crypto::Clock& clock, Format format, Console console) {
  return with_plain_reasons(console, [&] {
    const crypto::Keyring ring = open_ring(files.ring, open_passphrase(files.passphrase));
    if (format == Format::json) {
      print_json(ring, clock.now(), console.out);
    } else {
      print_table(ring, clock.now(), console.out);
    }
  });
}

int keys_backup(const KeyFiles& files, const fs::path& target, Console console) {
  return with_plain_reasons(console, [&] {
    const auto passphrase = open_passphrase(files.passphrase);
    open_ring(files.ring, passphrase);  // a ring that is broken is said to be, and not its copy
    NewFile copy(target, read_file(files.ring));
    const auto ring = open_ring(copy.draft(), passphrase);
    copy.publish();
    console.out << "backup: " << target.string() << " (ring " << ring.serial() << ", "
                << ring.keys().size()
                << " keys; it opens with the passphrase)\n"
                   "The passphrase is not in it. Keep "
                << files.passphrase.string()
                << " elsewhere: whoever has both has every key,\nwhoever lacks one has none.\n";
  });
}

}  // namespace sluis::operate
