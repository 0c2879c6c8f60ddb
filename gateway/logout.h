#pragma once

// THE LINE OF LOGOUT. Our session ends first, whatever happens afterwards; then her browser goes
// past all that knew it (SAML Profiles 4.4.3, front channel), and back to who asked:
//
//   way.hear     → LogoutRequest    which session, and who wants to know; proven
//   sessions.end → who knew it.     OUR SESSION ENDS HERE
//   way.tell     → a location       of one that knew it; she goes there …
//   way.hear     → FarewellAnswer   … and comes back with what became of it there
//   way.answer   → the truth, to who asked
//
// Each service first, the provider that she came from last. A step that never comes back strands
// nothing but the page. Nothing here knows a protocol.

#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/clock.h"
#include "fault/event.h"
#include "flow/logout_walk.h"
#include "flow/session.h"
#include "flow/way_out.h"
#include "identity/people.h"
#include "upstream/connector.h"
#include "web/page.h"

namespace sluis {

class Logout {
 public:
  struct Rooms {
    std::vector<flow::WayOut*> ways;
    flow::WayOut& providers;  // one of them: tells the provider that a session came from
    std::map<std::string, upstream::Connector*, std::less<>> connectors;
    identity::People& people;
    flow::Sessions& sessions;
    flow::LogoutWalks& walks;
    const web::Pages& pages;
    Journal journal;
  };

  explicit Logout(Rooms rooms) : rooms_(std::move(rooms)) {}

  /// The entries of every way out.
  std::vector<http::Route> routes();

 private:
  using Answer = boost::asio::awaitable<http::Response>;

  Answer hear(flow::WayOut& way, const http::Request& request);
  Answer end(flow::LogoutRequest asked, std::optional<flow::Session> session,
             const http::Request& request);
  Answer end_here(flow::LogoutRequest asked, const flow::Session& session,
                  const http::Request& request);
  boost::asio::awaitable<bool> means(const flow::LogoutRequest& asked,
                                     const flow::Session& session) const;
  boost::asio::awaitable<bool> end_elsewhere(const flow::LogoutRequest& asked) const;
  Answer go_on(flow::FarewellAnswer answer, flow::WayOut::Presence presence,
               const http::Request& request);
  Answer go_on(flow::LogoutWalk walk, const http::Request& request);
  Answer finish(flow::LogoutWalk walk, const http::Request& request);

  /// The services that knew the session, all but who asks; and its provider, where it can be told.
  boost::asio::awaitable<std::vector<flow::LogoutStep>> steps_after(
      const flow::LogoutRequest& asked, const flow::Session& session);
  http::Response leave(const flow::LogoutWalk& walk, const flow::LogoutStep& step,
                       const std::string& location, const http::Request& request) const;
  boost::asio::awaitable<std::optional<std::string>> tell(const flow::LogoutWalk& walk,
                                                          const flow::LogoutStep& step);

  flow::WayOut* way_of(std::string_view id) const;
  /// Where her organisation has a session of its own.
  std::optional<std::string> organisation_of(const flow::Session& session) const;
  std::string name_of(const flow::LogoutStep& step, web::Language language) const;
  bool is_of_provider(const flow::LogoutStep& step) const;
  flow::WayOut::Reach reach_of(const flow::LogoutWalk& walk) const;
  http::Response page(const flow::LogoutWalk& walk, const flow::WayOut::WayBack& way_back,
                      web::Language language) const;
  http::Response unasked(Refusal refusal, const http::Request& request) const;

  Rooms rooms_;
};

}  // namespace sluis
