#include "downstream/saml_metadata.h"

#include <chrono>
#include <functional>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/key_lifetimes.h"
#include "crypto/mac.h"
#include "saml/names.h"
#include "web/logo.h"
#include "web/refusal_page.h"

namespace sluis::downstream {

namespace {

using boost::asio::awaitable;

constexpr std::string_view kMediaType = "application/samlmetadata+xml";  // SAML Metadata, Annex A

/// Standards SAM-07: https or data.
saml::Logo logo() {
  const auto ours = web::logo();
  return {.url = ours.url, .width_pixels = ours.width_pixels, .height_pixels = ours.height_pixels};
}

http::Response document_answer(const std::string& document) {
  http::Response response{.status = 200, .headers = {}, .body = document};
  response.headers.add("Content-Type", std::string(kMediaType));
  response.headers.add(
      "Cache-Control",
      "public, max-age=" +
          std::to_string(std::chrono::seconds(crypto::kSamlMetadataCache).count()));
  return response;
}

}  // namespace

awaitable<http::Response> SamlMetadata::answer(const http::Request& request) {
  const auto now = parts_.clock.now();
  if (!parts_.keys.can_sign(now)) {
    co_return web::not_found_page(parts_.pages, {.language = web::choose_language(request, {}),
                                                 .request_id = request.request_id});
  }
  const auto idp = description(std::chrono::floor<std::chrono::days>(now));
  const auto& key = parts_.keys.signing(now);
  const std::string edition = idp.entity.document_id + key.certificate();
  if (!kept_ || kept_->edition != edition) {
    std::function<std::string()> work = [idp, key] { return saml::to_metadata(idp, key); };
    kept_ = Kept{.edition = edition, .document = co_await parts_.pool.run(std::move(work))};
  }
  co_return document_answer(kept_->document);
}

saml::OwnIdp SamlMetadata::description(crypto::TimePoint day) const {
  const auto& house = parts_.pages.house();
  const std::map<std::string, std::string> names{{"nl", house.name}, {"en", house.name}};
  const std::string privacy = parts_.issuer + "/privacy";
  auto keys = parts_.keys.published_signing(parts_.clock.now());
  // Not in the certificates that are published, the ID is not either: it changes with them.
  std::string content = std::to_string(crypto::unix_seconds(day));
  for (const auto& key : keys) content += " " + key.certificate();
  saml::OwnEntity entity{
      .entity_id = parts_.entity_id(),
      .document_id = "_" + crypto::hex_encode(crypto::sha256(content)).substr(0, 40),
      .valid_until = day + crypto::kSamlMetadataValidity,
      .cache_duration = crypto::kSamlMetadataCache,
      .signing_keys = std::move(keys),
      .logout_url = parts_.logout_url(),
      .display_names = names,
      .privacy_statement_urls = {{"nl", privacy}, {"en", privacy}},
      .logo = logo(),
      .organisation_url = parts_.issuer,
      .contacts = {{.type = "technical", .name = house.name, .email = house.email}}};
  return {.entity = std::move(entity),
          .sign_on_url = parts_.sign_on_url(),
          .error_url = parts_.issuer + "/",
          .scopes = {parts_.scope},
          .name_id_formats = {std::string(saml::name_id_format::kPersistent),
                              std::string(saml::name_id_format::kTransient),
                              std::string(saml::name_id_format::kEmailAddress)},
          .wants_requests_signed = false};
}

}  // namespace sluis::downstream
