// Any text as a token, as a set of keys and as JSON: nothing falls, what verifies is one of the two
// tokens of RFC 7515, and a set that is accepted was strict JSON.

#include <string_view>

#include "crypto/jwk.h"
#include "crypto/jws.h"
#include "crypto/strict_json.h"
#include "tests/fuzz/target.h"

using namespace sluis;
using tests::require;

namespace {

// The public keys of RFC 7515 A.2 and A.3.
constexpr std::string_view kKeys =
    R"({"keys":[)"
    R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfH)"
    R"(Qp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ4)"
    R"(7soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapH)"
    R"(g665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGN)"
    R"(j8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})"
    ","
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":)"
    R"("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"
    "]}";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  static const auto keys = crypto::parse_jwks(kKeys).value();
  using enum crypto::Algorithm;
  const auto text = tests::text_of(octets, size);

  const auto verified =
      crypto::verify_jws(text, keys, {.algorithms = {rs256, ps256, es256}, .types = {}});
  if (verified) require(verified->payload().starts_with("{\"iss\":\"joe\""));
  if (crypto::parse_jwks(text)) require(crypto::is_strict_json_object(text));
  return 0;
}
