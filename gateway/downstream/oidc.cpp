#include "downstream/oidc.h"

#include <utility>

#include "downstream/authorization_code.h"
#include "downstream/bearer_secret.h"
#include "downstream/request_memory.h"
#include "web/language.h"
#include "web/refusal_page.h"

namespace sluis::downstream {

Oidc::Oidc(OidcParts parts)
    : parts_(std::move(parts)),
      id_tokens_(parts_),
      client_keys_(parts_),
      authorize_(parts_, id_tokens_),
      token_(parts_, id_tokens_, client_keys_),
      userinfo_(parts_),
      logout_(parts_, id_tokens_),
      discovery_(parts_),
      cors_(parts_.clients) {}

std::vector<Front::Entry> Oidc::entries() const {
  return {{"GET", "/authorize"}, {"POST", "/authorize"}};
}

boost::asio::awaitable<Front::Accepted> Oidc::accept(const http::Request& request) {
  co_return authorize_.accept(request);
}

boost::asio::awaitable<http::Response> Oidc::deliver(flow::LoginRequest request,
                                                     flow::Grant grant) {
  const Client* client = parts_.clients.find(request.client);
  auto memory = client ? RequestMemory::parse(request.memory, *client) : std::nullopt;
  if (!memory) co_return no_way_back(request);

  const auto code = BearerSecret::fresh(BearerSecret::Kind::authorization_code, parts_.random);
  CodeContents contents{.client = client->id,
                        .redirect_uri = memory->redirect_uri,
                        .challenge = std::move(memory->challenge),
                        .nonce = std::move(memory->nonce),
                        .sub = grant.pseudonym.text(),
                        .person_name = std::move(grant.person_name),
                        .acr = std::move(grant.acr),
                        .sid = std::move(grant.sid),
                        .auth_time = std::nullopt,
                        .wants_profile = memory->wants_profile};
  if (memory->wants_auth_time) contents.auth_time = crypto::unix_seconds(grant.auth_time);
  store::Put record{code.name(), code.seal(serialise(contents).expose(), parts_.random),
                    kCodeLifetime};
  co_await parts_.store.put(std::move(record));

  const ReplyTo to{.redirect_uri = std::move(memory->redirect_uri),
                   .state = std::move(memory->state)};
  co_return authorization_answer(parts_.issuer, to, code.text());
}

boost::asio::awaitable<http::Response> Oidc::refuse(flow::LoginRequest request,
                                                    Refusal refusal) const {
  co_return refusal_at_service(request, refusal);
}

http::Response Oidc::refusal_at_service(const flow::LoginRequest& request, Refusal refusal) const {
  const Client* client = parts_.clients.find(request.client);
  auto memory = client ? RequestMemory::parse(request.memory, *client) : std::nullopt;
  if (!memory) return no_way_back(request);
  const ReplyTo to{.redirect_uri = std::move(memory->redirect_uri),
                   .state = std::move(memory->state)};
  return authorization_error(parts_.issuer, to, refusal);
}

http::Response Oidc::no_way_back(const flow::LoginRequest& request) const {
  const web::RefusalContext context{.language = web::choose_language({}, request.languages),
                                    .request_id = {}};
  return web::refusal_page(parts_.pages, Refusal::client_unknown, context);
}

std::string Oidc::service_name(const flow::LoginRequest& request) const {
  const Client* client = parts_.clients.find(request.client);
  return client ? client->name : std::string();
}

Oidc::Answer Oidc::answer_token(const http::Request& request) const {
  auto response = co_await token_.answer(request);
  cors_.allow(request, response);
  co_return response;
}

Oidc::Answer Oidc::answer_userinfo(const http::Request& request) const {
  auto response = co_await userinfo_.answer(request);
  cors_.allow(request, response);
  co_return response;
}

Oidc::Answer Oidc::answer_metadata(const http::Request& request) const {
  auto response = discovery_.metadata();
  cors_.allow(request, response);
  co_return response;
}

Oidc::Answer Oidc::answer_keys(const http::Request& request) const {
  auto response = discovery_.keys();
  cors_.allow(request, response);
  co_return response;
}

Oidc::Answer Oidc::answer_preflight(const http::Request& request) const {
  co_return cors_.preflight(request);
}

std::vector<http::Route> Oidc::routes() {
  const auto token = [this](const http::Request& request) { return answer_token(request); };
  const auto userinfo = [this](const http::Request& request) { return answer_userinfo(request); };
  const auto metadata = [this](const http::Request& request) { return answer_metadata(request); };
  const auto keys = [this](const http::Request& request) { return answer_keys(request); };
  const auto preflight = [this](const http::Request& request) { return answer_preflight(request); };
  return {
      {"POST", "/token", token},
      {"OPTIONS", "/token", preflight},
      {"GET", "/userinfo", userinfo},
      {"POST", "/userinfo", userinfo},
      {"OPTIONS", "/userinfo", preflight},
      {"GET", "/.well-known/openid-configuration", metadata},
      {"GET", "/.well-known/oauth-authorization-server", metadata},
      {"GET", "/jwks", keys},
  };
}

}  // namespace sluis::downstream
