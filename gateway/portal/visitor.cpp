#include "portal/visitor.h"

#include <utility>

namespace sluis::portal {

boost::asio::awaitable<std::optional<Visitor>> visitor_of(flow::Sessions& sessions,
                                                          identity::People& people,
                                                          const http::Request& request) {
  auto session = co_await sessions.open(request);
  if (!session) co_return std::nullopt;
  auto person = co_await people.open(session->link.clone());
  if (!person) co_return std::nullopt;
  co_return Visitor{.session = std::move(*session), .person = std::move(*person)};
}

}  // namespace sluis::portal
