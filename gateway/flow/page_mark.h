#pragma once

// Against a form that somebody else filled in (standards WEB-08), where it is answered after a
// login and no session need be there before: a field that only a page of ours holds, made for one
// person. Who she is when the answer is made is compared with it.

#include <string>
#include <string_view>

#include "crypto/clock.h"
#include "crypto/keyring.h"

namespace sluis::flow {

inline constexpr std::size_t kPageMarkLength = 43;  // base64url of 32 octets

/// base64url(HMAC(the `seal` key, LP("sluis/page-for/1", name of her `pe:` record)))
std::string page_mark(const crypto::Keyring& keyring, crypto::TimePoint now,
                      std::string_view person_name);
/// Also one that was made before the last rotation.
bool is_page_mark(std::string_view mark, const crypto::Keyring& keyring, crypto::TimePoint now,
                  std::string_view person_name);

}  // namespace sluis::flow
