#include "web/page.h"

#include <memory>
#include <stdexcept>

#include "web/embedded.h"
#include "web/language_switch.h"
#include "web/template.h"
#include "web/texts.h"

namespace sluis::web {

namespace {

constexpr std::string_view kEnding = ".mustache";

const std::map<std::string, Template, std::less<>>& templates() {
  static const auto all = [] {
    std::map<std::string, Template, std::less<>> made;
    for (const EmbeddedFile& file : embedded_templates()) {
      const std::string name(file.name.substr(0, file.name.size() - kEnding.size()));
      made.emplace(name, Template(name, file.content));
    }
    return made;
  }();
  return all;
}

const Template& template_of(std::string_view name) {
  const auto found = templates().find(name);
  if (found == templates().end()) throw std::logic_error("no such template: " + std::string(name));
  return found->second;
}

/// "/assets/style.0123456789abcdef.css"
std::string asset_path(const EmbeddedFile& file) {
  const auto dot = file.name.rfind('.');
  return "/assets/" + std::string(file.name.substr(0, dot)) + "." + std::string(file.hash) +
         std::string(file.name.substr(dot));
}

std::string asset_path(std::string_view name) {
  for (const EmbeddedFile& file : embedded_assets()) {
    if (file.name == name) return asset_path(file);
  }
  throw std::logic_error("no such asset: " + std::string(name));
}

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  throw std::logic_error("an asset of an unknown kind: " + std::string(name));
}

std::string policy_of(const Page& page) {  // standards INL-23, WEB-04
  const std::string form_action = page.posts_to.empty() ? "'self'" : page.posts_to;
  const std::string_view script = page.script.empty() ? "" : "script-src 'self'; ";
  return "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; " +
         std::string(script) + "form-action " + form_action +
         "; base-uri 'none'; frame-ancestors 'none'";
}

void add_page_headers(http::Response& response, const Page& page) {
  const std::pair<std::string_view, std::string_view> headers[] = {
      {"Content-Type", "text/html; charset=utf-8"},
      {"Content-Language", code_of(page.language)},
      {"X-Frame-Options", "DENY"},            // INL-24
      {"X-Content-Type-Options", "nosniff"},  // INL-25
      {"Referrer-Policy", "no-referrer"},     // INL-26, WEB-05
      {"Cache-Control", "no-store"},
      // No Cross-Origin-Opener-Policy (WEB-04 asks for one): it cuts a login in a popup off from
      // the service that opened it and waits for it to close, as Rocket.Chat does by default.
      {"Cross-Origin-Resource-Policy", "same-origin"},
  };
  for (const auto& [name, value] : headers) {
    response.headers.add(std::string(name), std::string(value));
  }
  response.headers.add("Content-Security-Policy", policy_of(page));
}

http::Response asset_answer(const EmbeddedFile& file) {
  http::Response response{.status = 200, .headers = {}, .body = std::string(file.content)};
  response.headers.add("Content-Type", std::string(type_of(file.name)));
  // The name changes with the content, so whoever has it need never ask again.
  response.headers.add("Cache-Control", "public, max-age=31536000, immutable");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
  return response;
}

boost::asio::awaitable<http::Response> answer_with(const EmbeddedFile& file) {
  co_return asset_answer(file);
}

std::string title_of(const Page& page, const Values& values) {
  const auto given = page.values.find("title");
  if (given != page.values.end()) return given->second;
  return text(std::string(page.name) + ".title", page.language, values);
}

/// What every page may show besides its own values.
Values values_of(const Page& page, const House& house) {
  Values values = page.values;
  values.emplace("house", house.name);
  values.emplace("house_email", house.email);
  values.insert_or_assign("title", title_of(page, values));
  return values;
}

/// What the layout shows around the page.
Values layout_values(const Page& page, const House& house, const Values& of_page) {
  const Language other = page.language == Language::nl ? Language::en : Language::nl;
  const auto problem = of_page.find("problem");
  const bool has_problem = problem != of_page.end() && !problem->second.empty();
  // The error first: it is what a screen reader reads out when the page has come.
  const std::string mark = has_problem ? std::string(text("layout.error_mark", page.language)) : "";
  Values values{
      {"language", std::string(code_of(page.language))},
      {"other_language", std::string(code_of(other))},
      {"page_title", mark + of_page.at("title") + " – " + house.name},
      {"page", std::string(page.name)},
      {"house", house.name},
      {"contact", house.email},
      {"stylesheet", asset_path("style.css")},
      {"icon", asset_path("favicon.svg")},
      {"script", page.script.empty() ? "" : asset_path(page.script)},
      {"laboratory", house.is_laboratory ? "yes" : ""},
      {"switch", page.same_page.empty() ? "" : language_link(other, page.same_page)},
  };
  const auto refresh = of_page.find("refresh");
  values["refresh"] = refresh == of_page.end() ? "" : refresh->second;
  return values;
}

/// A place that a link may lead to. A script is none; an app's own scheme has a dot in it (RFC 8252
/// §7.1).
bool is_place(std::string_view location) {
  if (location.starts_with("https://") || location.starts_with("http://")) return true;
  if (is_own_path(location)) return true;
  const std::string_view scheme = location.substr(0, location.find(':'));
  return scheme.size() < location.size() && scheme.contains('.') &&
         scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") == scheme.npos;
}

}  // namespace

Pages::Pages(House house) : house_(std::move(house)) {
  templates();  // a broken template or a double text ends the start, not a login
  texts();
}

http::Response Pages::make(const Page& page) const {
  Values values = values_of(page, house_);
  const std::string body = template_of(page.name).render({page.language, values, page.lists});
  Values around = layout_values(page, house_, values);
  around["body"] = body;
  http::Response response{
      .status = page.status,
      .headers = {},
      .body = template_of("layout").render({page.language, around, {}}),
  };
  add_page_headers(response, page);
  return response;
}

http::Response Pages::leave(Language language, std::string_view location,
                            std::string_view to) const {
  if (!is_place(location)) throw std::invalid_argument("leave: not a place to go to");
  return make({.name = "leave",
               .language = language,
               .values = {{"refresh", std::string(location)},
                          {"location", std::string(location)},
                          {"to", std::string(to)}}});
}

std::vector<http::Route> Pages::routes() const {
  std::vector<http::Route> routes;
  for (const EmbeddedFile& file : embedded_assets()) {
    routes.push_back({"GET", asset_path(file), [&file](const http::Request&) {
                        return answer_with(file);  // the array lives as long as the program
                      }});
  }
  return routes;
}

}  // namespace sluis::web
