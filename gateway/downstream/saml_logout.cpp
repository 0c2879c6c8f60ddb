#include "downstream/saml_logout.h"

#include <chrono>
#include <utility>

#include "crypto/fields.h"
#include "downstream/saml_person.h"
#include "downstream/saml_session_index.h"
#include "fault/unavailable.h"
#include "saml/names.h"
#include "saml/verified.h"
#include "saml/writing.h"
#include "web/refusal_page.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;

constexpr std::chrono::minutes kSkew{3};      // standards SAM-01
constexpr std::chrono::minutes kLifetime{5};  // of a request of ours: as long as a walk lasts
constexpr std::size_t kLimitRequestId = 256;  // standards SAM-02; it travels in a cookie

saml::Status status(std::string_view code, std::string_view second) {
  return {.code = std::string(code), .second_code = std::string(second)};
}

/// What the answer needs of the request.
struct Memory {
  std::string request_id;
  std::optional<std::string> relay_state;

  std::string serialise() const {
    return crypto::length_prefixed(
        {request_id, crypto::number_field(relay_state ? 1 : 0), relay_state.value_or("")});
  }
  static Memory parse(std::string_view octets) {
    crypto::FieldReader reader(octets);
    Memory memory{.request_id = std::string(reader.next().value_or("")), .relay_state = {}};
    const bool has_relay_state = reader.next_number() == 1;
    if (has_relay_state) memory.relay_state = std::string(reader.next().value_or(""));
    return memory;
  }
};

}  // namespace

awaitable<flow::WayOut::Heard> SamlLogout::hear(const http::Request& request,
                                                std::optional<Origin>) {
  const auto received = saml::receive_redirect(request.query);
  if (!received) co_return refused(received.error(), request);
  const auto client = co_await services_.of_entity(received->candidate_issuer().value_or(""));
  if (!client) co_return refused(client.error(), request);
  if (received->kind() == saml::MessageKind::response) {
    co_return co_await answer_of(*received, *client, request);
  }
  const auto proven = co_await prove(*received, *client);
  if (!proven) co_return refused(proven.error(), request);

  const Memory memory{.request_id = proven->id, .relay_state = received->relay_state()};
  flow::LogoutRequest asked{.way = std::string(id()),
                            .client = (*client)->id,
                            .sids = sids_in(*proven, **client),
                            .memory = memory.serialise()};
  if (!asked.sids.empty()) co_return asked;
  if (proven->name_id && proven->session_indexes.empty()) {
    // SAML Core 3.7.1: all her sessions are meant. Of them this browser's alone can be found.
    asked.this_browser = flow::LogoutRequest::ThisBrowser::if_she_is_named;
    asked.name = proven->name_id->value;
    co_return asked;
  }
  co_return co_await names_no_session(*proven, std::move(asked), request);
}

awaitable<http::Response> SamlLogout::names_no_session(saml::LogoutRequest proven,
                                                       flow::LogoutRequest asked,
                                                       const http::Request& request) const {
  // XSW-27: a NameID and a SessionIndex that we did not give together, or none.
  const auto refusal = proven.name_id ? Refusal::state_mismatch : Refusal::request_malformed;
  auto why = proven.name_id ? status(saml::status::kRequester, saml::status::kUnknownPrincipal)
                            : status(saml::status::kRequester, saml::status::kRequestUnsupported);
  note(refusal, asked.client, request);
  auto ending = co_await reply(asked, std::move(why));
  if (auto* response = std::get_if<http::Response>(&ending)) co_return std::move(*response);
  co_return refusal_page(Refusal::request_malformed, request);
}

template <typename Message>
awaitable<std::expected<Message, Refusal>> SamlLogout::signed_by(const saml::Received& received,
                                                                 Service client) const {
  const auto verify = [&received](const SamlClient& service) {
    return saml::redirect_signed<Message>(received, service.metadata.entity.signing_keys);
  };
  auto verified = verify(*client);
  if (!verified && verified.error() == Refusal::saml_signature) {
    // Standards SAM-18: it may have a key that we do not know yet.
    if (const auto newer = co_await services_.newer(client->id)) verified = verify(**newer);
  }
  if (!verified) co_return std::unexpected(verified.error());
  co_return **verified;
}

