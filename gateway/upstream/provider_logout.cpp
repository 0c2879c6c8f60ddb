#include "upstream/provider_logout.h"

#include <chrono>
#include <functional>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/fields.h"
#include "saml/names.h"
#include "saml/verified.h"
#include "saml/writing.h"
#include "upstream/saml_farewell.h"
#include "web/refusal_page.h"

namespace sluis::upstream {

namespace {

using boost::asio::awaitable;

constexpr const char* kPath = "/saml/sp/{connector}/slo";
constexpr std::chrono::minutes kLifetime{5};  // of a request of ours: as long as a walk lasts
constexpr std::size_t kLimitRequestId = 256;  // standards SAM-02; it travels in a cookie
constexpr std::size_t kRandomBytes = 16;

/// What the answer needs of the request.
struct Memory {
  std::string request_id;
  std::string relay_state;  // empty: none

  std::string serialise() const { return crypto::length_prefixed({request_id, relay_state}); }
  static Memory parse(std::string_view octets) {
    crypto::FieldReader reader(octets);
    const auto text = [&] { return std::string(reader.next().value_or("")); };
    return {.request_id = text(), .relay_state = text()};
  }
};

saml::Status unknown_principal() {
  return {.code = std::string(saml::status::kRequester),
          .second_code = std::string(saml::status::kUnknownPrincipal)};
}

}  // namespace

ProviderLogout::ProviderLogout(std::map<std::string, Saml*, std::less<>> connectors, Parts parts)
    : connectors_(std::move(connectors)), parts_(std::move(parts)) {}

std::vector<flow::WayOut::Entry> ProviderLogout::entries() const { return {{"GET", kPath}}; }

awaitable<flow::WayOut::Heard> ProviderLogout::hear(const http::Request& request,
                                                    std::optional<Origin> origin) {
  const std::string connector(http::segment_of(kPath, request.path).value_or(""));
  const auto sender = co_await sender_of(connector);
  if (!sender) co_return http::plain_text(404, "There is no such provider here.\n");
  const auto received = saml::receive_redirect(request.query);
  if (!received) co_return refused(received.error(), connector, request);
  if (received->candidate_issuer() != sender->settings.metadata.entity_id) {
    co_return refused(Refusal::saml_issuer, connector, request);
  }
  if (received->kind() == saml::MessageKind::response) {
    co_return co_await answer_of(*received, *sender, request);
  }
  const auto proven = co_await prove(*received, *sender);
  if (!proven) co_return refused(proven.error(), connector, request);

  const Memory memory{.request_id = proven->id,
                      .relay_state = received->relay_state().value_or("")};
  flow::LogoutRequest asked{.way = std::string(id()),
                            .client = connector,
                            .this_browser = flow::LogoutRequest::ThisBrowser::is_meant,
                            .memory = memory.serialise()};
  const bool is_of_it = origin && origin->connector == connector;
  const auto known = is_of_it ? SamlFarewell::parse(origin->memory) : std::nullopt;
  if (known && known->provider == sender->settings.metadata.entity_id &&
      known->is_meant_by(*proven)) {
    co_return asked;
  }
  // XSW-27. Nothing is kept by which another browser's session could be found.
  asked.this_browser = flow::LogoutRequest::ThisBrowser::is_not_meant;
  co_return asked;
}

awaitable<std::optional<ProviderLogout::Sender>> ProviderLogout::sender_of(
    std::string_view id) const {
  auto* const connector = connector_of(id);
  if (!connector) co_return std::nullopt;
  auto metadata = co_await connector->provider().get();
  if (!metadata) co_return std::nullopt;
  co_return Sender{.settings = connector->settings(),
                   .provider = connector->provider(),
                   .metadata = *std::move(metadata)};
}

Saml* ProviderLogout::connector_of(std::string_view id) const {
  const auto found = connectors_.find(id);
  return found == connectors_.end() ? nullptr : found->second;
}

template <typename Message>
awaitable<std::expected<Message, Refusal>> ProviderLogout::signed_by(const saml::Received& received,
                                                                     const Sender& sender) const {
  const auto verify = [&received](const saml::IdpMetadata& metadata) {
    return saml::redirect_signed<Message>(received, metadata.entity.signing_keys);
  };
  auto verified = verify(*sender.metadata);
  if (!verified && verified.error() == Refusal::saml_signature) {
    // Standards SAM-18: it may have changed its key since we looked.
    if (const auto newer = co_await sender.provider.get_newer()) verified = verify(**newer);
  }
  if (!verified) co_return std::unexpected(verified.error());
  co_return **verified;
}

awaitable<std::expected<saml::LogoutRequest, Refusal>> ProviderLogout::prove(
    const saml::Received& received, const Sender& sender) const {
  auto request = co_await signed_by<saml::LogoutRequest>(received, sender);
  if (!request) co_return request;
  if (request->issuer != sender.settings.metadata.entity_id) {
    co_return std::unexpected(Refusal::saml_issuer);
  }
  // SAML Bindings 3.4.5.2.
  if (request->destination != sender.settings.logout_url()) {
    co_return std::unexpected(Refusal::saml_destination);
  }
  if (request->not_on_or_after && parts_.clock.now() >= *request->not_on_or_after + kSamlSkew) {
    co_return std::unexpected(Refusal::saml_expired);
  }
  if (request->id.size() > kLimitRequestId) co_return std::unexpected(Refusal::saml_malformed);
  co_return request;
}

awaitable<flow::FarewellAnswer> ProviderLogout::answer_of(const saml::Received& received,
                                                          const Sender& sender,
                                                          const http::Request& request) const {
  const auto& connector = sender.settings.description.id;
  flow::FarewellAnswer answer{.way = std::string(id()), .party = connector};
  const auto response = co_await signed_by<saml::LogoutResponse>(received, sender);
  if (!response) {
    note(response.error(), connector, request);
    co_return answer;
  }
  if (response->destination != sender.settings.logout_url()) {
    note(Refusal::saml_destination, connector, request);
    co_return answer;
  }
  answer.message_id = response->in_response_to.value_or("");
  // SAML Core 3.7.3.2: with PartialLogout it has not ended all that is its own.
  answer.is_logged_out =
      response->status.code == saml::status::kSuccess && !response->status.second_code;
  co_return answer;
}

awaitable<std::optional<std::string>> ProviderLogout::tell(flow::Farewell farewell) {
  const auto known = SamlFarewell::parse(farewell.session);
  const auto sender = co_await sender_of(farewell.party);
  if (!known || !sender || known->provider != sender->settings.metadata.entity_id) {
    co_return std::nullopt;
  }
  const auto& settings = sender->settings;
  const auto* logout = logout_of(*sender->metadata, settings.metadata.may_be_plain);
  if (!logout) co_return std::nullopt;
  saml::LogoutRequest request{.id = farewell.message_id,
                              .issue_instant = parts_.clock.now(),
                              .issuer = settings.entity_id(),
                              .destination = logout->location,
                              .not_on_or_after = parts_.clock.now() + kLifetime,
                              .name_id = known->name_id};
  if (!known->session_index.empty()) request.session_indexes = {known->session_index};
  co_return co_await signed_url(saml::MessageKind::request, logout->location, saml::to_xml(request),
                                farewell.message_id);
}

awaitable<flow::WayOut::Ending> ProviderLogout::answer(flow::LogoutRequest asked, Reach reach) {
  if (asked.this_browser == flow::LogoutRequest::ThisBrowser::is_not_meant) {
    co_return co_await reply(asked, unknown_principal());
  }
  saml::Status said{.code = std::string(saml::status::kSuccess)};
  if (reach == Reach::not_everybody) said.second_code = saml::status::kPartialLogout;
  co_return co_await reply(asked, std::move(said));
}

awaitable<flow::WayOut::Ending> ProviderLogout::reply(const flow::LogoutRequest& asked,
                                                      saml::Status status) const {
  const auto sender = co_await sender_of(asked.client);
  if (!sender) co_return WayBack{};
  const auto* logout = logout_of(*sender->metadata, sender->settings.metadata.may_be_plain);
  if (!logout) co_return WayBack{};
  auto memory = Memory::parse(asked.memory);
  const saml::LogoutResponse response{
      .id = "_" + crypto::base64url_encode(parts_.random.octets(kRandomBytes)),
      .issue_instant = parts_.clock.now(),
      .issuer = sender->settings.entity_id(),
      .destination = logout->response_location,
      .in_response_to = std::move(memory.request_id),
      .status = std::move(status)};
  std::optional<std::string> relay_state;
  if (!memory.relay_state.empty()) relay_state = std::move(memory.relay_state);
  co_return http::see_other(co_await signed_url(saml::MessageKind::response,
                                                logout->response_location, saml::to_xml(response),
                                                std::move(relay_state)));
}

awaitable<std::string> ProviderLogout::signed_url(saml::MessageKind kind, std::string location,
                                                  std::string xml,
                                                  std::optional<std::string> relay_state) const {
  // Copies: the pool finishes what it began, whatever becomes of this request.
  std::function<std::string()> work = [kind, location = std::move(location), xml = std::move(xml),
                                       relay_state = std::move(relay_state),
                                       key = parts_.keys.signing(parts_.clock.now())] {
    std::optional<std::string_view> state = relay_state;
    return saml::redirect_url(
        {.kind = kind, .location = location, .xml = xml, .relay_state = state}, key);
  };
  co_return co_await parts_.pool.run(std::move(work));
}

void ProviderLogout::note(Refusal refusal, const std::string& connector,
                          const http::Request& request) const {
  parts_.journal({.kind = Event::Kind::refused,
                  .refusal = refusal,
                  .connector = connector,
                  .request_id = request.request_id});
}

http::Response ProviderLogout::refused(Refusal refusal, const std::string& connector,
                                       const http::Request& request) const {
  note(refusal, connector, request);
  return web::refusal_page(parts_.pages, refusal,
                           {.language = web::choose_language(request, {}),
                            .request_id = request.request_id,
                            .way_back = "/"});
}

}  // namespace sluis::upstream
