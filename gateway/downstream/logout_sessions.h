#pragma once

// The sessions, as far as a logout needs them. This room does not know what a session is; main
// fills this in.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "http/message.h"

namespace sluis::downstream {

/// What a service ended, and whether others knew it too.
enum class EndedSession { none, of_one_service, of_several_services };

struct LogoutSessions {
  /// Ends the session that a service knows by this sid.
  std::function<boost::asio::awaitable<EndedSession>(std::string sid)> end_by_sid;
  /// Ends the session of the browser that sent the request, if it has one, and removes its cookie.
  std::function<boost::asio::awaitable<void>(const http::Request&, http::Response&)>
      end_this_browser;
  std::function<boost::asio::awaitable<bool>(const http::Request&)> is_logged_in;
};

}  // namespace sluis::downstream
