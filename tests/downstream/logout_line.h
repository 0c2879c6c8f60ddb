#pragma once

// The line of logout (gateway/logout.h) as a way out sees it: sessions are names in a list, and
// nobody else is told.

#include <algorithm>
#include <set>
#include <string>

#include "flow/way_out.h"
#include "tests/store/run_awaitable.h"
#include "web/logout_page.h"

namespace sluis::tests {

struct LogoutLine {
  std::set<std::string> live_sids{};
  bool is_logged_in = false;
  bool ended_this_browser = false;
  flow::LogoutRequest::Others others = flow::LogoutRequest::Others::are_told;
  flow::WayOut::Reach reach = flow::WayOut::Reach::everybody;

  http::Response answer(flow::WayOut& way, const http::Request& request, const web::Pages& pages) {
    using enum flow::LogoutRequest::ThisBrowser;
    auto heard = run(way.hear(request, std::nullopt));
    if (auto* response = std::get_if<http::Response>(&heard)) return std::move(*response);
    auto& asked = std::get<flow::LogoutRequest>(heard);
    ended_this_browser = asked.this_browser == is_meant;
    others = asked.others;
    const auto ended = std::ranges::count_if(
        asked.sids, [&](const std::string& sid) { return live_sids.erase(sid) > 0; });
    if (ended == 0 && asked.this_browser == if_she_says_so) {
      const auto presence =
          is_logged_in ? flow::WayOut::Presence::is_logged_in : flow::WayOut::Presence::is_not;
      if (auto question = way.question(asked, request, presence)) return std::move(*question);
    }
    auto ending = run(way.answer(std::move(asked), reach));
    if (auto* response = std::get_if<http::Response>(&ending)) return std::move(*response);
    const auto& [name, location] = std::get<flow::WayOut::WayBack>(ending);
    return web::logged_out_page(
        pages, {.language = web::Language::nl, .service = name, .way_back = location});
  }
};

}  // namespace sluis::tests
