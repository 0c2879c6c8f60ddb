#pragma once

// The button "log out" of /me.
//
//   POST /me/logout  ends the session; carries a token made from the session's secret (standards
//   WEB-08)

#include <string>

#include "flow/session.h"
#include "flow/way_out.h"
#include "web/page.h"

namespace sluis::portal {

/// Against cross-site posts: only a page of ours that was made for this session can hold it.
std::string logout_token(const flow::Session& session);

class MeLogout final : public flow::WayOut {
 public:
  MeLogout(flow::Sessions& sessions, const web::Pages& pages)
      : sessions_(sessions), pages_(pages) {}

  std::string_view id() const override { return "me"; }
  std::vector<Entry> entries() const override { return {{"POST", "/me/logout"}}; }
  boost::asio::awaitable<Heard> hear(const http::Request& request,
                                     std::optional<Origin> origin) override;
  boost::asio::awaitable<Ending> answer(flow::LogoutRequest asked, Reach reach) override;

 private:
  flow::Sessions& sessions_;
  const web::Pages& pages_;
};

}  // namespace sluis::portal
