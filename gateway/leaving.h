#pragma once

// How her browser leaves for another site.

#include <string>
#include <string_view>

#include "http/message.h"
#include "web/page.h"

namespace sluis {

/// "https://chat.example/cb?…" → "chat.example": where she goes, in words.
std::string site_of(std::string_view url);

/// After a form POST by a page (DESIGN §6: CSP form-action blocks a redirect to another site);
/// anything else is the response as it was. Cookies that it sets stay.
http::Response leave_after_post(const web::Pages& pages, web::Language language,
                                const http::Request& request, http::Response response);
/// The same wherever the response leads to another site.
http::Response leave_by_page(const web::Pages& pages, web::Language language,
                             http::Response response);

}  // namespace sluis
