#include "routes.h"

#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "crypto/encoding.h"
#include "fault/unavailable.h"
#include "http/form.h"
#include "web/language.h"
#include "web/refusal_page.h"

namespace sluis {

namespace {

/// As flow/flow_cookie.h makes them: 16 octets as base64url.
bool is_flow_id(std::string_view text) {
  const auto octets = crypto::base64url_decode(text);
  return octets && octets->size() == 16;
}

/// Back to the service, where the request belongs to a login. Whether this browser holds that login
/// shows when she takes the link.
std::optional<std::string> way_back_of(const http::Request& request) {
  const auto form =
      request.method == "POST" ? http::Form::of_body(request) : http::Form::of_query(request);
  if (!form) return std::nullopt;
  const auto flow = form->get("flow");
  if (!flow || !is_flow_id(*flow)) return std::nullopt;
  return http::with_query("/login/back", {{"flow", *flow}});
}

web::RefusalContext context_of(const http::Request& request) {
  return {.language = web::choose_language(request, {}),
          .request_id = request.request_id,
          .way_back = way_back_of(request)};
}

http::Response method_not_allowed(const std::map<std::string, http::Handler>& methods) {
  auto response = http::plain_text(405, "Method not allowed.\n");
  std::string allowed;
  for (const auto& [method, handler] : methods) {
    if (!allowed.empty()) allowed += ", ";
    allowed += method;
  }
  response.headers.set("Allow", allowed);
  return response;
}

}  // namespace

Routes::Routes(const web::Pages& pages, Journal journal, bool is_https)
    : pages_(pages), journal_(std::move(journal)), is_https_(is_https) {}

void Routes::add(std::vector<http::Route> routes) {
  for (auto& route : routes) {
    auto& paths = route.path.find('{') == std::string::npos ? exact_ : patterned_;
    const auto [at, is_new] = paths[route.path].emplace(route.method, std::move(route.handler));
    if (!is_new) throw std::invalid_argument("two handlers for " + at->first + " " + route.path);
  }
}

void Routes::allow_body(std::string path, BodyLimit limit) {
  if (!exact_.contains(path) && !patterned_.contains(path)) {
    throw std::invalid_argument("a body for a path that is not there: " + path);
  }
  bodies_.emplace(std::move(path), limit);
}

const Routes::BodyLimit* Routes::limit_of(const http::Request& request) const {
  for (const auto& [pattern, limit] : bodies_) {
    if (http::segment_of(pattern, request.path)) return &limit;
  }
  return nullptr;
}

std::size_t Routes::body_bytes(const http::Request& request) const {
  const auto* limit = request.method == "POST" ? limit_of(request) : nullptr;
  return limit ? limit->bytes : 0;
}

http::Response Routes::too_large(const http::Request& request) const {
  const auto* limit = limit_of(request);
  return with_what_all_have(limit ? told(limit->otherwise, 413, request)
                                  : http::plain_text(413, "The request is too large.\n"));
}

http::Response Routes::told(Refusal refusal, int status, const http::Request& request) const {
  journal_({.kind = Event::Kind::refused, .refusal = refusal, .request_id = request.request_id});
  auto page = web::refusal_page(pages_, refusal, context_of(request));
  page.status = status;
  return page;
}

const Routes::Methods* Routes::find(const std::string& path) const {
  if (const auto at = exact_.find(path); at != exact_.end()) return &at->second;
  for (const auto& [pattern, methods] : patterned_) {
    if (http::segment_of(pattern, path)) return &methods;
  }
  return nullptr;
}

boost::asio::awaitable<http::Response> Routes::answer(const http::Request& request) const {
  const auto* methods = find(request.path);
  if (!methods) co_return web::not_found_page(pages_, context_of(request));
  const auto handler = methods->find(request.method);
  if (handler == methods->end()) {
    auto refused = method_not_allowed(*methods);
    const auto* person = limit_of(request);
    if (!person) co_return refused;
    auto page = told(person->otherwise, refused.status, request);
    page.headers.set("Allow", std::string(*refused.headers.get("Allow")));
    co_return page;
  }

  std::optional<Unavailable::What> missing;
  bool has_broken = false;
  try {
    co_return co_await handler->second(request);
  } catch (const Unavailable& unavailable) {
    missing = unavailable.what_is();
  } catch (const std::exception&) {
    has_broken = true;  // an invariant fell; its text may hold anything and goes nowhere
  }
  journal_({.kind = has_broken ? Event::Kind::broken : Event::Kind::unavailable,
            .request_id = request.request_id});
  if (missing) co_return web::unavailable_page(pages_, *missing, context_of(request));
  co_return web::broken_page(pages_, context_of(request));
}

boost::asio::awaitable<http::Response> Routes::handle(const http::Request& request) const {
  co_return with_what_all_have(co_await answer(request));
}

http::Response Routes::with_what_all_have(http::Response response) const {
  // standards INL-08, WEB-03
  if (is_https_) {
    response.headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  }
  response.headers.set("X-Content-Type-Options", "nosniff");  // INL-25
  if (!response.headers.has("Referrer-Policy")) {
    response.headers.set("Referrer-Policy", "no-referrer");  // INL-26, OPX-26
  }
  if (!response.headers.has("Content-Security-Policy")) {
    response.headers.set(
        "Content-Security-Policy",
        "default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'");
  }
  if (!response.headers.has("X-Frame-Options")) response.headers.set("X-Frame-Options", "DENY");
  if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
  return response;
}

std::vector<std::string> Routes::patterns() const {
  std::vector<std::string> all;
  for (const auto& [path, methods] : exact_) all.push_back(path);
  for (const auto& [path, methods] : patterned_) all.push_back(path);
  return all;
}

}  // namespace sluis
