#include "operate/keys_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

#include "crypto/keyring_file.h"
#include "tests/operate/key_folder.h"

namespace sluis::operate {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::content_of;

class KeysCommands_Design10 : public tests::KeyFolder {
 protected:
  /// As it was before SAML and Jitsi; its file.
  std::string have_older_ring() {
    const crypto::Keyring ring = open(files_.ring);
    std::vector<crypto::Key> keys;
    for (const crypto::Key& key : ring.keys()) {
      using crypto::Purpose;
      if (key.purpose == Purpose::saml_sign || key.purpose == Purpose::saml_encrypt) continue;
      if (key.purpose == Purpose::jitsi_sign) continue;
      keys.push_back(key.clone());
    }
    crypto::save_keyring(files_.ring, crypto::Keyring(ring.serial(), std::move(keys)),
                         crypto::load_passphrase(files_.passphrase), random_);
    return content_of(files_.ring);
  }

  int init() { return keys_init(asked()); }
  int list(Format format = Format::text) { return keys_list(asked(format)); }
  int backup(std::string_view name) { return keys_backup(asked(), folder_ / name); }
  std::string passphrase() {
    return std::string(crypto::load_passphrase(files_.passphrase).expose());
  }
  std::size_t number_of_files() const {
    const std::filesystem::directory_iterator folder(folder_.path());
    return static_cast<std::size_t>(std::distance(begin(folder), end(folder)));
  }
};

TEST_F(KeysCommands_Design10, InitMakesAPassphraseAndARingThatOpensWithIt) {
  const int exit_code = init();

  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(tests::mode_of(files_.passphrase), 0600u);
  EXPECT_EQ(tests::mode_of(files_.ring), 0600u);
  EXPECT_EQ(passphrase().size(), 43u);  // 256 bits in base64url
  EXPECT_FALSE(open(files_.ring).keys().empty());
  EXPECT_THAT(out_.str(), Not(HasSubstr(passphrase())));
}

TEST_F(KeysCommands_Design10, InitUsesThePassphraseThatIsThere) {
  tests::write_file(files_.passphrase, "a passphrase of the operator's own\n");
  std::filesystem::permissions(files_.passphrase, std::filesystem::perms{0600});

  const int exit_code = init();

  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(content_of(files_.passphrase), "a passphrase of the operator's own\n");
  EXPECT_NO_THROW(open(files_.ring));
}

TEST_F(KeysCommands_Design10, InitRefusesToOverwriteARing) {
  have_ring();
  const std::string before = content_of(files_.ring);

  const int exit_code = init();

  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(content_of(files_.ring), before);
  EXPECT_THAT(error_.str(),
              HasSubstr(files_.ring.string() + " exists and will not be overwritten"));
}

TEST_F(KeysCommands_Design10, InitAddsTheKeysThatAnOlderRingLacks) {
  have_ring();
  const std::string before = have_older_ring();

  const int exit_code = init();

  const auto ring = open(files_.ring);
  EXPECT_EQ(exit_code, 0);
  EXPECT_TRUE(ring.missing().empty());
  EXPECT_EQ(ring.keys().size(), std::size(crypto::kPurposes));
  EXPECT_EQ(content_of(files_.ring.string() + ".bak"), before);
  EXPECT_THAT(out_.str(), HasSubstr("a key for saml-sign"));
  EXPECT_THAT(out_.str(), HasSubstr("a key for saml-encrypt"));
  EXPECT_THAT(out_.str(), HasSubstr("a key for jitsi-sign"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("a key for pseudonym")));
}

TEST_F(KeysCommands_Design10, InitAddsNothingToARingWithoutPseudonymKeys) {
  have_ring();
  crypto::save_keyring(files_.ring, crypto::Keyring(1, {}),
                       crypto::load_passphrase(files_.passphrase), random_);
  const std::string before = content_of(files_.ring);

  const int exit_code = init();

  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(content_of(files_.ring), before);
  EXPECT_THAT(error_.str(), HasSubstr("has no key for pseudonyms"));
}

TEST_F(KeysCommands_Design10, InitRefusesBesideTheRemainsOfARing) {
  tests::write_file(files_.ring.string() + ".bak", "the ring of yesterday");

  const int exit_code = init();

  EXPECT_EQ(exit_code, 1);
  EXPECT_FALSE(std::filesystem::exists(files_.ring));
  EXPECT_FALSE(std::filesystem::exists(files_.passphrase));
  EXPECT_THAT(error_.str(), HasSubstr("is missing, but"));
}

TEST_F(KeysCommands_Design10, InitSaysThatTheFolderIsMissing) {
  const KeyFiles elsewhere{folder_ / "none/keys.jwe", folder_ / "none/passphrase"};
  KeysAsked there = asked();
  there.files = elsewhere;

  const int exit_code = keys_init(there);

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(error_.str(), HasSubstr("cannot write " + elsewhere.passphrase.string()));
}

TEST_F(KeysCommands_Design10, ListShowsEveryKeyAndNoSecret) {
  have_ring();

  const int exit_code = list();

  EXPECT_EQ(exit_code, 0);
  for (const crypto::Key& key : open(files_.ring).keys()) {
    EXPECT_THAT(out_.str(), HasSubstr(key.id));
    EXPECT_THAT(out_.str(), HasSubstr(std::string(name_of(key.purpose))));
  }
  EXPECT_THAT(out_.str(), HasSubstr("active"));
  EXPECT_THAT(out_.str(), HasSubstr("2026-01-01T00:00Z"));
  EXPECT_THAT(out_.str(), Not(HasSubstr(passphrase())));
}

TEST_F(KeysCommands_Design10, ListSpeaksJsonWithTheTimetableAndNothingElse) {
  have_ring();

  const int exit_code = list(Format::json);

  const auto listing = boost::json::parse(out_.str()).as_object();
  const auto& first = listing.at("keys").as_array().at(0).as_object();
  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(listing.at("keys").as_array().size(), std::size(crypto::kPurposes));
  EXPECT_EQ(first.at("active_at"), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(first.at("retired_at"), nullptr);
  EXPECT_EQ(first.at("in_token"), false);
  EXPECT_EQ(first.size(), 9u);
}

TEST_F(KeysCommands_Design10, ListSaysWhyTheRingDoesNotOpen) {
  have_ring();
  tests::write_file(files_.passphrase, "another passphrase\n");
  out_.str("");

  const int exit_code = list();

  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(error_.str(), HasSubstr(files_.ring.string()));
  EXPECT_THAT(error_.str(), Not(HasSubstr("another passphrase\n")));
}

TEST_F(KeysCommands_Design10, ListSaysThatThereIsNoRing) {
  const int exit_code = list();

  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(error_.str(), HasSubstr(files_.passphrase.string()));
}

TEST_F(KeysCommands_Design10, BackupCopiesTheSealedRing) {
  have_ring();

  const int exit_code = backup("backup.jwe");

  EXPECT_EQ(exit_code, 0);
  EXPECT_EQ(content_of(folder_ / "backup.jwe"), content_of(files_.ring));
  EXPECT_EQ(tests::mode_of(folder_ / "backup.jwe"), 0600u);
  EXPECT_THAT(out_.str(), HasSubstr("The passphrase is not in it."));
  EXPECT_EQ(number_of_files(), 3u);  // no draft stays behind
}

TEST_F(KeysCommands_Design10, BackupRefusesATargetThatExists) {
  have_ring();
  tests::write_file(folder_ / "backup.jwe", "the backup of yesterday");

  const int exit_code = backup("backup.jwe");

  EXPECT_EQ(exit_code, 1);
  EXPECT_EQ(content_of(folder_ / "backup.jwe"), "the backup of yesterday");
  EXPECT_THAT(error_.str(), HasSubstr("will not overwrite"));
}

TEST_F(KeysCommands_Design10, BackupRefusesARingThatDoesNotOpen) {
  have_ring();
  tests::write_file(files_.passphrase, "another passphrase\n");

  const int exit_code = backup("backup.jwe");

  EXPECT_EQ(exit_code, 1);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "backup.jwe"));
  EXPECT_EQ(number_of_files(), 2u);
}

}  // namespace
}  // namespace sluis::operate
