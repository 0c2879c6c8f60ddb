#include "keys_subcommands.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <utility>

#include "audit_trail.h"
#include "config_parts.h"
#include "crypto/encoding.h"
#include "operate/keys_plan.h"
#include "operate/keys_status.h"
#include "saml/own_keys.h"
#include "with_config.h"

namespace sluis {

namespace {

crypto::Retention retention_of(const Config& config) {
  return {.identifier = config.identifier_retention, .access_log = config.access_log_retention};
}

/// RFC 7468 §2: lines of 64 characters.
std::string pem_of(const saml::PublicKey& key) {
  constexpr std::size_t kLine = 64;
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  const std::string_view text = key.certificate();
  for (std::size_t at = 0; at < text.size(); at += kLine) {
    pem.append(text.substr(at, kLine)).append("\n");
  }
  return pem + "-----END CERTIFICATE-----\n";
}

std::vector<std::string> certificates_of(const crypto::Keyring& ring, crypto::Purpose purpose,
                                         const std::string& issuer, crypto::TimePoint now) {
  const saml::OwnKeys keys(ring, host_of(issuer));
  std::vector<std::string> pems;
  for (const auto& key : purpose == crypto::Purpose::saml_sign ? keys.published_signing(now)
                                                               : keys.published_encryption(now)) {
    pems.push_back(pem_of(key));
  }
  return pems;
}

}  // namespace

KeysSubcommands::KeysSubcommands(CLI::App& app, const crypto::Clock& clock, crypto::Random& random,
                                 int& exit_code)
    : clock_(clock), random_(random), exit_code_(exit_code) {
  auto* const keys = app.add_subcommand("keys", "the key ring")->require_subcommand(1);
  add_looking(*keys);
  add_changing(*keys);
}

CLI::App* KeysSubcommands::add(CLI::App& keys, const char* name, const char* does) {
  auto* const command = keys.add_subcommand(name, does);
  command->add_option("--config", given_.config, "the configuration file")->required();
  command->add_option("--passphrase-file", given_.passphrase_file,
                      "instead of keys.passphrase_file: for a unit with credentials of its own");
  command->add_flag("--json", given_.is_json, "print JSON");
  return command;
}

template <typename Command>
void KeysSubcommands::looks(CLI::App* subcommand, Command command) {
  subcommand->callback([this, command] {
    exit_code_ = with_config(given_.config,
                             [&](const Config& config) { return command(asked(config), config); });
  });
}

template <typename Command>
void KeysSubcommands::changes(CLI::App* subcommand, Command command) {
  looks(subcommand, [this, command](operate::KeysAsked asked, const Config& config) {
    try {
      asked.audit = audit_of_command(config, clock_);
    } catch (const operate::AuditLogError& unwritable) {
      std::cerr << "error: nothing was done: " << unwritable.what() << "\n";
      return 1;
    }
    return command(asked, config);
  });
}

operate::KeysAsked KeysSubcommands::asked(const Config& config) const {
  return {.files = {.ring = config.keys.ring,
                    .passphrase = given_.passphrase_file.empty() ? config.keys.passphrase
                                                                 : given_.passphrase_file},
          .clock = clock_,
          .random = random_,
          .audit = {},
          .format = given_.is_json ? operate::Format::json : operate::Format::text,
          .console = {std::cout, std::cerr},
          .token = config.keys.token ? crypto::token_at(*config.keys.token) : nullptr};
}

void KeysSubcommands::add_looking(CLI::App& keys) {
  looks(add(keys, "list", "every key with its state and timetable"),
        [](const operate::KeysAsked& asked, const Config&) { return keys_list(asked); });
  looks(add(keys, "status", "what is used, what comes next, and what to look at"),
        [](const operate::KeysAsked& asked, const Config& config) {
          return keys_status(asked, {.rotate_every = config.keys.rotate_every,
                                     .retention = retention_of(config),
                                     .nodes = operate::ask_nodes(config.redis, asked.clock)});
        });

  auto* const show = add(keys, "show-public", "the JWK Set and the certificates");
  show->add_option("purpose", given_.purpose, "of this purpose only");
  looks(show, [this](const operate::KeysAsked& asked, const Config& config) {
    const auto certificates = [&](const crypto::Keyring& ring, crypto::Purpose purpose) {
      return certificates_of(ring, purpose, config.issuer, clock_.now());
    };
    return keys_show_public(asked, given_.purpose, certificates);
  });
}

void KeysSubcommands::add_changing(CLI::App& keys) {
  changes(add(keys, "init", "make a passphrase and a ring"),
          [](const operate::KeysAsked& asked, const Config&) { return keys_init(asked); });

  auto* const rotation = add(keys, "rotate", "plan a successor, or put one in place at once");
  rotation->add_option("purpose", given_.purpose, "as `sluis keys list` has it")->required();
  auto* const at = rotation->add_option("--at", given_.at, "used from then: 2026-01-31T12:00Z");
  auto* const emergency = rotation->add_flag("--emergency", given_.is_emergency,
                                             "the old key is stolen: at once, and things break");
  emergency->excludes(at);
  rotation
      ->add_flag("--new-identities", given_.has_new_identities,
                 "pseudonym: the ring and the store are stolen; everybody becomes new")
      ->needs(emergency);
  rotation->add_option("--confirm", given_.word, "the word that is asked for")->needs(emergency);
  changes(rotation, [this](const operate::KeysAsked& asked, const Config& config) {
    return rotate(asked, config);
  });

  auto* const end = add(keys, "destroy", "take a key out of the ring and of its .bak");
  end->add_option("id", given_.id, "as `sluis keys list` has it")->required();
  end->add_option("--confirm", given_.word, "the word that is asked for");
  changes(end, [this](const operate::KeysAsked& asked, const Config&) {
    return keys_destroy(asked, given_.id, {.given = given_.word, .typed = std::cin});
  });

  changes(add(keys, "tick", "do what is due: for a timer"),
          [](const operate::KeysAsked& asked, const Config& config) {
            return keys_tick(asked, config.keys.rotate_every, retention_of(config));
          });

  auto* const passphrase = add(keys, "passphrase", "seal the ring under a new passphrase");
  passphrase->add_option("target", given_.target, "where it goes; must not exist")->required();
  changes(passphrase, [this](const operate::KeysAsked& asked, const Config&) {
    return keys_passphrase(asked, given_.target);
  });

  auto* const backup = add(keys, "backup", "copy the sealed ring");
  backup->add_option("target", given_.target, "where the copy goes; must not exist")->required();
  changes(backup, [this](const operate::KeysAsked& asked, const Config&) {
    return keys_backup(asked, given_.target);
  });
}

int KeysSubcommands::rotate(const operate::KeysAsked& asked, const Config& config) const {
  const operate::Rotate wanted{
      .purpose = given_.purpose, .at = given_.at, .retention = retention_of(config)};
  if (!given_.is_emergency) return keys_rotate(asked, wanted);
  const auto persons =
      given_.has_new_identities ? operate::Persons::forgotten : operate::Persons::stay;
  return keys_rotate_at_once(asked, wanted, persons, {.given = given_.word, .typed = std::cin});
}

}  // namespace sluis
