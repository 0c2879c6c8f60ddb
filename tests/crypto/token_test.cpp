// PKCS #11 2.40 as SoftHSM speaks it.

#include "crypto/token.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <optional>
#include <thread>

#include "crypto/mac.h"
#include "tests/soft_token/soft_token.h"

namespace sluis::crypto {
namespace {

using tests::SoftToken;
using Why = TokenError::Why;
using For = TokenSession::For;

const std::string kKey = "pseudonym-1-abcdef";
const std::string kOctets(32, 'k');

struct Refused {
  std::optional<Why> why;
  std::string text;
};

Refused refusal_of(TokenSession& session, const std::string& key_id = kKey) {
  try {
    session.mac(key_id, "message");
    return {};
  } catch (const TokenError& refused) {
    return {.why = refused.why(), .text = refused.what()};
  }
}

Refused refusal_at(TokenAddress address) {
  TokenSession session(token_at(std::move(address)), For::computing);
  return refusal_of(session);
}

TEST(Token_Pkcs11, ComputesWhatAKeyInTheFileWould) {
  const SoftToken token;
  token.import(kKey, kOctets);
  TokenSession session(token_at(token.address()), For::computing);

  const Secret mac = session.mac(kKey, "message");

  EXPECT_EQ(mac, hmac_sha256(Secret::copy_of(kOctets), "message"));
}

TEST(Token_Pkcs11, MakesKeysThatAreEachAnother) {
  const SoftToken token;
  TokenSession session(token_at(token.address()), For::changing);

  session.make_key("one");
  session.make_key("two");

  EXPECT_EQ(session.mac("one", "message"), session.mac("one", "message"));
  EXPECT_FALSE(session.mac("one", "message") == session.mac("two", "message"));
}

TEST(Token_Pkcs11, KeepsAKeyForOtherProcesses) {
  const SoftToken token;
  std::optional<Secret> before;
  {
    TokenSession session(token_at(token.address()), For::changing);
    session.make_key(kKey);
    before = session.mac(kKey, "message");
  }

  TokenSession later(token_at(token.address()), For::computing);

  EXPECT_EQ(later.mac(kKey, "message"), *before);
}

TEST(Token_Pkcs11, DestroysAKey) {
  const SoftToken token;
  TokenSession session(token_at(token.address()), For::changing);
  session.make_key(kKey);
  session.mac(kKey, "message");

  EXPECT_TRUE(session.destroy_key(kKey));

  EXPECT_FALSE(session.has_key(kKey));
  EXPECT_EQ(refusal_of(session).why, Why::no_key);
  EXPECT_FALSE(session.destroy_key(kKey));
}

TEST(Token_Pkcs11, MakesNoSecondKeyOfAName) {
  const SoftToken token;
  TokenSession session(token_at(token.address()), For::changing);
  session.make_key(kKey);

  EXPECT_THROW(session.make_key(kKey), TokenError);
}

TEST(Token_Pkcs11, ServesSeveralThreadsAtOnce) {
  const SoftToken token;
  token.import(kKey, kOctets);
  const auto shared = token_at(token.address());
  const Secret expected = hmac_sha256(Secret::copy_of(kOctets), "message");
  std::atomic<int> right{0};

  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      TokenSession session(shared, For::computing);
      for (int j = 0; j < 50; ++j) right += session.mac(kKey, "message") == expected ? 1 : 0;
    });
  }
  threads.clear();

  EXPECT_EQ(right, 200);
}

TEST(Token_Refusals, SaysThatTheModuleIsNotThere) {
  const SoftToken token;
  auto address = token.address();
  address.module = "/nonexistent/module.so";

  const auto refused = refusal_at(address);

  EXPECT_EQ(refused.why, Why::no_module);
  EXPECT_EQ(refused.text, "the PKCS#11 module /nonexistent/module.so cannot be loaded");
}

TEST(Token_Refusals, SaysThatTheModuleIsNone) {
  const SoftToken token;
  auto address = token.address();
  address.module = "libz.so.1";

  EXPECT_EQ(refusal_at(address).text, "libz.so.1 is not a PKCS#11 module");
}

TEST(Token_Refusals, SaysThatThereIsNoSuchToken) {
  const SoftToken token;
  auto address = token.address();
  address.token = "another";

  const auto refused = refusal_at(address);

  EXPECT_EQ(refused.why, Why::no_token);
  EXPECT_EQ(refused.text, "there is no token named another");
}

TEST(Token_Refusals, SaysThatThePinFileIsOpenToOthers) {
  const SoftToken token;
  chmod(token.pin_file().c_str(), 0644);

  const auto refused = refusal_at(token.address());

  EXPECT_EQ(refused.why, Why::pin_unread);
  EXPECT_EQ(refused.text, "keys.pkcs11.pin_file: the secret file must have mode 0600 or 0400");
}

