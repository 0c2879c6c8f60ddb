#pragma once

// To be forgotten at once, for who is logged in here. She is asked first, and told what it means;
// what it does is to leave her rooms (leave_rooms.h) and People::forget, once a day
// (forget_limit.h). Before anything goes, a line in the audit log has the random name of her
// record, so that a restored backup cannot revive her; where that line cannot be written nothing is
// erased, and she is asked to come again (503). A second line says what became of it.
//
//   GET  /me/forget  the question; without a session, on to /me
//   POST /me/forget  does it; carries a token made from the session's secret (standards WEB-08)

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <vector>

#include "fault/audit.h"
#include "flow/session.h"
#include "http/message.h"
#include "identity/people.h"
#include "portal/forget_limit.h"
#include "portal/rooms_parts.h"
#include "portal/visitor.h"
#include "web/page.h"

namespace sluis::portal {

struct ForgetParts {
  flow::Sessions& sessions;
  identity::People& people;
  const RoomsParts& rooms;
  ForgetLimit limit;
  const web::Pages& pages;
  Audit audit;
  AuditFirst audit_first;
};

class Forget {
 public:
  explicit Forget(ForgetParts parts);

  std::vector<http::Route> routes();

 private:
  boost::asio::awaitable<http::Response> ask(const http::Request& request);
  boost::asio::awaitable<http::Response> forget(const http::Request& request);
  boost::asio::awaitable<void> forget_and_note(identity::Person person);
  http::Response question(const flow::Session& session, web::Language language) const;
  http::Response too_soon(web::Language language) const;
  http::Response forgotten(const flow::Session& session, web::Language language) const;

  ForgetParts parts_;
};

}  // namespace sluis::portal
