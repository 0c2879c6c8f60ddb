// `sluis keys` with a token (keys.pkcs11): what is in the ring and what is in the token agree.

#include "operate/token_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <optional>
#include <sstream>

#include "crypto/rotation.h"
#include "operate/keys_plan.h"
#include "operate/keys_status.h"
#include "tests/operate/key_folder.h"
#include "tests/soft_token/soft_token.h"

namespace sluis::operate {
namespace {

using namespace std::chrono_literals;
using crypto::Purpose;
using testing::HasSubstr;

constexpr crypto::Retention kRetention{.identifier = std::chrono::days(90),
                                       .access_log = std::chrono::days(90)};

class KeysInToken_Hsm : public tests::KeyFolder {
 protected:
  KeysAsked with_token(Format format = Format::text) {
    KeysAsked with = asked(format);
    with.token = crypto::token_at(soft_token_.address());
    return with;
  }
  Rotate rotate() { return {.purpose = "pseudonym", .at = {}, .retention = kRetention}; }

  bool is_in_token(const std::string& id) {
    crypto::TokenSession session(crypto::token_at(soft_token_.address()),
                                 crypto::TokenSession::For::computing);
    return session.has_key(id);
  }
  const crypto::Key& key(const std::string& id) {
    ring_.emplace(ring());
    for (const auto& each : ring_->keys()) {
      if (each.id == id) return each;
    }
    throw std::logic_error("no such key");
  }
  std::string primary() { return ring().primary(Purpose::pseudonym, clock_.now()).id; }
  /// A ring whose pseudonym key is in its file, and then one in the token that takes over.
  std::string have_successor_in_token() {
    have_ring();
    EXPECT_EQ(keys_rotate(with_token(), rotate()), 0) << error_.str();
    return crypto::pending_key(ring_.emplace(ring()), Purpose::pseudonym, clock_.now())->id;
  }

  tests::SoftToken soft_token_;
  std::optional<crypto::Keyring> ring_;
  std::istringstream typed_;
};

TEST_F(KeysInToken_Hsm, InitMakesThePseudonymKeyThereAndTheOthersInTheFile) {
  ASSERT_EQ(keys_init(with_token()), 0) << error_.str();

  EXPECT_TRUE(key(primary()).is_in_token());
  EXPECT_TRUE(is_in_token(primary()));
  EXPECT_EQ(key(ring().primary(Purpose::seal, clock_.now()).id).secret().size(), 32U);
}

TEST_F(KeysInToken_Hsm, InitMakesNoRingWithoutTheToken) {
  tests::SoftToken::be("gone");

  EXPECT_EQ(keys_init(with_token()), 1);

  EXPECT_THAT(error_.str(), HasSubstr("there is no token named sluis"));
  EXPECT_FALSE(std::filesystem::exists(files_.ring));
}

TEST_F(KeysInToken_Hsm, RotateTakesOverFromAKeyOfTheFile) {
  const std::string old = (have_ring(), primary());

  ASSERT_EQ(keys_rotate(with_token(), rotate()), 0) << error_.str();

  clock_.advance(2h);
  EXPECT_NE(primary(), old);
  EXPECT_TRUE(is_in_token(primary()));
  EXPECT_FALSE(key(old).is_in_token());
}

TEST_F(KeysInToken_Hsm, RotateLeavesNothingBehindWhereItIsRefused) {
  have_successor_in_token();
  const auto before = ring().serial();

  EXPECT_EQ(keys_rotate(with_token(), rotate()), 1);

  EXPECT_EQ(ring().serial(), before);
}

TEST_F(KeysInToken_Hsm, RotateChangesNothingWithoutTheToken) {
  have_ring();
  const auto before = ring().serial();
  tests::SoftToken::be("gone");

  EXPECT_EQ(keys_rotate(with_token(), rotate()), 1);

  EXPECT_EQ(ring().serial(), before);
}

TEST_F(KeysInToken_Hsm, DestroyTakesItOutOfTheToken) {
  const std::string id = have_successor_in_token();

  ASSERT_EQ(keys_destroy(with_token(), id, {.given = "plan-is-undone", .typed = typed_}), 0)
      << error_.str();

  EXPECT_FALSE(is_in_token(id));
  EXPECT_FALSE(key(id).has_material());
  EXPECT_THAT(out_.str(), HasSubstr("in the token and in the ring"));
}

TEST_F(KeysInToken_Hsm, TickDestroysWhatTheTokenKeptInAFault) {
  const std::string id = have_successor_in_token();
  KeysAsked without = asked();
  ASSERT_EQ(keys_destroy(without, id, {.given = "plan-is-undone", .typed = typed_}), 0);
  EXPECT_THAT(error_.str(), HasSubstr("the token may still have it"));
  ASSERT_TRUE(is_in_token(id));

  EXPECT_EQ(keys_tick(with_token(), std::chrono::days(80), kRetention), 0) << error_.str();

  EXPECT_FALSE(is_in_token(id));
}

TEST_F(KeysInToken_Hsm, TickDoesTheRestWithoutTheToken) {
  have_ring();
  clock_.advance(std::chrono::days(79));
  tests::SoftToken::be("gone");

  EXPECT_EQ(keys_tick(with_token(), std::chrono::days(80), kRetention), 1);

  EXPECT_THAT(error_.str(), HasSubstr("not done: there is no token named sluis"));
  const auto now = ring();
  EXPECT_EQ(crypto::pending_key(now, Purpose::pseudonym, clock_.now()), nullptr);
  EXPECT_NE(crypto::pending_key(now, Purpose::seal, clock_.now()), nullptr);
}

/// From the first octets that somebody wants, a file can be opened but none beside it.
class OneDescriptor final : public crypto::Random {
 public:
  explicit OneDescriptor(crypto::Random& random) : random_(random) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
  }
  OneDescriptor(const OneDescriptor&) = delete;
  OneDescriptor& operator=(const OneDescriptor&) = delete;
  ~OneDescriptor() override { ::setrlimit(RLIMIT_NOFILE, &before_); }

