#include "portal/me_logout.h"

#include "http/form.h"
#include "portal/form_token.h"
#include "web/language.h"
#include "web/refusal_page.h"

namespace sluis::portal {

using boost::asio::awaitable;

namespace {

constexpr std::string_view kPath = "/me/logout";

}  // namespace

std::string logout_token(const flow::Session& session) { return form_token(session, kPath); }

awaitable<flow::WayOut::Heard> MeLogout::hear(const http::Request& request, std::optional<Origin>) {
  flow::LogoutRequest asked{.way = std::string(id()),
                            .client = {},
                            .this_browser = flow::LogoutRequest::ThisBrowser::is_meant};
  const auto session = co_await sessions_.open(request);
  if (!session) co_return asked;  // pressed twice: there is nothing to protect any more
  const auto form = http::Form::of_body(request);
  if (form && has_form_token(*form, *session, kPath)) co_return asked;
  co_return web::refusal_page(pages_, Refusal::token_mismatch,
                              {.language = web::choose_language(request, {}),
                               .request_id = request.request_id,
                               .way_back = "/me"});
}

awaitable<flow::WayOut::Ending> MeLogout::answer(flow::LogoutRequest, Reach) {
  co_return WayBack{};
}

}  // namespace sluis::portal
