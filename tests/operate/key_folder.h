#pragma once

// A folder with a ring and its passphrase, and somebody who asks for subcommands of `sluis keys`.

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "crypto/keyring_file.h"
#include "operate/keys_commands.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::tests {

class KeyFolder : public testing::Test {
 protected:
  void have_ring() {
    std::filesystem::copy_file(made().files.ring, files_.ring);
    std::filesystem::copy_file(made().files.passphrase, files_.passphrase);
  }

  operate::KeysAsked asked(operate::Format format = operate::Format::text) {
    return {.files = files_,
            .clock = clock_,
            .random = random_,
            .audit = [this](const AuditEntry& entry) { audited_.push_back(entry); },
            .format = format,
            .console = {out_, error_}};
  }

  crypto::Keyring open(const std::filesystem::path& ring) {
    return crypto::load_keyring(ring, crypto::load_passphrase(files_.passphrase));
  }
  crypto::Keyring ring() { return open(files_.ring); }
  std::filesystem::path previous() const { return files_.ring.string() + ".bak"; }

  struct Made {
    Made() {
      std::ostringstream out;
      const operate::KeysAsked asked{.files = files,
                                     .clock = clock,
                                     .random = random,
                                     .audit = {},
                                     .format = operate::Format::text,
                                     .console = {out, out}};
      if (keys_init(asked) != 0) throw std::runtime_error(out.str());
    }
    TemporaryFolder folder;
    const operate::KeyFiles files{folder / "keys.jwe", folder / "passphrase"};
    FakeClock clock;
    FixedRandom random;
  };
  // RSA keys take their time: made once, if a test wants them, and copied.
  static const Made& made() {
    static const Made made;
    return made;
  }

  TemporaryFolder folder_;
  const operate::KeyFiles files_{folder_ / "keys.jwe", folder_ / "passphrase"};
  FakeClock clock_;
  FixedRandom random_{"a command"};
  std::vector<AuditEntry> audited_;
  std::ostringstream out_;
  std::ostringstream error_;
};

}  // namespace sluis::tests