  void fill(char* octets, std::size_t size_bytes) override {
    const int next = ::dup(STDERR_FILENO);
    ::close(next);
    const rlimit one{.rlim_cur = static_cast<rlim_t>(next) + 1, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &one);
    random_.fill(octets, size_bytes);
  }

 private:
  crypto::Random& random_;
  rlimit before_{};
};

/// The pseudonym key of this ring is in its file, and the next one's in the token.
crypto::Rotation rotated_into_token(const crypto::Keyring& ring, crypto::TimePoint now,
                                    crypto::Random& random) {
  const crypto::RotationPlan plan{.purpose = Purpose::pseudonym,
                                  .now = now,
                                  .active_at = {},
                                  .terms = crypto::terms_of(Purpose::pseudonym, kRetention),
                                  .home = crypto::Home::token};
  return crypto::plan_rotation(ring, plan, random).value();
}

// The ring is written and put in its place; to sync its folder takes a second descriptor.
TEST_F(KeysInToken_Hsm, KeepsTheKeyOfARingThatIsInPlaceAndPerhapsNotOnTheDisk) {
  have_ring();
  const auto next = rotated_into_token(ring(), clock_.now(), random_);
  const auto passphrase = crypto::load_passphrase(files_.passphrase);
  std::filesystem::remove(files_.ring);  // no `.bak` is written first

  {
    OneDescriptor one(random_);
    const KeysAsked asked{.files = files_,
                          .clock = clock_,
                          .random = one,
                          .audit = {},
                          .format = Format::text,
                          .console = {out_, error_},
                          .token = with_token().token};
    EXPECT_THROW(put_in_place(asked, nullptr, next.ring, passphrase), CannotDo);
  }

  EXPECT_EQ(ring().serial(), next.ring.serial());
  EXPECT_TRUE(is_in_token(next.made));
}

TEST_F(KeysInToken_Hsm, TakesTheKeyAwayOfARingThatWasNotPutInPlace) {
  have_ring();
  const auto before = ring();
  const auto next = rotated_into_token(before, clock_.now(), random_);
  std::filesystem::remove(previous());
  std::filesystem::create_directory(previous());  // no file can be renamed to this

  EXPECT_THROW(
      put_in_place(with_token(), &before, next.ring, crypto::load_passphrase(files_.passphrase)),
      CannotDo);

  EXPECT_EQ(ring().serial(), before.serial());
  EXPECT_FALSE(is_in_token(next.made));
}

TEST_F(KeysInToken_Hsm, TickDestroysInTheTokenWhatIsDue) {
  ASSERT_EQ(keys_init(with_token()), 0);
  const std::string old = primary();
  ASSERT_EQ(keys_rotate(with_token(), rotate()), 0);
  clock_.advance(std::chrono::days(92));

  ASSERT_EQ(keys_tick(with_token(), std::chrono::days(400), kRetention), 0) << error_.str();

  EXPECT_FALSE(is_in_token(old));
  EXPECT_TRUE(is_in_token(primary()));
}

TEST_F(KeysInToken_Hsm, EmergencyPutsAnotherThereAndDestroysTheOld) {
  ASSERT_EQ(keys_init(with_token()), 0);
  const std::string old = primary();

  ASSERT_EQ(keys_rotate_at_once(with_token(), rotate(), Persons::forgotten,
                                {.given = "people-become-new", .typed = typed_}),
            0)
      << error_.str();

  EXPECT_FALSE(is_in_token(old));
  EXPECT_TRUE(is_in_token(primary()));
}

TEST_F(KeysInToken_Hsm, StatusSaysWhichKeyTheTokenLacks) {
  ASSERT_EQ(keys_init(with_token()), 0);
  const std::string lost = primary();
  crypto::TokenSession(crypto::token_at(soft_token_.address()), crypto::TokenSession::For::changing)
      .destroy_key(lost);

  EXPECT_EQ(keys_status(with_token(), {.rotate_every = std::chrono::days(80),
                                       .retention = kRetention,
                                       .nodes = std::nullopt}),
            1);

  EXPECT_THAT(out_.str(), HasSubstr("the token has no key named " + lost));
}

TEST_F(KeysInToken_Hsm, ListAndBackupSayWhereTheKeyIs) {
  ASSERT_EQ(keys_init(with_token()), 0);

  ASSERT_EQ(keys_list(with_token()), 0);
  ASSERT_EQ(keys_backup(with_token(), folder_ / "copy"), 0);

  EXPECT_THAT(out_.str(), HasSubstr("  in the token\n"));
  EXPECT_THAT(out_.str(), HasSubstr("back the token up"));
}

TEST_F(KeysInToken_Hsm, TheRingKeepsNoOctetOfIt) {
  ASSERT_EQ(keys_init(with_token()), 0);

  EXPECT_TRUE(std::holds_alternative<crypto::InToken>(key(primary()).material));
}

}  // namespace
}  // namespace sluis::operate
