#include "flow/page_mark.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/mac.h"

namespace sluis::flow {

namespace {

std::string mark_under(const crypto::Key& key, std::string_view person_name) {
  return crypto::hmac_name(key.secret(),
                           crypto::length_prefixed({"sluis/page-for/1", person_name}));
}

}  // namespace

std::string page_mark(const crypto::Keyring& keyring, crypto::TimePoint now,
                      std::string_view person_name) {
  return mark_under(keyring.primary(crypto::Purpose::seal, now), person_name);
}

bool is_page_mark(std::string_view mark, const crypto::Keyring& keyring, crypto::TimePoint now,
                  std::string_view person_name) {
  return std::ranges::any_of(
      keyring.usable(crypto::Purpose::seal, now), [&](const crypto::Key* key) {
        return crypto::equal_in_constant_time(mark, mark_under(*key, person_name));
      });
}

}  // namespace sluis::flow