awaitable<std::expected<saml::LogoutRequest, Refusal>> SamlLogout::prove(
    const saml::Received& received, Service client) const {
  // XSW-27. SAML Bindings 3.4.4.1: by Redirect the signature stands in the query.
  if (received.signing() != saml::Received::Signing::query) {
    co_return std::unexpected(Refusal::saml_request_signature);
  }
  auto request = co_await signed_by<saml::LogoutRequest>(received, client);
  if (!request) co_return std::unexpected(request.error());
  if (request->issuer != client->entity_id()) co_return std::unexpected(Refusal::saml_issuer);
  if (request->destination != parts_.logout_url()) {
    co_return std::unexpected(Refusal::saml_destination);
  }
  if (request->not_on_or_after && parts_.clock.now() >= *request->not_on_or_after + kSkew) {
    co_return std::unexpected(Refusal::saml_expired);
  }
  if (request->id.size() > kLimitRequestId) co_return std::unexpected(Refusal::saml_malformed);
  co_return request;
}

awaitable<std::expected<saml::LogoutResponse, Refusal>> SamlLogout::prove_answer(
    const saml::Received& received, Service client) const {
  auto response = co_await signed_by<saml::LogoutResponse>(received, client);
  if (!response) co_return std::unexpected(response.error());
  if (response->issuer != client->entity_id()) co_return std::unexpected(Refusal::saml_issuer);
  if (response->destination != parts_.logout_url()) {
    co_return std::unexpected(Refusal::saml_destination);
  }
  co_return response;
}

awaitable<flow::FarewellAnswer> SamlLogout::answer_of(const saml::Received& received,
                                                      Service client,
                                                      const http::Request& request) const {
  flow::FarewellAnswer answer{.way = std::string(id()), .party = client->id};
  const auto response = co_await prove_answer(received, client);
  if (!response) {
    note(response.error(), client->id, request);
    co_return answer;
  }
  // Rocket.Chat answers under the request's own ID, and names none that it answers.
  answer.message_id = response->in_response_to.value_or(response->id);
  // SAML Core 3.7.3.2: with PartialLogout it has not ended all that is its own.
  answer.is_logged_out =
      response->status.code == saml::status::kSuccess && !response->status.second_code;
  co_return answer;
}

std::vector<std::string> SamlLogout::sids_in(const saml::LogoutRequest& request,
                                             const SamlClient& client) const {
  std::vector<std::string> sids;
  if (!request.name_id) return sids;
  const SessionOfService whose{.client = client.id, .name_id = request.name_id->value};
  for (const auto& index : request.session_indexes) {
    if (auto sid = sid_of_index(index, whose)) sids.push_back(std::move(*sid));
  }
  return sids;
}

std::vector<flow::WayOut::Party> SamlLogout::parties() const {
  std::vector<Party> parties;
  for (const auto& [id, client] : parts_.clients.all()) {
    parties.push_back({.id = id, .name = client.name, .sector = client.sector});
  }
  return parties;
}

awaitable<SamlLogout::Service> SamlLogout::service_with_logout(std::string id) const {
  try {
    auto client = co_await services_.of_id(std::move(id));
    const bool takes_logouts = client && (*client)->logout();
    co_return takes_logouts ? *std::move(client) : nullptr;
  } catch (const Unavailable&) {
    co_return nullptr;  // her logout does not wait for it
  }
}

