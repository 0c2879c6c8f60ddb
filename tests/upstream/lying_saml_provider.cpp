#include "tests/upstream/lying_saml_provider.h"

#include <stdexcept>

#include "fault/unavailable.h"
#include "http/form.h"
#include "saml/binding.h"
#include "saml/issue.h"
#include "saml/names.h"
#include "saml/own_metadata.h"
#include "saml/verified.h"
#include "saml/writing.h"

namespace sluis::tests {

using namespace std::chrono_literals;

std::string metadata_of(const std::vector<const saml::PrivateKey*>& keys,
                        crypto::TimePoint valid_until, std::string_view entity_id) {
  std::vector<saml::PublicKey> published;
  for (const auto* key : keys) published.push_back(key->public_key());
  return saml::to_metadata(saml::OwnIdp{.entity = {.entity_id = std::string(entity_id),
                                                   .document_id = "_metadata",
                                                   .valid_until = valid_until,
                                                   .cache_duration = 1h,
                                                   .signing_keys = std::move(published),
                                                   .logout_url = std::string(kLogout)},
                                        .sign_on_url = std::string(kSignOn)},
                           *keys.front());
}

std::string without_outer_signature(std::string document) {
  return without(std::move(document), "<ds:Signature", "</ds:Signature>");
}

std::string without_any_signature(std::string document) {
  return without_outer_signature(without_outer_signature(std::move(document)));
}

std::string saml_form(std::string_view document, std::string_view relay_state) {
  return "SAMLResponse=" + http::percent_encode(saml::post_value(document)) +
         "&RelayState=" + http::percent_encode(relay_state);
}

std::string LyingSamlProvider::authorize(const std::string& location) {
  if (!location.starts_with(std::string(kSignOn) + "?")) throw std::logic_error("sent elsewhere");
  const auto received = saml::receive_redirect(location.substr(kSignOn.size() + 1)).value();
  const auto keys = service_.published_signing(clock_.now());
  request_ = *saml::redirect_signed<saml::AuthnRequest>(received, keys).value();
  return saml_form(document(), received.relay_state().value());
}

std::string LyingSamlProvider::document() {
  const auto now = clock_.now();
  saml::Response response{.id = "_r1",
                          .issue_instant = now,
                          .issuer = std::string(kProvider),
                          .destination = request_->consumer_url,
                          .in_response_to = request_->id,
                          .status = {.code = std::string(saml::status::kSuccess)}};
  saml::Assertion assertion{
      .id = "_a" + std::to_string(random_.octets(1)[0]) + request_->id,
      .issue_instant = now,
      .issuer = std::string(kProvider),
      .name_id =
          saml::NameId{.value = "k7x", .format = std::string(saml::name_id_format::kPersistent)},
      .confirmations = {{.method = std::string(saml::kBearer),
                         .recipient = request_->consumer_url,
                         .in_response_to = request_->id,
                         .not_on_or_after = now + 5min}},
      .not_before = now,
      .not_on_or_after = now + 5min,
      .audience_restrictions = {{request_->issuer}},
      .authn_statements = {{.authn_instant = now, .class_ref = std::string(kMfaClass)}},
      .attributes = {{.name = std::string(kMailAttribute), .values = {"anna@minbzk.nl"}},
                     {.name = std::string(saml::kPairwiseId), .values = {"7F3A@idp.example"}}}};
  if (lie) lie(response, assertion);
  auto text = leaves_out_assertion ? saml::issue(response, *key)
                                   : saml::issue(response, assertion,
                                                 {.key = *key, .recipient = recipient}, random_);
  return tamper ? tamper(std::move(text)) : text;
}

std::string LyingSamlProvider::logout_url_of_service() const {
  const auto& entity = request().issuer;
  return entity.substr(0, entity.rfind('/')) + "/slo";
}

namespace {

/// The path and query of an address of ours.
std::string path_in(const std::string& url) { return url.substr(url.find('/', 8)); }

}  // namespace

saml::LogoutRequest LyingSamlProvider::told(const std::string& location) const {
  if (!location.starts_with(std::string(kLogout) + "?")) throw std::logic_error("sent elsewhere");
  const auto received = saml::receive_redirect(location.substr(kLogout.size() + 1)).value();
  const auto keys = service_.published_signing(clock_.now());
  return *saml::redirect_signed<saml::LogoutRequest>(received, keys).value();
}

saml::LogoutResponse LyingSamlProvider::answer_to(const saml::LogoutRequest& request) const {
  return {.id = "_answer-of-provider",
          .issue_instant = clock_.now(),
          .issuer = std::string(kProvider),
          .destination = logout_url_of_service(),
          .in_response_to = request.id,
          .status = {.code = std::string(saml::status::kSuccess)}};
}

std::string LyingSamlProvider::sent(const saml::LogoutResponse& answer) const {
  const auto to = logout_url_of_service();
  const auto xml = saml::to_xml(answer);
  return path_in(
      saml::redirect_url({.kind = saml::MessageKind::response, .location = to, .xml = xml}, *key));
}

saml::LogoutRequest LyingSamlProvider::logout() const {
  return {.id = "_logout-of-provider",
          .issue_instant = clock_.now(),
          .issuer = std::string(kProvider),
          .destination = logout_url_of_service(),
          .not_on_or_after = clock_.now() + 5min,
          .name_id = saml::NameId{.value = name_at_logout,
                                  .format = std::string(saml::name_id_format::kPersistent)}};
}

std::string LyingSamlProvider::sent(const saml::LogoutRequest& request) const {
  const auto to = logout_url_of_service();
  const auto xml = saml::to_xml(request);
  return path_in(saml::redirect_url(
      {.kind = saml::MessageKind::request, .location = to, .xml = xml, .relay_state = "theirs"},
      *key));
}

saml::LogoutResponse LyingSamlProvider::outcome(const std::string& location) const {
  if (!location.starts_with(std::string(kLogout) + "?")) throw std::logic_error("sent elsewhere");
  const auto received = saml::receive_redirect(location.substr(kLogout.size() + 1)).value();
  if (received.relay_state() != "theirs") throw std::logic_error("another RelayState");
  const auto keys = service_.published_signing(clock_.now());
  return *saml::redirect_signed<saml::LogoutResponse>(received, keys).value();
}

boost::asio::awaitable<http::Response> LyingSamlProvider::send(http::ClientRequest request) {
  ++asked;
  if (is_silent || request.url != kSamlMetadata) {
    throw Unavailable(Unavailable::What::provider, "silent");
  }
  co_return metadata;
}

}  // namespace sluis::tests
