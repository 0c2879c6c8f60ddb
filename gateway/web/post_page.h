#pragma once

// She takes a message of ours to a service in a form (SAML's HTTP-POST binding): a page that sends
// itself by a small script of our own, and has a button for browsers without scripts. It is the one
// page whose form may go to another site, and only to that one.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/page.h"

namespace sluis::web {

struct PostPage {
  Language language;
  std::string action;  // where the form goes: http or https
  std::string to;      // the service, in words
  std::vector<std::pair<std::string, std::string>> fields;
};

/// Throws std::invalid_argument for an action that is no such address.
http::Response post_page(const Pages& pages, const PostPage& page);

}  // namespace sluis::web
