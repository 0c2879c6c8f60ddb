// The memory of a login, and of a logout. As a cookie's value no text opens, for nobody but us can
// seal. Sealed by us (an older release, say), whatever opens can be saved again and is then the
// same.

#include <string>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "crypto/seal.h"
#include "flow/flow_cookie.h"
#include "flow/logout_walk.h"
#include "tests/crypto/fake_clock.h"
#include "tests/crypto/fixed_random.h"
#include "tests/flow/browser.h"
#include "tests/fuzz/target.h"
#include "tests/identity/rings.h"

using namespace sluis;
using tests::require;

namespace {

constexpr std::string_view kId = "AAAAAAAAAAAAAAAAAAAAAA";  // 16 octets

struct Gateway {
  tests::FakeClock clock;
  tests::FixedRandom random;
  crypto::Keyring ring = tests::ring_of(1, {{.id = "s1", .purpose = crypto::Purpose::seal}});
  flow::FlowCookies cookies{ring, clock, random, http::CookieStyle(true)};
  flow::LogoutWalks walks{ring, clock, random, http::CookieStyle(true)};

  std::string sealed(std::string_view label, crypto::SealedFor what, std::string_view octets) {
    const auto& key = ring.primary(crypto::Purpose::seal, clock.now());
    const auto lock = crypto::hmac_sha256(key.secret(), label);
    return crypto::base64url_encode(
        crypto::seal(lock, what, octets, crypto::Padding::none, random));
  }
};

http::Request with_cookie(std::string_view value) {
  http::Request request;
  request.headers.add("Cookie", std::string("__Host-flow-").append(kId).append("=").append(value));
  return request;
}

void check_same(const flow::Flow& one, const flow::Flow& other) {
  require(one.request.serialise() == other.request.serialise());
  require(one.form_token == other.form_token && one.connector == other.connector);
  require(one.memory == other.memory && one.started_at == other.started_at);
}

void check_flow(Gateway& gateway, std::string_view octets) {
  const auto label = crypto::length_prefixed({"sluis/flow/1", kId});
  const auto request = with_cookie(gateway.sealed(label, {"flow", kId}, octets));
  const auto flow = gateway.cookies.open(request, kId);
  if (!flow) return;
  tests::Browser browser;
  http::Response response;
  if (!gateway.cookies.save(*flow, request, response)) return;  // a little too large
  browser.take(response);
  const auto again = gateway.cookies.open(browser.request(), kId);
  require(again.has_value());
  check_same(*flow, *again);
}

void check_posted(Gateway& gateway, std::string_view octets) {
  const auto label = crypto::length_prefixed({"sluis/posted/1"});
  const auto posted = gateway.cookies.open_posted(gateway.sealed(label, {"posted", ""}, octets));
  if (!posted) return;
  const auto again = flow::LoginRequest::parse(posted->serialise());
  require(again && again->serialise() == posted->serialise());
}

http::Request with_walk(std::string_view value) {
  http::Request request;
  request.headers.add("Cookie", std::string("__Host-farewell=").append(value));
  return request;
}

void check_walk(Gateway& gateway, std::string_view octets) {
  const auto label = crypto::length_prefixed({"sluis/walk/1"});
  auto walk = gateway.walks.open(with_walk(gateway.sealed(label, {"walk", ""}, octets)));
  if (!walk) return;
  tests::Browser browser;
  http::Response response;
  gateway.walks.save(*walk, response);
  if (!response.headers.has("Set-Cookie")) return;  // who asked fills it alone
  browser.take(response);
  const auto again = gateway.walks.open(browser.request());
  require(again && again->asked.is_same(walk->asked));
  require(again->steps.size() == walk->steps.size() && again->organisation == walk->organisation);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  static Gateway gateway;
  const auto text = tests::text_of(octets, size);
  require(!gateway.cookies.open(with_cookie(text), kId));
  require(!gateway.cookies.open_posted(text));
  check_flow(gateway, text);
  check_posted(gateway, text);
  require(!gateway.walks.open(with_walk(text)));
  check_walk(gateway, text);
  return 0;
}
