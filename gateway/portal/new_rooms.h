#pragma once

// To make a room: one field and one button on the start page, and a way to choose the link's name.
// She logs in for it as for any service, so this is a front too; but it gets no pseudonym that is
// told to anybody.
//
//   GET  /            the start page
//   GET  /rooms/new   the same with a name of one's own for the link
//   POST /rooms       the wish; carries a token made for this browser
//   GET  /rooms/make  makes the room that was wished for, and on to its page
//   GET  /rooms/login the login, and back to a page about rooms

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "downstream/front.h"
#include "portal/browser_mark.h"
#include "portal/rooms_parts.h"
#include "portal/visitor.h"
#include "portal/wish.h"

namespace sluis::portal {

class NewRooms final : public downstream::Front {
 public:
  /// There is one deployment at least.
  explicit NewRooms(const RoomsParts& parts);

  std::string_view id() const override { return "rooms"; }
  std::vector<Entry> entries() const override {
    return {{"POST", "/rooms"}, {"GET", "/rooms/login"}};
  }
  boost::asio::awaitable<Accepted> accept(const http::Request& request) override;
  boost::asio::awaitable<http::Response> deliver(flow::LoginRequest request,
                                                 flow::Grant grant) override;
  boost::asio::awaitable<http::Response> refuse(flow::LoginRequest request,
                                                Refusal refusal) const override;
  bool is_a_service() const override { return false; }
  std::string service_name(const flow::LoginRequest&) const override { return ""; }
  std::vector<http::Route> routes() override;

 private:
  enum class Field { none, title, link };
  struct Problem {
    Field about;
    std::string_view words;  // key of a text
  };
  /// What she typed, to be shown again with what was wrong.
  struct Typed {
    std::string client{};
    std::string title{};
    std::optional<std::string> link{};  // the name of her own; nothing on the start page
    std::optional<Problem> problem{};
  };

  boost::asio::awaitable<http::Response> show(std::optional<std::string> link,
                                              const http::Request& request);
  boost::asio::awaitable<http::Response> make(const http::Request& request);
  boost::asio::awaitable<http::Response> make_for(Visitor visitor, Wish wish,
                                                  const http::Request& request);
  Accepted take_wish(const http::Request& request) const;
  Accepted take_return(const http::Request& request) const;
  flow::LoginRequest login_for(std::string memory) const;
  std::vector<web::Values> choices(const Typed& typed) const;
  http::Response page(const Typed& typed, const http::Request& request) const;
  http::Response refused(Refusal refusal, const http::Request& request) const;

  const RoomsParts& parts_;
  BrowserMark mark_;
};

}  // namespace sluis::portal
