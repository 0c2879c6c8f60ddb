// Our ID tokens, judged by an independent resource server. The other way round, that it can tell
// good from bad, is what the refusals show.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crypto/encoding.h"
#include "crypto/jws.h"
#include "crypto/mac.h"
#include "tests/crypto/foreign_key.h"
#include "tests/downstream/world.h"
#include "tests/http/loopback.h"
#include "tests/resource_server/resource_server.h"

namespace sluis::tests {

namespace {

using crypto::Algorithm;

std::vector<downstream::Client> clients_with(Algorithm algorithm) {
  auto clients = example_clients();
  for (auto& client : clients) client.id_token_algorithm = algorithm;
  return clients;
}

/// With keys for that algorithm alone, since the beginning: each takes a while to make.
crypto::Keyring ring_for(Algorithm algorithm) {
  const auto key = [](std::string id, crypto::Purpose purpose, auto material) {
    return crypto::Key{
        .id = std::move(id),
        .purpose = purpose,
        .serial = 1,
        .timetable = {.published_at = {}, .active_at = {}, .retired_at = {}, .destroyed_at = {}},
        .material = std::move(material)};
  };
  std::vector<crypto::Key> keys;
  keys.push_back(
      key("seal-1", crypto::Purpose::seal, crypto::Secret::copy_of(std::string(32, 's'))));
  keys.push_back(key("sign-1", crypto::oidc_sign(algorithm),
                     crypto::SigningKey::generate(algorithm, "sign-1")));
  return crypto::Keyring(1, std::move(keys));
}

struct Parts {
  std::string header;
  std::string payload;
  std::string signature;

  std::string joined() const { return header + '.' + payload + '.' + signature; }
};

Parts parts_of(const std::string& token) {
  const auto first = token.find('.');
  const auto second = token.rfind('.');
  return {.header = token.substr(0, first),
          .payload = token.substr(first + 1, second - first - 1),
          .signature = token.substr(second + 1)};
}

std::string decoded(const std::string& part) { return crypto::base64url_decode(part).value(); }

class IdTokenElsewhere : public ::testing::TestWithParam<Algorithm> {
 protected:
  /// liboauth2 looks at the machine's clock, so these are the tests that do as well.
  IdTokenElsewhere() {
    world_.clock.set(crypto::SystemClock().now());
    run(world_.store.put({.name = std::string(kPersonName),
                          .value = "sealed",
                          .time_to_live = std::chrono::days(1)}));
  }

  /// By the whole way: authorization request, code, token endpoint.
  std::string token() { return text_of(world_.tokens_for_chat(), "id_token"); }

  const crypto::SigningKey& key() const {
    const auto purpose = crypto::oidc_sign(GetParam());
    return world_.keyring.primary(purpose, world_.clock.now()).signing();
  }

  /// Signed by our key, with one claim that is another.
  std::string token_with(const std::string& name, const boost::json::value& value) {
    auto claims = claims_of(token());
    claims[name] = value;
    return crypto::sign_jws(key(), "JWT", boost::json::serialize(claims));
  }

  std::optional<std::string> subject_of(const std::string& token) const {
    return server_.subject_of(token);
  }

  World world_{ring_for(GetParam()), clients_with(GetParam())};
  http::testing::Running keys_{{.handler = http::testing::always(world_.call("GET", "/jwks", {})),
                                .on_answered = {},
                                .trusted_proxies = {},
                                .tls = nullptr,
                                .redirect_to = {}}};
  ResourceServer server_{"http://127.0.0.1:" + std::to_string(keys_.port()) + "/jwks",
                         {.issuer = std::string(kIssuer), .audience = "chat"}};
};

TEST_P(IdTokenElsewhere, IsAccepted) { EXPECT_EQ(subject_of(token()), kSub); }

TEST_P(IdTokenElsewhere, IsRefusedWithAnotherPayload) {
  auto parts = parts_of(token());
  auto payload = decoded(parts.payload);
  payload.replace(payload.find(kSub), kSub.size(), kOtherSub);
  parts.payload = crypto::base64url_encode(payload);

  EXPECT_FALSE(subject_of(parts.joined()));
}

TEST_P(IdTokenElsewhere, IsRefusedWithAnotherSignature) {
  auto parts = parts_of(token());
  auto signature = decoded(parts.signature);
  signature[signature.size() / 2] ^= 1;
  parts.signature = crypto::base64url_encode(signature);

  EXPECT_FALSE(subject_of(parts.joined()));
}

TEST_P(IdTokenElsewhere, IsRefusedWithoutASignature) {
  auto parts = parts_of(token());
  parts.signature.clear();

  EXPECT_FALSE(subject_of(parts.joined()));
}

TEST_P(IdTokenElsewhere, IsRefusedWhenAnotherKeySignedIt) {
  const auto parts = parts_of(token());
  const auto foreign = GetParam() == Algorithm::es256 ? ForeignKey::p256() : ForeignKey::rsa(2048);

  EXPECT_FALSE(
      subject_of(foreign.token(GetParam(), decoded(parts.header), decoded(parts.payload))));
}

TEST_P(IdTokenElsewhere, IsRefusedWithTheAlgorithmNone) {
  auto parts = parts_of(token());
  parts.header = crypto::base64url_encode(R"({"alg":"none","typ":"JWT"})");
  parts.signature.clear();

  EXPECT_FALSE(subject_of(parts.joined()));
}

// RFC 8725 §2.1: the public key taken for the secret of an HMAC.
TEST_P(IdTokenElsewhere, IsRefusedWithAnHmacOfThePublicKey) {
  auto parts = parts_of(token());
  parts.header =
      crypto::base64url_encode(R"({"alg":"HS256","typ":"JWT","kid":")" + key().kid() + "\"}");
  const auto jwk = boost::json::parse(key().public_jwk()).as_object();
  const auto* number = jwk.contains("n") ? "n" : "x";
  for (const auto& secret : {key().public_jwk(), decoded(text_of(jwk, number))}) {
    const auto mac =
        crypto::hmac_sha256(crypto::Secret::copy_of(secret), parts.header + '.' + parts.payload);
    parts.signature = crypto::base64url_encode(mac.expose());

    EXPECT_FALSE(subject_of(parts.joined()));
  }
}

TEST_P(IdTokenElsewhere, IsRefusedOnceItHasExpired) {
  world_.clock.advance(std::chrono::hours(-1));

  EXPECT_FALSE(subject_of(token()));
}

TEST_P(IdTokenElsewhere, IsRefusedBeforeItsTime) {
  world_.clock.advance(std::chrono::hours(1));

  EXPECT_FALSE(subject_of(token()));
}

TEST_P(IdTokenElsewhere, IsRefusedFromAnotherIssuer) {
  EXPECT_FALSE(subject_of(token_with("iss", "https://evil.example")));
}

TEST_P(IdTokenElsewhere, IsRefusedForAnotherAudience) {
  EXPECT_FALSE(subject_of(token_with("aud", "wiki")));
}

TEST_P(IdTokenElsewhere, IsAcceptedWithTheClaimsThatWereNotChanged) {
  EXPECT_EQ(subject_of(token_with("nonce", "n-1")), kSub);  // what the refusals above differ by
}

INSTANTIATE_TEST_SUITE_P(Rfc7519_7_2, IdTokenElsewhere,
                         ::testing::Values(Algorithm::rs256, Algorithm::ps256, Algorithm::es256),
                         [](const auto& algorithm) {
                           return std::string(crypto::name_of(algorithm.param));
                         });

}  // namespace

}  // namespace sluis::tests
