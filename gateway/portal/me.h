#pragma once

// /me: what is kept about the person who is logged in here, in plain words, and a way to log out
// (me_logout.h). She logs in for it as for any service, so this is a front too; but it reads her
// record and gets no pseudonym.
//
//   GET  /me         the page; without a session, on to /me/login
//   GET  /me/login   the front's entry: the login, and back to /me

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/clock.h"
#include "downstream/front.h"
#include "flow/session.h"
#include "identity/people.h"
#include "web/page.h"

namespace sluis::portal {

struct MeParts {
  flow::Sessions& sessions;
  identity::People& people;
  const crypto::Clock& clock;
  std::chrono::milliseconds retention;
  const web::Pages& pages;
  std::map<std::string, std::string> services;       // a sector, and what people call its services
  std::map<std::string, web::Localised> connectors;  // an id, and its name
};

class Me final : public downstream::Front {
 public:
  explicit Me(MeParts parts);

  std::string_view id() const override { return "me"; }
  std::vector<Entry> entries() const override { return {{"GET", "/me/login"}}; }
  boost::asio::awaitable<Accepted> accept(const http::Request& request) override;
  boost::asio::awaitable<http::Response> deliver(flow::LoginRequest request,
                                                 flow::Grant grant) override;
  boost::asio::awaitable<http::Response> refuse(flow::LoginRequest request,
                                                Refusal refusal) const override;
  bool is_a_service() const override { return false; }
  std::string service_name(const flow::LoginRequest&) const override { return ""; }
  std::vector<http::Route> routes() override;

 private:
  boost::asio::awaitable<http::Response> show(const http::Request& request);
  http::Response page(const flow::Session& session, const identity::Person& person,
                      web::Language language) const;
  web::Values values(const flow::Session& session, const identity::Person& person,
                     web::Language language) const;
  std::vector<web::Values> recipients(const identity::Person& person, web::Language language) const;

  MeParts parts_;
};

}  // namespace sluis::portal
