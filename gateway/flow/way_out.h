#pragma once

// How a session ends in one protocol: who may ask for it, how those who knew the session are told,
// and how whoever asked is answered. What ends it is the line of logout (gateway/logout.h); a way
// out knows no session but what it is told of one.

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/message.h"

namespace sluis::flow {

/// Who wants a session to end, and which.
struct LogoutRequest {
  /// The session of the browser that asks, apart from those that are named below. If she is named:
  /// where it is of the person whom this way calls by `name`.
  enum class ThisBrowser { is_not_meant, if_she_says_so, if_she_is_named, is_meant };
  /// The services that knew the session, and its provider: told by her browser on its way past
  /// them, which needs the whole window. In a frame, whoever does not let itself be framed would
  /// end the way.
  enum class Others { are_told, stay_untold };

  std::string way;     // id of the way out that answers
  std::string client;  // who asks: a service or a provider; empty: nobody that is proven
  std::vector<std::string> sids{};  // sessions, as this service calls them, and proves it
  ThisBrowser this_browser = ThisBrowser::is_not_meant;
  Others others = Others::are_told;
  std::string name{};                    // of the person, as the service calls her; never kept
  std::vector<std::string> languages{};  // ui_locales
  std::string memory{};                  // the way's own, for its answer; tells two requests apart

  bool is_same(const LogoutRequest& other) const {
    return way == other.way && client == other.client && memory == other.memory;
  }
};

/// For one who knew a session that has ended.
struct Farewell {
  std::string party;       // id of a service or a provider
  std::string session;     // what the party calls the session: a sid, or a connector's own memory
  std::string person;      // text of the pseudonym at that service; empty for a provider
  std::string message_id;  // what the answer must name; also its RelayState
};

/// What such a party answered. One that does not prove that it logged her out has not.
struct FarewellAnswer {
  std::string way;
  std::string party;
  std::string message_id{};  // that it names
  bool is_logged_out = false;
};

class WayOut {
 public:
  WayOut() = default;
  WayOut(const WayOut&) = delete;
  WayOut& operator=(const WayOut&) = delete;
  virtual ~WayOut() = default;

  virtual std::string_view id() const = 0;

  /// Where requests and answers come: ("GET", "/saml/slo"). Their handler is the line's.
  struct Entry {
    std::string method;
    std::string path;
  };
  virtual std::vector<Entry> entries() const = 0;

  /// What this browser's session remembers of the provider that it came from.
  struct Origin {
    std::string connector;
    std::string memory;
  };
  using Heard = std::variant<LogoutRequest, FarewellAnswer, http::Response>;
  /// What came there, proven; or the answer to what is not, or to what ends nothing.
  virtual boost::asio::awaitable<Heard> hear(const http::Request& request,
                                             std::optional<Origin> origin) = 0;

  /// What she is asked before her session at this browser ends; nothing where there is nothing to
  /// ask.
  enum class Presence { is_logged_in, is_not };
  virtual std::optional<http::Response> question(const LogoutRequest&, const http::Request&,
                                                 Presence) const {
    return std::nullopt;
  }

  /// The services that can have a part in a session by this way's protocol.
  struct Party {
    std::string id;
    std::string name;  // as people know it
    std::string sector;
  };
  virtual std::vector<Party> parties() const { return {}; }

  /// The address that tells it, for her browser to go to; nothing where it cannot be told.
  virtual boost::asio::awaitable<std::optional<std::string>> tell(Farewell) {
    co_return std::nullopt;
  }

  /// Whether the request's `name` is what its service calls the person of this session.
  virtual bool names(const LogoutRequest&, const Farewell&) const { return false; }

  /// Whether all that had a part in the session, apart from who asked, are known to have ended it.
  enum class Reach { everybody, not_everybody };
  /// Where a page of ours leads back to. Empty: to our start page.
  struct WayBack {
    std::string name{};
    std::string location{};
  };
  /// An answer to who asked; or a page of ours is to tell her.
  using Ending = std::variant<http::Response, WayBack>;
  virtual boost::asio::awaitable<Ending> answer(LogoutRequest asked, Reach reach) = 0;
};

}  // namespace sluis::flow
