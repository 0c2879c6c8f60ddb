#include "downstream/saml_logout.h"

#include <chrono>
#include <functional>
#include <utility>

#include "downstream/saml_session_index.h"
#include "saml/binding.h"
#include "saml/names.h"
#include "saml/verified.h"
#include "saml/writing.h"
#include "web/logout_page.h"
#include "web/refusal_page.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;

constexpr std::chrono::minutes kSkew{3};  // standards SAM-01

saml::Status status(std::string_view code, std::string_view second) {
  return {.code = std::string(code), .second_code = std::string(second)};
}

}  // namespace

awaitable<http::Response> SamlLogout::answer(const http::Request& request) const {
  const auto received = saml::receive_redirect(request.query);
  if (!received) co_return refused(received.error(), request);
  // We send no LogoutRequest, so nobody owes us an answer; whoever brings one has logged out there.
  if (received->kind() == saml::MessageKind::response) co_return logged_out(request);
  auto asked = co_await prove(*received);
  if (!asked) co_return refused(asked.error(), request);

  auto outcome = co_await end_session(*asked);
  if (parts_.journal && outcome.code == saml::status::kSuccess) {
    parts_.journal({.kind = Event::Kind::logout,
                    .client = asked->client->id,
                    .request_id = request.request_id});
  }
  if (!asked->client->logout()) co_return logged_out(request);
  co_return co_await reply(*std::move(asked), std::move(outcome), received->relay_state());
}

awaitable<std::expected<SamlLogout::Asked, Refusal>> SamlLogout::prove(
    const saml::Received& received) const {
  auto client = co_await services_.of_entity(received.candidate_issuer().value_or(""));
  if (!client) co_return std::unexpected(client.error());
  // XSW-27. SAML Bindings 3.4.4.1: by Redirect the signature stands in the query.
  if (received.signing() != saml::Received::Signing::query) {
    co_return std::unexpected(Refusal::saml_request_signature);
  }
  const auto verify = [&received](const SamlClient& service) {
    return saml::redirect_signed<saml::LogoutRequest>(received,
                                                      service.metadata.entity.signing_keys);
  };
  auto verified = verify(**client);
  if (!verified && verified.error() == Refusal::saml_request_signature) {
    // Standards SAM-18: it may have a key that we do not know yet.
    if (auto newer = co_await services_.newer((*client)->id)) {
      client = *std::move(newer);
      verified = verify(**client);
    }
  }
  if (!verified) co_return std::unexpected(verified.error());
  const saml::LogoutRequest& request = **verified;
  if (request.issuer != (*client)->entity_id()) co_return std::unexpected(Refusal::saml_issuer);
  if (request.destination != parts_.logout_url()) {
    co_return std::unexpected(Refusal::saml_destination);
  }
  if (request.not_on_or_after && parts_.clock.now() >= *request.not_on_or_after + kSkew) {
    co_return std::unexpected(Refusal::saml_expired);
  }
  co_return Asked{.client = *std::move(client), .request = request};
}

awaitable<saml::Status> SamlLogout::end_session(const Asked& asked) const {
  const auto& request = asked.request;
  if (!request.name_id) {
    co_return status(saml::status::kRequester, saml::status::kRequestUnsupported);
  }
  const SessionOfService whose{.client = asked.client->id, .name_id = request.name_id->value};
  bool is_known = false;
  bool others_know_it = false;
  for (const auto& index : request.session_indexes) {
    const auto sid = sid_of_index(index, whose);
    if (!sid) continue;
    is_known = true;
    const auto ended = co_await parts_.sessions.end_by_sid(*sid);
    others_know_it = others_know_it || ended == EndedSession::of_several_services;
  }
  // XSW-27: a NameID and a SessionIndex that we did not give together, or none.
  if (!is_known) co_return status(saml::status::kRequester, saml::status::kUnknownPrincipal);
  // SAML Core 3.7.3.2: the other services of that session are told nothing.
  if (others_know_it) co_return status(saml::status::kSuccess, saml::status::kPartialLogout);
  // One that had ended before is ended.
  co_return saml::Status{.code = std::string(saml::status::kSuccess)};
}

awaitable<http::Response> SamlLogout::reply(Asked asked, saml::Status status,
                                            std::optional<std::string> relay_state) const {
  const std::string location = asked.client->logout()->response_location;
  const saml::LogoutResponse response{.id = parts_.new_id(),
                                      .issue_instant = parts_.clock.now(),
                                      .issuer = parts_.entity_id(),
                                      .destination = location,
                                      .in_response_to = asked.request.id,
                                      .status = std::move(status)};
  std::function<std::string()> work = [response, location, relay_state,
                                       key = parts_.keys.signing(parts_.clock.now())] {
    const std::string xml = saml::to_xml(response);
    std::optional<std::string_view> unchanged = relay_state;
    return saml::redirect_url({.kind = saml::MessageKind::response,
                               .location = location,
                               .xml = xml,
                               .relay_state = unchanged},
                              key);
  };
  co_return http::see_other(co_await parts_.pool.run(std::move(work)));
}

http::Response SamlLogout::refused(Refusal refusal, const http::Request& request) const {
  if (parts_.journal) {
    parts_.journal(
        {.kind = Event::Kind::refused, .refusal = refusal, .request_id = request.request_id});
  }
  const web::RefusalContext context{.language = web::choose_language(request, {}),
                                    .request_id = request.request_id,
                                    .is_of_service = true};
  return web::refusal_page(parts_.pages, refusal, context);
}

http::Response SamlLogout::logged_out(const http::Request& request) const {
  return web::logged_out_page(parts_.pages, {.language = web::choose_language(request, {})});
}

}  // namespace sluis::downstream
