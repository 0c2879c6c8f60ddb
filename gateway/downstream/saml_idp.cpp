#include "downstream/saml_idp.h"

#include <utility>

#include "web/language.h"
#include "web/refusal_page.h"

namespace sluis::downstream {

using boost::asio::awaitable;

SamlIdp::SamlIdp(SamlParts parts)
    : parts_(std::move(parts)),
      services_({.clients = parts_.clients,
                 .outbound = parts_.outbound,
                 .clock = parts_.clock,
                 .journal = parts_.journal}),
      answers_(parts_),
      sso_(parts_, services_, answers_),
      logout_(parts_, services_),
      metadata_(parts_) {}

std::vector<Front::Entry> SamlIdp::entries() const {
  return {{"GET", "/saml/sso"}, {"POST", "/saml/sso"}};
}

awaitable<Front::Accepted> SamlIdp::accept(const http::Request& request) {
  return sso_.accept(request);
}

awaitable<http::Response> SamlIdp::deliver(flow::LoginRequest request, flow::Grant grant) {
  const auto client = co_await services_.of_id(request.client);
  const auto memory = client ? SamlMemory::parse(request.memory, **client) : std::nullopt;
  if (!memory) co_return no_way_back(request);
  const SamlReply to{.client = **client,
                     .memory = *memory,
                     .language = web::choose_language({}, request.languages)};
  co_return co_await answers_.grant(to, std::move(grant));
}

awaitable<http::Response> SamlIdp::refuse(flow::LoginRequest request, Refusal refusal) const {
  const auto client = co_await services_.of_id(request.client);
  const auto memory = client ? SamlMemory::parse(request.memory, **client) : std::nullopt;
  if (!memory) co_return no_way_back(request);
  const SamlReply to{.client = **client,
                     .memory = *memory,
                     .language = web::choose_language({}, request.languages)};
  co_return co_await answers_.refuse(to, refusal);
}

http::Response SamlIdp::no_way_back(const flow::LoginRequest& request) const {
  const web::RefusalContext context{.language = web::choose_language({}, request.languages),
                                    .request_id = {}};
  return web::refusal_page(parts_.pages, Refusal::client_unknown, context);
}

std::string SamlIdp::service_name(const flow::LoginRequest& request) const {
  const SamlClient* client = parts_.clients.find(request.client);
  return client ? client->name : std::string();
}

std::vector<http::Route> SamlIdp::routes() {
  const auto metadata = [this](const http::Request& request) { return metadata_.answer(request); };
  return {{"GET", "/saml/metadata", metadata}};
}

}  // namespace sluis::downstream
