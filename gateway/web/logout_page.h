#pragma once

// What she sees when she logs out. Truthful: our session has ended; of the services that knew it,
// and of her organisation, it says who has ended theirs too and who may not have.

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
  std::vector<std::string> told{};   // who ended theirs too: services and her organisation
  std::vector<std::string> still{};  // services where she may still be logged in
  /// There may be more of these, without a name.
  bool has_more = true;
  /// Hers, if she may still be logged in there; empty: its name is not known. None: she is not.
  std::optional<std::string> organisation = "";
  std::string service{};   // the service that the way back leads to
  std::string way_back{};  // empty: the start page
};

http::Response logged_out_page(const Pages& pages, const LoggedOut& logged_out);

}  // namespace sluis::web
