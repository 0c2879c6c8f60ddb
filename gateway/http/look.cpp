#include "http/look.h"

#include <fmt/format.h>

#include <utility>

#include "http/unreachable.h"

namespace sluis::http {

boost::asio::awaitable<std::optional<std::string>> look_at(Client& client, std::string url,
                                                           std::string_view what, Findings& found) {
  ClientRequest request{.method = "GET", .url = url};
  try {
    auto answer = co_await client.send(std::move(request));
    if (answer.status == 200) {
      found.push_back(
          Finding::good(Finding::Side::network, fmt::format("the address of {} is reached", what)));
      co_return std::move(answer.body);
    }
    const bool redirects = answer.status >= 300 && answer.status < 400;
    found.push_back(Finding::bad(Finding::Side::theirs,
                                 fmt::format("{} answers HTTP {}{}", in_quotes(url), answer.status,
                                             redirects ? ", and redirects are not followed" : "")));
  } catch (const Unreachable& why) {
    found.push_back(explain(why, url));
  } catch (const Unavailable&) {
    found.push_back(
        Finding::bad(Finding::Side::network, fmt::format("{} could not be asked", in_quotes(url))));
  }
  co_return std::nullopt;
}

}  // namespace sluis::http
