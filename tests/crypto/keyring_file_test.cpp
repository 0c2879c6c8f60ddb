#include "crypto/keyring_file.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string>

#include "crypto/encoding.h"
#include "crypto/gcm.h"
#include "crypto/mac.h"
#include "tests/crypto/fixed_random.h"
#include "tests/operate/temporary_folder.h"

namespace sluis::crypto {
namespace {

namespace fs = std::filesystem;
using tests::content_of;
using tests::mode_of;

constexpr TimePoint kNow{std::chrono::seconds{1767225600}};
const std::string kHeader = R"({"alg":"dir","enc":"A256GCM","kdf":"scrypt","n":32768,"r":8,"p":1,)"
                            R"("salt":"c2FsdHNhbHRzYWx0c2FsdA","version":1})";

// Sealed as the RFC says, by this test: any header, any plain text. The salt is `saltsaltsaltsalt`.
std::string file_text(const std::string& header, const Secret& passphrase,
                      std::string_view plain_text) {
  const std::string salt = "saltsaltsaltsalt";
  Secret key(32);
  EXPECT_EQ(
      EVP_PBE_scrypt(passphrase.expose().data(), passphrase.size(),
                     reinterpret_cast<const unsigned char*>(salt.data()), salt.size(), 32768, 8, 1,
                     64 * 1024 * 1024, reinterpret_cast<unsigned char*>(key.fill()), key.size()),
      1);
  const std::string nonce(12, 'n');
  const std::string encoded = base64url_encode(header);
  const std::string sealed = gcm::encrypt(key, {.nonce = nonce, .associated = encoded}, plain_text);
  return encoded + ".." + base64url_encode(nonce) + "." +
         base64url_encode(sealed.substr(0, sealed.size() - 16)) + "." +
         base64url_encode(sealed.substr(sealed.size() - 16));
}

// In the right form, and nothing that opens: for what must be refused before the passphrase is
// tried.
std::string unsealed_text(const std::string& header) {
  return base64url_encode(header) + ".." + base64url_encode(std::string(12, 'n')) + ".eA." +
         base64url_encode(std::string(16, 't'));
}

Keyring small_ring(std::uint64_t serial = 1) {
  const Timetable table{
      .published_at = kNow, .active_at = kNow, .retired_at = {}, .destroyed_at = {}};
  std::vector<Key> keys;
  keys.push_back({"seal-1", Purpose::seal, 1, table, Secret::copy_of(std::string(32, 's'))});
  return {serial, std::move(keys)};
}

class KeyringFile : public testing::Test {
 protected:
  void put(std::string_view text, mode_t mode = 0600) const {
    tests::write_file(file_, text);
    ASSERT_EQ(::chmod(file_.c_str(), mode), 0);
  }
  // What load_keyring says against the file; empty if nothing.
  std::string refusal() const { return refusal_with(passphrase_); }
  std::string refusal_with(const Secret& passphrase) const {
    try {
      load_keyring(file_, passphrase);
    } catch (const KeyringFileError& error) {
      return error.what();
    }
    return "";
  }
  void save(std::uint64_t serial = 1) {
    save_keyring(file_, small_ring(serial), passphrase_, random_);
  }

