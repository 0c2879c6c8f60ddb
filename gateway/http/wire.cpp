#include "http/wire.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <stdexcept>
#include <utility>

#include "http/ascii.h"
#include "http/client.h"
#include "http/client_url.h"

namespace sluis::http {

namespace {

constexpr std::pair<int, std::string_view> kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

std::string_view reason_of(int status) {
  const auto* found =
      std::ranges::find(kReasons, status, [](const auto& row) { return row.first; });
  return found == std::end(kReasons) ? std::string_view{} : found->second;
}

bool is_token_letter(char letter) {  // RFC 9110 §5.6.2
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || std::string_view("!#$%&'*+-.^_`|~").contains(letter);
}

bool is_value_letter(char letter) {
  return letter == '\t' || (static_cast<unsigned char>(letter) >= ' ' && letter != '\x7f');
}

bool is_ours(std::string_view name) {
  // Accept-Encoding: an answer is read as it comes, so that its limit is a limit.
  constexpr std::array<std::string_view, 6> kOurs = {
      "Content-Length", "Transfer-Encoding", "Connection", "Date", "Host", "Accept-Encoding"};
  return std::ranges::any_of(kOurs, [&](auto ours) { return equal_without_case(ours, name); });
}

void append_line(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

void append_all(std::string& head, const Headers& headers) {
  for (const auto& [name, value] : headers.entries()) {
    if (name.empty() || !std::ranges::all_of(name, is_token_letter) ||
        !std::ranges::all_of(value, is_value_letter) || is_ours(name)) {
      throw std::invalid_argument("a header that cannot be sent");
    }
    append_line(head, name, value);
  }
}

std::size_t size_limit_of(const ClientRequest& request, const ClientUrl& url) {
  constexpr std::size_t kRest = 128;  // method, version, the lines that we add
  auto size = kRest + url.target.size() + url.authority.size() + request.body.size();
  for (const auto& [name, value] : request.headers.entries()) {
    size += name.size() + value.size() + std::string_view(": \r\n").size();
  }
  return size;
}

std::string date_of(std::chrono::system_clock::time_point now) {
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  const auto is_visible = [](char letter) { return letter > ' ' && letter < '\x7f'; };
  if (!text.starts_with('/') || text.contains('#') || !std::ranges::all_of(text, is_visible)) {
    return std::nullopt;
  }
  const auto question = std::min(text.find('?'), text.size());
  const auto query = text.substr(std::min(question + 1, text.size()));
  return Target{.path = std::string(text.substr(0, question)), .query = std::string(query)};
}

int refusal_of(Version version, const Headers& headers) {
  // RFC 9112 §3.2: 400 for a request without Host, or with more than one.
  const auto hosts = headers.all("Host");
  if (hosts.size() > 1 || (hosts.empty() && version == Version::http_1_1)) return 400;
  if (!hosts.empty() && hosts.front().empty()) return 400;
  // RFC 9112 §6.1: what is framed in two ways, or in one that we do not know, is how requests are
  // smuggled.
  if (headers.has("Transfer-Encoding")) {
    const auto coding = headers.get("Transfer-Encoding");
    if (!coding || !equal_without_case(*coding, "chunked")) return 400;
    if (version == Version::http_1_0 || headers.has("Content-Length")) return 400;
  }
  if (headers.all("Content-Length").size() > 1) return 400;
  if (headers.has("Expect")) {
    const auto expectation = headers.get("Expect");
    if (!expectation || !equal_without_case(*expectation, "100-continue")) return 417;
  }
  return 0;
}

std::string head_of(const Response& response, Afterwards afterwards,
                    std::chrono::system_clock::time_point now) {
  if (response.status < 200 || response.status > 599) {
    throw std::invalid_argument("no status for an answer");
  }
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head.append(reason_of(response.status)).append("\r\n");
  append_line(head, "Date", date_of(now));
  append_all(head, response.headers);
  // RFC 9110 §8.6: none in a 204.
  if (response.status != 204) {
    append_line(head, "Content-Length", std::to_string(response.body.size()));
  }
  append_line(head, "Connection", afterwards == Afterwards::close ? "close" : "keep-alive");
  return head.append("\r\n");
}

std::string text_of(const ClientRequest& request, const ClientUrl& url) {
  const bool is_post = request.method == "POST";
  if (!is_post && (request.method != "GET" || !request.body.empty())) {
    throw std::invalid_argument("a request that cannot be sent");
  }
  std::string text;
  text.reserve(size_limit_of(request, url));  // growing would leave copies in freed memory
  text.append(request.method).append(" ").append(url.target).append(" HTTP/1.1\r\n");
  append_line(text, "Host", url.authority);
  append_all(text, request.headers);
  if (is_post) append_line(text, "Content-Length", std::to_string(request.body.size()));
  return text.append("\r\n").append(request.body);
}

std::string head_or_broken(Response& response, Afterwards afterwards,
                           std::chrono::system_clock::time_point now) {
  try {
    return head_of(response, afterwards, now);
  } catch (const std::invalid_argument&) {
    response = broken();
    return head_of(response, afterwards, now);
  }
}

Response redirect_to(std::string_view origin, const Request& request) {
  auto response = plain_text(301, "");
  auto location = std::string(origin) + request.path;
  if (!request.query.empty()) location += '?' + request.query;
  response.headers.add("Location", std::move(location));
  return response;
}

Response refused(int status) { return plain_text(status, "The request was refused.\n"); }

Response broken() { return plain_text(500, "Something is broken here.\n"); }

}  // namespace sluis::http
