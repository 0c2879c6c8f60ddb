// `sluis`: one binary with subcommands. Each does one thing and gives an exit code.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "audit_trail.h"
#include "config.h"
#include "doctor.h"
#include "doctor_retention.h"
#include "keys_subcommands.h"
#include "operate/allowlist_command.h"
#include "operate/audit_commands.h"
#include "operate/keys_status.h"
#include "operate/nodes.h"
#include "operate/replay_erasures.h"
#include "ring_fitness.h"
#include "serve.h"
#include "with_config.h"

namespace {

using namespace sluis;

struct Arguments {
  std::filesystem::path config;
  bool is_json = false;
  std::string address;
  std::string patient;
  std::vector<std::string> heads;
  std::vector<std::filesystem::path> logs;
  std::string action;

  operate::Format format() const { return is_json ? operate::Format::json : operate::Format::text; }
};

constexpr operate::Console console() { return {std::cout, std::cerr}; }

int check(const Arguments& arguments, const crypto::Clock& clock) {
  auto read = read_config(arguments.config);
  check_ring(read, clock.now());
  if (!read.config.audit_log) {
    read.mistakes.push_back(
        {.file = arguments.config.string(),
         .text = "logs.audit is missing: after a backup of Redis is restored, nobody knows whom to "
                 "forget again",
         .severity = operate::Mistake::Severity::warning});
  }
  return operate::print_mistakes(read.mistakes, arguments.format(), std::cout);
}

/// For subcommands about the audit log.
template <typename Command>
int with_audit_log(const Arguments& arguments, Command command) {
  return with_config(arguments.config, [&](const Config& config) {
    if (config.audit_log) return command(config, *config.audit_log);
    std::cerr << "error: the configuration has no logs.audit: there is no audit log\n";
    return 1;
  });
}

/// What the nodes tell of this log is read before the log is: it can only have grown since.
operate::HeadsSeen heads_seen(const Config& config, const std::vector<std::string>& given,
                              const crypto::Clock& clock) {
  const auto seen = operate::ask_nodes(config.redis, clock);
  return {.given = given,
          .of_nodes = operate::audit_heads_of(seen.nodes, operate::chain_mark(*config.audit_log)),
          .why_unknown = seen.why_unknown};
}

int replay_erasures(const Arguments& arguments, const crypto::Clock& clock) {
  return with_config(arguments.config, [&](const Config& config) {
    auto logs = arguments.logs;
    if (logs.empty() && config.audit_log) logs.push_back(*config.audit_log);
    if (logs.empty()) {
      std::cerr << "error: the configuration has no logs.audit: name a log with --audit\n";
      return 1;
    }
    // Opened when there is something to write: a log that is broken stops no erasure.
    const Audit audit = [&](const AuditEntry& entry) { audit_of_command(config, clock)(entry); };
    return operate::replay_erasures(logs, config.redis, clock, audit, arguments.format(),
                                    console());
  });
}

}  // namespace

int main(int count, char** words) {
  Arguments given;
  crypto::SystemClock clock;
  crypto::SystemRandom random;
  int exit_code = 0;

  CLI::App app{
      "Sluis, a login gateway: it lets a civil servant through and keeps her identity out."};
  app.require_subcommand(1);
  app.set_version_flag("--version", SLUIS_VERSION);

  const auto with_options = [&](CLI::App* command, bool has_listing) {
    command->add_option("--config", given.config, "the configuration file")->required();
    if (has_listing) command->add_flag("--json", given.is_json, "print JSON");
    return command;
  };

  with_options(app.add_subcommand("serve", "run the gateway"), false)->callback([&] {
    exit_code = serve(given.config);
  });
  with_options(app.add_subcommand("check", "read the configuration and say what is wrong with it"),
               true)
      ->callback([&] { exit_code = check(given, clock); });

  KeysSubcommands keys(app, clock, random, exit_code);

  auto* allowlist = app.add_subcommand("allowlist", "who may come in")->require_subcommand(1);
  auto* test = with_options(
      allowlist->add_subcommand("test", "the decision on an address, and the rule that made it"),
      true);
  test->add_option("address", given.address, "an e-mail address")->required();
  test->callback([&] {
    exit_code = with_config(given.config, [&](const Config& config) {
      return operate::allowlist_test(given.address, *config.allowlist, clock.now(), given.format(),
                                     std::cout);
    });
  });

  auto* audit = app.add_subcommand("audit", "what was changed about the gateway, by whom")
                    ->require_subcommand(1);
  auto* verify = with_options(
      audit->add_subcommand("verify", "prove that no line was changed, lost or cut off"), true);
  verify->add_option("--head", given.heads,
                     "NUMBER:HASH as seen elsewhere; may come more than once");
  verify->callback([&] {
    exit_code = with_audit_log(given, [&](const Config& config, const auto& log) {
      const auto seen = heads_seen(config, given.heads, clock);
      return operate::audit_verify(log, seen, given.format(), console());
    });
  });
  auto* list = with_options(audit->add_subcommand("list", "the lines"), true);
  list->add_option("--action", given.action, "only these: keys, or keys.rotate");
  list->callback([&] {
    exit_code = with_audit_log(given, [&](const Config&, const auto& log) {
      return operate::audit_list(log, given.action, given.format(), console());
    });
  });

  auto* store = app.add_subcommand("store", "what is in Redis")->require_subcommand(1);
  auto* replay = with_options(
      store->add_subcommand("replay-erasures",
                            "after a backup was put back: forget again who had been forgotten"),
      true);
  replay->add_option("--audit", given.logs,
                     "the audit log of a node, by its newest file; may come more than once, "
                     "one for each node");
  replay->callback([&] { exit_code = replay_erasures(given, clock); });

  auto* doctor = app.add_subcommand("doctor", "look at the other side and say what is wrong")
                     ->require_subcommand(1);
  auto* connector =
      with_options(doctor->add_subcommand("connector", "a provider, or the mail server"), true);
  connector->add_option("id", given.patient, "the connector's id")->required();
  connector->callback([&] {
    exit_code = with_config(given.config, [&](Config config) {
      return doctor_connector(std::move(config), given.patient, given.format(), console());
    });
  });
  auto* client = with_options(doctor->add_subcommand("client", "a service"), true);
  client->add_option("id", given.patient, "the client's id")->required();
  client->callback([&] {
    exit_code = with_config(given.config, [&](Config config) {
      return doctor_client(std::move(config), given.patient, given.format(), console());
    });
  });

  with_options(doctor->add_subcommand("retention", "does anything live longer than its rule"), true)
      ->callback([&] {
        exit_code = with_config(given.config, [&](const Config& config) {
          return doctor_retention(config, given.format(), console());
        });
      });

  CLI11_PARSE(app, count, words);
  return exit_code;
}