awaitable<std::optional<std::string>> SamlLogout::tell(flow::Farewell farewell) {
  const auto client = co_await service_with_logout(farewell.party);
  if (!client) co_return std::nullopt;
  const auto now = parts_.clock.now();
  const std::string idp = parts_.entity_id();
  auto name_id = name_id_of(identity::Pseudonym::kept(std::move(farewell.person)), *client,
                            {.idp = idp, .scope = parts_.scope}, farewell.session);
  auto index = session_index(farewell.session, {.client = client->id, .name_id = name_id.value});
  const saml::LogoutRequest request{.id = farewell.message_id,
                                    .issue_instant = now,
                                    .issuer = idp,
                                    .destination = client->logout()->location,
                                    .not_on_or_after = now + kLifetime,
                                    .name_id = std::move(name_id),
                                    .session_indexes = {std::move(index)}};
  // Copies: the pool finishes what it began, whatever becomes of this request.
  std::function<std::string()> work = [request, key = parts_.keys.signing(now)] {
    const std::string xml = saml::to_xml(request);
    return saml::redirect_url({.kind = saml::MessageKind::request,
                               .location = *request.destination,
                               .xml = xml,
                               .relay_state = request.id},
                              key);
  };
  co_return co_await parts_.pool.run(std::move(work));
}

bool SamlLogout::names(const flow::LogoutRequest& asked, const flow::Farewell& farewell) const {
  const auto* client = parts_.clients.find(farewell.party);
  if (!client || asked.name.empty()) return false;
  const std::string idp = parts_.entity_id();
  const auto name_id = name_id_of(identity::Pseudonym::kept(farewell.person), *client,
                                  {.idp = idp, .scope = parts_.scope}, farewell.session);
  return name_id.value == asked.name;
}

// SAML Core 3.7.3.2.
awaitable<flow::WayOut::Ending> SamlLogout::answer(flow::LogoutRequest asked, Reach reach) {
  // Her sessions are not to be found by her name, and whether the name is ours nobody can say.
  if (asked.this_browser == flow::LogoutRequest::ThisBrowser::if_she_is_named) {
    auto why = status(saml::status::kResponder, saml::status::kRequestUnsupported);
    co_return co_await reply(asked, std::move(why));
  }
  saml::Status said{.code = std::string(saml::status::kSuccess)};
  if (reach == Reach::not_everybody) said.second_code = saml::status::kPartialLogout;
  co_return co_await reply(asked, std::move(said));
}

awaitable<flow::WayOut::Ending> SamlLogout::reply(const flow::LogoutRequest& asked,
                                                  saml::Status status) const {
  const auto client = co_await service_with_logout(asked.client);
  if (!client) co_return WayBack{};
  auto memory = Memory::parse(asked.memory);
  const saml::LogoutResponse response{.id = parts_.new_id(),
                                      .issue_instant = parts_.clock.now(),
                                      .issuer = parts_.entity_id(),
                                      .destination = client->logout()->response_location,
                                      .in_response_to = std::move(memory.request_id),
                                      .status = std::move(status)};
  std::function<std::string()> work = [response, relay_state = std::move(memory.relay_state),
                                       key = parts_.keys.signing(parts_.clock.now())] {
    const std::string xml = saml::to_xml(response);
    std::optional<std::string_view> unchanged = relay_state;
    return saml::redirect_url({.kind = saml::MessageKind::response,
                               .location = *response.destination,
                               .xml = xml,
                               .relay_state = unchanged},
                              key);
  };
  co_return http::see_other(co_await parts_.pool.run(std::move(work)));
}

void SamlLogout::note(Refusal refusal, const std::string& client,
                      const http::Request& request) const {
  if (!parts_.journal) return;
  parts_.journal({.kind = Event::Kind::refused,
                  .refusal = refusal,
                  .client = client,
                  .request_id = request.request_id});
}

http::Response SamlLogout::refused(Refusal refusal, const http::Request& request) const {
  note(refusal, "", request);
  return refusal_page(refusal, request);
}

http::Response SamlLogout::refusal_page(Refusal refusal, const http::Request& request) const {
  const web::RefusalContext context{.language = web::choose_language(request, {}),
                                    .request_id = request.request_id,
                                    .is_of_service = true};
  return web::refusal_page(parts_.pages, refusal, context);
}

}  // namespace sluis::downstream
