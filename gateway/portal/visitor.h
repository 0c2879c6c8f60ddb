#pragma once

// Who is logged in at this browser, as the pages about her own things need her: her session and her
// record.

#include <boost/asio/awaitable.hpp>
#include <optional>

#include "flow/session.h"
#include "http/message.h"
#include "identity/people.h"

namespace sluis::portal {

struct Visitor {
  flow::Session session;
  identity::Person person;
};

/// Nobody without a session, and where it has outlived its person. The request is the caller's to
/// keep.
boost::asio::awaitable<std::optional<Visitor>> visitor_of(flow::Sessions& sessions,
                                                          identity::People& people,
                                                          const http::Request& request);

}  // namespace sluis::portal
