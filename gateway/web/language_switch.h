#pragma once

// GET /language?to=en&back=/login?flow=…: sets the cookie `language` and leads back. `back` is a
// page of ours and nothing else: one that could lead to another site (an open redirect) is answered
// with the start page.

#include <string>
#include <string_view>

#include "http/cookie.h"
#include "http/message.h"
#include "web/language.h"

namespace sluis::web {

http::Route language_switch(http::CookieStyle style);

/// The link that the layout shows. `back`: path and query of the page that she is on.
std::string language_link(Language to, std::string_view back);

/// A path of this site: begins with one '/', has no second '/' or '\' behind it (browsers read both
/// as the start of a host) and no control character, and is at most 2,048 octets.
bool is_own_path(std::string_view path);

}  // namespace sluis::web
