#pragma once

// `sluis keys …` on the command line: what may be said, and which command of operate/ does it.

#include <filesystem>
#include <string>

#include "crypto/clock.h"
#include "crypto/random.h"
#include "operate/keys_commands.h"

namespace CLI {
class App;
}

namespace sluis {

struct Config;

class KeysSubcommands {
 public:
  /// Must outlive the parsing of `app`, which leaves the exit code of the command that was asked
  /// for in `exit_code`.
  KeysSubcommands(CLI::App& app, const crypto::Clock& clock, crypto::Random& random,
                  int& exit_code);

 private:
  struct Given {
    std::filesystem::path config;
    std::filesystem::path passphrase_file;
    bool is_json = false;
    std::string purpose;
    std::string at;
    bool is_emergency = false;
    bool has_new_identities = false;
    std::string word;
    std::string id;
    std::filesystem::path target;
  };

  void add_looking(CLI::App& keys);
  void add_changing(CLI::App& keys);
  CLI::App* add(CLI::App& keys, const char* name, const char* does);
  template <typename Command>
  void looks(CLI::App* subcommand, Command command);
  /// The same with a line in the audit log.
  template <typename Command>
  void changes(CLI::App* subcommand, Command command);
  operate::KeysAsked asked(const Config& config) const;
  int rotate(const operate::KeysAsked& asked, const Config& config) const;

  const crypto::Clock& clock_;
  crypto::Random& random_;
  int& exit_code_;
  Given given_;
};

}  // namespace sluis