TEST(Token_Refusals, TriesAWrongPinOnce) {
  const SoftToken token;
  token.import(kKey, kOctets);
  token.write_pin("314159");
  TokenSession session(token_at(token.address()), For::computing);

  const auto first = refusal_of(session);
  const auto second = refusal_of(session);

  EXPECT_EQ(first.why, Why::pin_refused);
  EXPECT_EQ(first.text, "the token refuses the PIN");
  EXPECT_EQ(second.why, Why::pin_refused);
  EXPECT_EQ(second.text, "the token has refused the PIN, and is not asked again");
}

TEST(Token_Refusals, TriesAnotherPinWhenTheFileHasOne) {
  const SoftToken token;
  token.import(kKey, kOctets);
  token.write_pin("314159");
  TokenSession session(token_at(token.address()), For::computing);
  refusal_of(session);

  token.write_pin("271828");

  EXPECT_FALSE(refusal_of(session).why);
}

TEST(Token_Refusals, SaysThatTheTokenIsLocked) {
  const SoftToken token;
  SoftToken::be("locked");

  const auto refused = refusal_at(token.address());

  EXPECT_EQ(refused.why, Why::pin_refused);
  EXPECT_EQ(refused.text, "the token is locked: too many wrong PINs were given");
}

TEST(Token_Refusals, DoesNotRiskTheLastTry) {
  const SoftToken token;
  SoftToken::be("last-try");

  const auto refused = refusal_at(token.address());

  EXPECT_EQ(refused.why, Why::pin_refused);
  EXPECT_EQ(refused.text,
            "the token locks at the next wrong PIN: log in by hand first, which clears it");
}

TEST(Token_Refusals, SaysThatTheTokenComputesNoSuchMac) {
  const SoftToken token;
  SoftToken::be("no-mac");

  const auto refused = refusal_at(token.address());

  EXPECT_EQ(refused.why, Why::no_mechanism);
  EXPECT_EQ(refused.text, "the token computes no HMAC-SHA-256 (CKM_SHA256_HMAC)");
}

TEST(Token_Refusals, SaysThatTheTokenMakesNoSuchKeys) {
  const SoftToken token;
  SoftToken::be("no-key-maker");
  TokenSession session(token_at(token.address()), For::changing);

  const auto refused = refusal_of(session);

  EXPECT_EQ(refused.why, Why::no_mechanism);
  EXPECT_EQ(refused.text, "the token makes no keys for it (CKM_GENERIC_SECRET_KEY_GEN)");
}

TEST(Token_Refusals, SaysThatAKeyIsMissing) {
  const SoftToken token;

  const auto refused = refusal_at(token.address());

  EXPECT_EQ(refused.why, Why::no_key);
  EXPECT_EQ(refused.text, "the token has no key named pseudonym-1-abcdef");
}

TEST(Token_Refusals, DoesNotChooseBetweenTwoKeysOfOneName) {
  const SoftToken token;
  token.import(kKey, kOctets);
  token.import(kKey, std::string(32, 'q'));

  const auto refused = refusal_at(token.address());

  EXPECT_EQ(refused.why, Why::no_key);
  EXPECT_EQ(refused.text, "the token has several keys named pseudonym-1-abcdef");
}

TEST(Token_Refusals, UsesNoKeyThatTheTokenWouldGiveOut) {
  const SoftToken token;
  token.import(kKey, kOctets, SoftToken::Kept::extractable);

  const auto refused = refusal_at(token.address());

  EXPECT_EQ(refused.why, Why::key_exposed);
  EXPECT_EQ(refused.text,
            "the token would give out the key pseudonym-1-abcdef: it must be sensitive and not "
            "extractable");
}

TEST(Token_Refusals, TakesNoShortMac) {
  const SoftToken token;
  token.import(kKey, kOctets);
  SoftToken::be("short");

  const auto refused = refusal_at(token.address());

  EXPECT_EQ(refused.why, Why::lost);
}

TEST(Token_Loss, SaysSoAndComesBackWithTheToken) {
  const SoftToken token;
  token.import(kKey, kOctets);
  TokenSession session(token_at(token.address(), std::chrono::milliseconds(0)), For::computing);
  const Secret before = session.mac(kKey, "message");

  SoftToken::be("gone");
  const auto refused = refusal_of(session);
  SoftToken::be("");

  EXPECT_EQ(refused.why, Why::no_token);
  EXPECT_EQ(session.mac(kKey, "message"), before);
}

TEST(Token_Loss, IsNotAskedAHundredTimesASecond) {
  const SoftToken token;
  token.import(kKey, kOctets);
  TokenSession session(token_at(token.address(), std::chrono::hours(1)), For::computing);
  session.mac(kKey, "message");
  SoftToken::be("gone");
  refusal_of(session);
  SoftToken::be("");

  const auto refused = refusal_of(session);

  EXPECT_EQ(refused.why, Why::lost);
  EXPECT_EQ(refused.text, "the token is away");
}

}  // namespace
}  // namespace sluis::crypto