  tests::TemporaryFolder folder_;
  const fs::path file_ = folder_ / "keys.jwe";
  tests::FixedRandom random_;
  Secret passphrase_ = Secret::copy_of("the passphrase of a test");
};

using KeyringFile_Rfc7516 = KeyringFile;
using KeyringFileRefuses_Design5 = KeyringFile;
using KeyringFileWrites_Design5 = KeyringFile;
using PassphraseFile_Design5 = KeyringFile;

TEST_F(KeyringFile_Rfc7516, AFreshRingComesBack) {
  const Keyring ring = Keyring::fresh(kNow, random_);

  save_keyring(file_, ring, passphrase_, random_);
  const Keyring again = load_keyring(file_, passphrase_);

  ASSERT_EQ(again.keys().size(), ring.keys().size());
  EXPECT_EQ(again.serial(), ring.serial());
  for (std::size_t at = 0; at < ring.keys().size(); ++at) {
    const Key& before = ring.keys()[at];
    const Key& after = again.keys()[at];
    EXPECT_EQ(after.id, before.id);
    EXPECT_EQ(after.purpose, before.purpose);
    EXPECT_EQ(after.serial, before.serial);
    EXPECT_EQ(after.timetable.active_at, before.timetable.active_at);
    ASSERT_EQ(after.material.index(), before.material.index());
    if (std::holds_alternative<Secret>(before.material)) {
      EXPECT_TRUE(after.secret() == before.secret());
    } else {
      EXPECT_TRUE(after.signing().private_jwk() == before.signing().private_jwk());
    }
  }
}

// Made by another program: the format itself, and not only that we read what we write.
TEST_F(KeyringFile_Rfc7516, OpensAFileThatAnotherProgramMade) {
  using std::chrono_literals::operator""s;
  put(content_of("tests/vectors/keyring.jwe"));

  const Keyring ring = load_keyring(file_, passphrase_);

  EXPECT_EQ(ring.serial(), 2U);
  EXPECT_EQ(ring.primary(Purpose::pseudonym, kNow).id, "pseudonym-1-aaaaaa");
  const Key& primary = ring.primary(Purpose::pseudonym, kNow + 1s);
  EXPECT_EQ(primary.id, "pseudonym-2-bbbbbb");
  EXPECT_EQ(primary.secret().expose(), sha256("ring K 2"));
  EXPECT_EQ(primary.serial, 2U);
  EXPECT_EQ(ring.usable(Purpose::pseudonym, kNow + 1s).size(), 2U);
  EXPECT_EQ(ring.usable(Purpose::pseudonym, kNow + 2s).size(), 1U);
  EXPECT_EQ(ring.primary(Purpose::oidc_sign_es256, kNow).signing().kid(),
            "oidc-sign-es256-1-abcdef");
  EXPECT_EQ(ring.primary(Purpose::oidc_sign_rs256, kNow).signing().algorithm(), Algorithm::rs256);
}

TEST_F(KeyringFile_Rfc7516, KeepsATombstoneAndItsTimes) {
  const TimePoint end = kNow + std::chrono::hours(1);
  std::vector<Key> keys;
  keys.push_back({"seal-1",
                  Purpose::seal,
                  1,
                  {.published_at = kNow, .active_at = kNow, .retired_at = end, .destroyed_at = end},
                  Secret()});

  save_keyring(file_, Keyring(1, std::move(keys)), passphrase_, random_);
  const Keyring again = load_keyring(file_, passphrase_);

  ASSERT_EQ(again.keys().size(), 1U);
  EXPECT_EQ(again.keys()[0].timetable.destroyed_at, end);
  EXPECT_TRUE(again.keys()[0].secret().empty());
}

TEST_F(KeyringFile_Rfc7516, HoldsNothingInClear) {
  save();

  const std::string text = content_of(file_);

  EXPECT_EQ(text.find(base64url_encode(std::string(32, 's'))), std::string::npos);
  EXPECT_EQ(text.find("seal-1"), std::string::npos);
}

TEST_F(KeyringFile_Rfc7516, IsAnotherTextEachTime) {
  save();
  const std::string first = content_of(file_);

  save();

  EXPECT_NE(content_of(file_), first);
}

TEST_F(KeyringFileRefuses_Design5, AFileThatIsNotThere) {
  EXPECT_EQ(refusal(), "the key ring file does not exist");
}

TEST_F(KeyringFileRefuses_Design5, AModeThatLetsOthersIn) {
  put("something", 0644);

  EXPECT_EQ(refusal(), "the key ring file must have mode 0600 or 0400");
}

TEST_F(KeyringFileRefuses_Design5, AFileLargerThanOneMebibyte) {
  put(std::string(1024 * 1024 + 1, 'x'));

  EXPECT_EQ(refusal(), "the key ring file is larger than it can be");
}

TEST_F(KeyringFileRefuses_Design5, EveryTruncation) {
  save();
  std::string whole = content_of(file_);
  whole.pop_back();  // the line end, which nothing depends on

  for (std::size_t size = 0; size < whole.size(); ++size) {
    put(whole.substr(0, size));
    EXPECT_EQ(refusal(), "the key ring file is truncated") << size << " of " << whole.size();
  }
}

TEST_F(KeyringFileRefuses_Design5, AnotherPassphrase) {
  save();

  EXPECT_EQ(refusal_with(Secret::copy_of("another")),
            "the key ring file does not open: another passphrase, or the file was changed");
}

TEST_F(KeyringFileRefuses_Design5, AnEmptyPassphrase) {
  save();

  EXPECT_EQ(refusal_with(Secret()), "the passphrase is empty");
}

TEST_F(KeyringFileRefuses_Design5, AChangedHeader) {
  std::string text = file_text(kHeader, passphrase_, "{}");
  const std::string reordered = R"({"alg":"dir","enc":"A256GCM","kdf":"scrypt","n":32768,"p":1,)"
                                R"("r":8,"salt":"c2FsdHNhbHRzYWx0c2FsdA","version":1})";
  text.replace(0, text.find('.'), base64url_encode(reordered));  // the same key, another text
  put(text);

  EXPECT_EQ(refusal(),
            "the key ring file does not open: another passphrase, or the file was changed");
}

TEST_F(KeyringFileRefuses_Design5, AChangedCiphertext) {
  save();
  std::string text = content_of(file_);
  char& character = text[text.rfind('.') - 3];
  character = character == 'A' ? 'B' : 'A';
  put(text);

  EXPECT_EQ(refusal(),
            "the key ring file does not open: another passphrase, or the file was changed");
}

TEST_F(KeyringFileRefuses_Design5, ANewerVersionWhateverElseItSays) {
  put(base64url_encode(R"({"alg":"new","kdf":"argon2id","version":2})") + "..a.b.c");
  const std::string with_other_parts = refusal();
  put(unsealed_text(R"({"alg":"dir","enc":"A256GCM","kdf":"argon2id","version":2})"));

  EXPECT_EQ(refusal(), "the key ring file was written by a newer version of Sluis");
  EXPECT_EQ(with_other_parts, refusal());
}

class KeyringFileNotOurs_Design5 : public KeyringFile,
                                   public testing::WithParamInterface<const char*> {};
TEST_P(KeyringFileNotOurs_Design5, Text) {
  put(GetParam());

  EXPECT_EQ(refusal(), "the key ring file is not in Sluis' format");
}
INSTANTIATE_TEST_SUITE_P(KeyringFile, KeyringFileNotOurs_Design5,
                         testing::Values("-----BEGIN PRIVATE KEY-----", "{\"keys\":[]}", "a.b.c",
                                         "a.b.c.d.e", "....",
                                         // {"alg":"RSA-OAEP"}, {}, and a token of three parts
                                         "eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d", "e30.a.b.c.d",
                                         "eyJhbGciOiJFUzI1NiJ9.cGF5bG9hZA.c2ln"));

class KeyringFileHeader_Design5 : public KeyringFile,
                                  public testing::WithParamInterface<std::array<const char*, 2>> {};
TEST_P(KeyringFileHeader_Design5, Member) {
  const auto& [from, to] = GetParam();
  std::string header = kHeader;
  header.replace(header.find(from), std::string(from).size(), to);
  put(unsealed_text(header));

  EXPECT_EQ(refusal(), "the key ring file is not in Sluis' format");
}
INSTANTIATE_TEST_SUITE_P(
    KeyringFile, KeyringFileHeader_Design5,
    testing::Values(std::array{"\"dir\"", "\"A256KW\""}, std::array{"A256GCM", "A128GCM"},
                    std::array{"scrypt", "pbkdf2"}, std::array{"\"version\":1", "\"version\":0"},
                    std::array{"\"version\":1", "\"version\":\"1\""},
                    std::array{",\"version\":1", ""}, std::array{"\"p\":1", "\"p\":1,\"p\":1"}));

class KeyringFileBounds_Design5 : public KeyringFile,
                                  public testing::WithParamInterface<std::array<const char*, 2>> {};
TEST_P(KeyringFileBounds_Design5, Parameter) {
  const auto& [from, to] = GetParam();
  std::string header = kHeader;
  header.replace(header.find(from), std::string(from).size(), to);
  put(unsealed_text(header));

  EXPECT_EQ(refusal(), "the key ring file has scrypt parameters that are out of bounds");
}
INSTANTIATE_TEST_SUITE_P(
    KeyringFile, KeyringFileBounds_Design5,
    testing::Values(std::array{"32768", "16384"}, std::array{"32768", "262144"},
                    std::array{"32768", "32769"}, std::array{"32768", "-32768"},
                    std::array{"32768", "\"32768\""}, std::array{"\"n\":32768,", ""},
                    std::array{"\"r\":8", "\"r\":16"}, std::array{"\"p\":1", "\"p\":2"},
                    std::array{"c2FsdHNhbHRzYWx0c2FsdA", "c2FsdHNhbHRzYWx0c2Fs"},
                    std::array{"c2FsdHNhbHRzYWx0c2FsdA", "c2FsdHNhbHRzYWx0c2FsdA=="},
                    // 65 octets
                    std::array{
                        "c2FsdHNhbHRzYWx0c2FsdA",
                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                        "AAAAAAAAAAA"}));

TEST_F(KeyringFileRefuses_Design5, AContentThatIsNoRing) {
  put(file_text(kHeader, passphrase_, "{}"));

  EXPECT_EQ(refusal(), "the key ring file opens, but holds no key ring");
}

TEST_F(KeyringFileWrites_Design5, WithMode0600WhateverTheUmask) {
  const mode_t before = ::umask(0);

  save();
  ::umask(0777);
  save();
  ::umask(before);

  EXPECT_EQ(mode_of(file_), 0600U);
  EXPECT_EQ(mode_of(folder_ / "keys.jwe.bak"), 0600U);
}

TEST_F(KeyringFileWrites_Design5, AndKeepsThePreviousBesideIt) {
  save(1);
  const std::string first = content_of(file_);

  save(2);

  EXPECT_EQ(content_of(folder_ / "keys.jwe.bak"), first);
  EXPECT_EQ(load_keyring(file_, passphrase_).serial(), 2U);
}

TEST_F(KeyringFileWrites_Design5, AndRefusesToBackUpAFileOpenToOthers) {
  put("something", 0644);

  EXPECT_THROW(save(), KeyringFileError);

  EXPECT_EQ(content_of(file_), "something");
}

TEST_F(KeyringFileWrites_Design5, NothingOverARingThatItCannotOpen) {
  save(1);
  const std::string before = content_of(file_);

  EXPECT_THROW(save_keyring(file_, small_ring(2), Secret::copy_of("another"), random_),
               KeyringFileError);

  EXPECT_EQ(content_of(file_), before);
  EXPECT_FALSE(fs::exists(folder_ / "keys.jwe.bak"));
}

TEST_F(KeyringFileWrites_Design5, AndTakesADestroyedKeyOutOfThePreviousToo) {
  save(1);
  save(2);  // and so it is in `.bak`
  std::vector<Key> keys;
  keys.push_back(
      {"seal-1",
       Purpose::seal,
       1,
       {.published_at = kNow, .active_at = kNow, .retired_at = kNow, .destroyed_at = kNow},
       Secret()});

  save_keyring(file_, Keyring(3, std::move(keys)), passphrase_, random_);

  const Keyring previous = load_keyring(folder_ / "keys.jwe.bak", passphrase_);
  EXPECT_EQ(previous.serial(), 2U);
  ASSERT_EQ(previous.keys().size(), 1U);
  EXPECT_FALSE(previous.keys()[0].has_material());
}

TEST_F(KeyringFileWrites_Design5, NothingThatOpensWithAFormerPassphrase) {
  save(1);
  save(2);
  const Secret next = Secret::copy_of("the next passphrase");

  reseal_keyring(file_, small_ring(3), {.old = passphrase_, .next = next}, random_);

  EXPECT_EQ(load_keyring(file_, next).serial(), 3U);
  EXPECT_EQ(load_keyring(folder_ / "keys.jwe.bak", next).serial(), 2U);
  EXPECT_THROW(load_keyring(file_, passphrase_), KeyringFileError);
  EXPECT_THROW(load_keyring(folder_ / "keys.jwe.bak", passphrase_), KeyringFileError);
}

TEST_F(KeyringFileWrites_Design5, ByOneAtATime) {
  std::optional<KeyringLock> first(file_);

  EXPECT_THROW(KeyringLock second(file_), KeyringFileError);
  first.reset();
  EXPECT_NO_THROW(KeyringLock third(file_));
  EXPECT_EQ(mode_of(folder_ / "keys.jwe.lock"), 0600U);
}

TEST_F(KeyringFileWrites_Design5, ThroughALinkWhichStays) {
  fs::create_directory(folder_ / "real");
  save_keyring(folder_ / "real/keys.jwe", small_ring(1), passphrase_, random_);
  fs::create_symlink(folder_ / "real/keys.jwe", file_);

  save(2);

  EXPECT_TRUE(fs::is_symlink(file_));
  EXPECT_EQ(load_keyring(folder_ / "real/keys.jwe", passphrase_).serial(), 2U);
}

TEST_F(PassphraseFile_Design5, HasTwoHundredFiftySixBitsWhenMade) {
  const Secret passphrase = make_passphrase(random_);

  const auto octets = base64url_decode(passphrase.expose());
  ASSERT_TRUE(octets);
  EXPECT_EQ(octets->size(), 32U);
  EXPECT_FALSE(make_passphrase(random_) == passphrase);
}

TEST_F(PassphraseFile_Design5, IsTheFirstLine) {
  for (const char* const text : {"pass phrase", "pass phrase\n", "pass phrase\r\nmore\n"}) {
    put(text);
    EXPECT_EQ(load_passphrase(file_).expose(), "pass phrase");
  }
}

TEST_F(PassphraseFile_Design5, MayBeReadOnly) {
  put("pass phrase", 0400);

  EXPECT_EQ(load_passphrase(file_).expose(), "pass phrase");
}

class PassphraseFileRefuses_Design5 : public KeyringFile {
 protected:
  std::string passphrase_refusal() const {
    try {
      load_passphrase(file_);
    } catch (const KeyringFileError& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(PassphraseFileRefuses_Design5, AFileThatIsNotThere) {
  EXPECT_EQ(passphrase_refusal(), "the passphrase file does not exist");
}

TEST_F(PassphraseFileRefuses_Design5, AFileOfAnotherUserByItsOwnName) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away: NOT TESTED";
  put("pass phrase");
  ASSERT_EQ(::chown(file_.c_str(), 65534, 65534), 0);

  EXPECT_EQ(passphrase_refusal(), "the passphrase file belongs to another user");
  EXPECT_EQ(refusal(), "the key ring file belongs to another user");
  try {
    load_secret(file_);
    FAIL();
  } catch (const KeyringFileError& error) {
    EXPECT_STREQ(error.what(), "the secret file belongs to another user");
  }
}

TEST_F(PassphraseFileRefuses_Design5, AModeThatLetsOthersIn) {
  put("pass phrase", 0640);
  EXPECT_EQ(passphrase_refusal(), "the passphrase file must have mode 0600 or 0400");
}

TEST_F(PassphraseFileRefuses_Design5, AnEmptyFirstLine) {
  for (const char* const text : {"", "\n", "\r\n", "\nsecond"}) {
    put(text);
    EXPECT_EQ(passphrase_refusal(), "the passphrase file is empty");
  }
}

TEST_F(PassphraseFileRefuses_Design5, AFileLargerThanFourKibibytes) {
  put(std::string(4097, 'x'));

  EXPECT_EQ(passphrase_refusal(), "the passphrase file is larger than it can be");
}

}  // namespace
}  // namespace sluis::crypto
