#pragma once

// What she sees when she logs out. Truthful: our session ends, that of her organisation may live
// on.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "web/page.h"

namespace sluis::web {

struct LogoutQuestion {
  Language language;
  std::string service{};  // that asked for the logout; empty: none did
  std::string action;     // where the form posts to: a path of ours
  std::vector<std::pair<std::string, std::string>>
      fields;              // hidden: the token against cross-site posts, …
  std::string way_back{};  // for "no, stay logged in"; empty: no such link
  std::string same_page{};
};

/// "Do you want to log out?": one button.
http::Response logout_confirm_page(const Pages& pages, const LogoutQuestion& question);

struct LoggedOut {
  Language language;
  std::string organisation{};  // hers, where it is known
  std::string service{};       // the service that the way back leads to
  std::string way_back{};      // empty: the start page
};

http::Response logged_out_page(const Pages& pages, const LoggedOut& logged_out);

}  // namespace sluis::web
