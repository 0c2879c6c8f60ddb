#pragma once

// The sessions, as far as a logout needs them. This room does not know what a session is; main
// fills this in.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "http/message.h"

namespace sluis::downstream {

struct LogoutSessions {
  /// Ends the session that a service knows by this sid; false if there is none.
  std::function<boost::asio::awaitable<bool>(std::string sid)> end_by_sid;
  /// Ends the session of the browser that sent the request, if it has one, and removes its cookie.
  std::function<boost::asio::awaitable<void>(const http::Request&, http::Response&)>
      end_this_browser;
  std::function<boost::asio::awaitable<bool>(const http::Request&)> is_logged_in;
};

}  // namespace sluis::downstream
