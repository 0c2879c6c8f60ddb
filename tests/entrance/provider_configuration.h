#pragma once

// A configuration with one provider in it, whose issuer and keys a test chooses.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "gateway/config.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::tests {

class ProviderConfiguration : public ::testing::Test {
 protected:
  ProviderConfiguration() {
    write_file(folder_ / "allowlist.yaml",
               "domains:\n  - { domain: minaz.nl, organisation: AZ, connectors: [az] }\n");
    write_file(folder_ / "secret", "0123456789012345678901\n");
    ::chmod((folder_ / "secret").c_str(), 0600);
  }

  /// `more`: keys of the connector, each after a comma. The issuer is on line 9.
  ReadConfig read(const std::string& issuer, const std::string& more = "") const {
    write_file(folder_ / "sluis.yaml",
               "issuer: https://login.example\n"
               "listen: [ \"http://127.0.0.1:8080\" ]\n"
               "redis: { url: \"redis+unix:///run/redis.sock\" }\n"
               "keys: { file: keys.jwe, passphrase_file: passphrase }\n"
               "allowlist: allowlist.yaml\n"
               "contact: { name: Huis, email: help@login.example }\n"
               "connectors:\n"
               "  - { id: az, realm: ministry, type: oidc, name: { nl: AZ }, client_id: sluis,\n"
               "      issuer: \"" +
                   issuer + "\",\n      client_secret_file: secret" + more + " }\n");
    return read_config(folder_ / "sluis.yaml");
  }

  /// "line: text" of each mistake.
  static std::vector<std::string> said(const ReadConfig& read) {
    std::vector<std::string> lines;
    for (const auto& one : read.mistakes) {
      lines.push_back(std::to_string(one.line) + ": " + one.text);
    }
    return lines;
  }

  TemporaryFolder folder_;
};

}  // namespace sluis::tests
