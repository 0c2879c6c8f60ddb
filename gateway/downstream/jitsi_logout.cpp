#include "downstream/jitsi_logout.h"

#include <utility>

#include "downstream/jitsi_auth.h"
#include "downstream/jitsi_proof.h"
#include "http/form.h"
#include "web/language.h"
#include "web/refusal_page.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;

std::string address_of(const JitsiClient& client) { return "/jitsi/" + client.id + "/logout"; }

/// Fetch Metadata 2.1. A browser that does not say is taken for a frame: what has a proof is one.
bool is_whole_window(const http::Request& request) {
  return request.headers.get("Sec-Fetch-Dest").value_or("iframe") == "document";
}

}  // namespace

std::vector<flow::WayOut::Entry> JitsiLogout::entries() const {
  return {{"GET", "/jitsi/{client}/logout"}, {"POST", "/jitsi/{client}/logout"}};
}

const JitsiClient* JitsiLogout::client_of(const flow::LogoutRequest& asked) const {
  return parts_.clients.find(asked.memory);
}

awaitable<flow::WayOut::Heard> JitsiLogout::hear(const http::Request& request,
                                                 std::optional<Origin>) {
  using enum flow::LogoutRequest::ThisBrowser;
  const bool is_post = request.method == "POST";
  const auto form = is_post ? http::Form::of_body(request) : http::Form::of_query(request);
  const auto* client = parts_.clients.of_path(request.path);
  if (!form || !client) {
    const web::RefusalContext context{.language = web::choose_language(request, {}),
                                      .request_id = request.request_id};
    co_return web::refusal_page(parts_.pages, form ? Refusal::client_unknown : form.error(),
                                context);
  }
  flow::LogoutRequest heard{.way = std::string(id()), .client = "", .memory = client->id};
  // The sid is a secret between that deployment and us (DESIGN §3), so a proof that names it needs
  // no question.
  auto sid = JitsiProofs(parts_).sid_of(*client, form->get("id_token_hint").value_or(""));
  if (sid) {
    heard.client = client->id;
    heard.sids = {*std::move(sid)};
    // A meeting on our own site brings her cookie along, and a walk would end in its hidden frame.
    if (!is_whole_window(request)) heard.others = flow::LogoutRequest::Others::stay_untold;
  } else {
    const bool is_confirmed = is_post && form_.is_confirmed(request, *form);
    heard.this_browser = is_confirmed ? is_meant : if_she_says_so;
  }
  co_return heard;
}

std::optional<http::Response> JitsiLogout::question(const flow::LogoutRequest& asked,
                                                    const http::Request& browser,
                                                    Presence presence) const {
  const auto* client = client_of(asked);
  if (!client) return std::nullopt;
  if (browser.method == "POST") return http::see_other(address_of(*client));
  if (presence == Presence::is_not) return std::nullopt;
  return form_.ask({.language = web::choose_language(browser, {}),
                    .service = client->name,
                    .action = address_of(*client),
                    .fields = {},
                    .same_page = address_of(*client)},
                   browser);
}

std::vector<flow::WayOut::Party> JitsiLogout::parties() const {
  std::vector<Party> parties;
  for (const auto& [id, client] : parts_.clients.all()) {
    parties.push_back({.id = id, .name = client.name, .sector = client.sector});
  }
  return parties;
}

awaitable<flow::WayOut::Ending> JitsiLogout::answer(flow::LogoutRequest asked, Reach) {
  const auto* client = client_of(asked);
  if (!client) co_return WayBack{};
  if (!asked.client.empty()) co_return to_window(*client, "logout", "done");
  co_return WayBack{.name = client->name, .location = client->base_url + "/"};
}

}  // namespace sluis::downstream
