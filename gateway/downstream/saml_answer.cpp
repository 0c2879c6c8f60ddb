#include "downstream/saml_answer.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "crypto/key_lifetimes.h"
#include "downstream/saml_person.h"
#include "downstream/saml_session_index.h"
#include "downstream/saml_status.h"
#include "downstream/words.h"
#include "saml/binding.h"
#include "saml/issue.h"
#include "saml/names.h"
#include "web/post_page.h"

namespace sluis::downstream {

namespace {

// relying-parties: Rocket.Chat allows no clock to differ, not by a millisecond.
constexpr std::chrono::minutes kBackDated{2};

saml::Status success() { return {.code = std::string(saml::status::kSuccess)}; }

}  // namespace

boost::asio::awaitable<http::Response> SamlAnswers::grant(SamlReply to, flow::Grant grant) const {
  auto stated = class_ref(to.memory, grant.acr);
  if (!stated) {
    if (parts_.journal) {
      parts_.journal(
          {.kind = Event::Kind::refused, .refusal = Refusal::acr_too_weak, .client = to.client.id});
    }
    co_return co_await refuse(to, Refusal::acr_too_weak);
  }
  // Of its own: an answer that nobody waits for any more is finished all the same.
  std::function<std::string()> work = [response = response_to(to, success()),
                                       assertion = assertion_for(to, grant, *std::move(stated)),
                                       key = parts_.keys.signing(parts_.clock.now()),
                                       recipient = to.client.recipient, &random = parts_.random] {
    const saml::Protection protection{.key = key, .recipient = recipient ? &*recipient : nullptr};
    return saml::issue(response, assertion, protection, random);
  };
  const std::string document = co_await parts_.pool.run(std::move(work));
  co_return page_with(to, document);
}

boost::asio::awaitable<http::Response> SamlAnswers::refuse(SamlReply to, Refusal refusal) const {
  std::function<std::string()> work = [response = response_to(to, saml_status(refusal)),
                                       key = parts_.keys.signing(parts_.clock.now())] {
    return saml::issue(response, key);
  };
  const std::string document = co_await parts_.pool.run(std::move(work));
  co_return page_with(to, document);
}

saml::Response SamlAnswers::response_to(const SamlReply& to, saml::Status status) const {
  return {.id = parts_.new_id(),
          .issue_instant = parts_.clock.now(),
          .issuer = parts_.entity_id(),
          .destination = to.memory.consumer,
          .in_response_to = to.memory.request_id,
          .status = std::move(status)};
}

saml::Assertion SamlAnswers::assertion_for(const SamlReply& to, const flow::Grant& grant,
                                           std::string class_ref) const {
  const auto now = parts_.clock.now();
  const std::string idp = parts_.entity_id();
  const SamlNames names{.idp = idp, .scope = parts_.scope};
  saml::NameId name_id = name_id_of(grant.pseudonym, to.client, names, grant.sid);
  std::string index = session_index(grant.sid, {.client = to.client.id, .name_id = name_id.value});
  // SAML Profiles 4.1.4.2.
  saml::SubjectConfirmation bearer{.method = std::string(saml::kBearer),
                                   .recipient = to.memory.consumer,
                                   .in_response_to = to.memory.request_id,
                                   .not_before = {},
                                   .not_on_or_after = now + crypto::kSamlAnswerLifetime};
  saml::AuthnStatement login{.authn_instant = grant.auth_time,
                             .session_index = std::move(index),
                             .session_not_on_or_after = {},
                             .class_ref = std::move(class_ref)};
  return {.id = parts_.new_id(),
          .issue_instant = now,
          .issuer = idp,
          .name_id = std::move(name_id),
          .confirmations = {std::move(bearer)},
          .not_before = now - kBackDated,
          .not_on_or_after = now + crypto::kSamlAnswerLifetime,
          .audience_restrictions = {{to.client.entity_id()}},
          .authn_statements = {std::move(login)},
          .attributes = attributes_of(grant.pseudonym, to.client, names)};
}

/// SAML Core 3.3.2.2.1: with `exact` the answer is one of those that were asked for. Each acr holds
/// for every stronger login too, so it is the strongest of them that this login reaches.
std::optional<std::string> SamlAnswers::class_ref(const SamlMemory& memory,
                                                  const std::string& acr) const {
  if (memory.class_refs.empty()) return acr;
  const auto wanted = words_of(memory.class_refs);
  const auto& order = parts_.acr_weakest_first;
  std::optional<std::string> best;
  for (auto at = order.begin(); at != order.end(); ++at) {
    if (std::ranges::find(wanted, *at) != wanted.end()) best = *at;
    if (*at == acr) return best;
  }
  return std::nullopt;  // an acr that is gone: the configuration was read again
}

http::Response SamlAnswers::page_with(const SamlReply& to, std::string_view document) const {
  web::PostPage page{.language = to.language,
                     .action = to.memory.consumer,
                     .to = to.client.name,
                     .fields = {{"SAMLResponse", saml::post_value(document)}}};
  if (!to.memory.relay_state.empty()) {
    page.fields.emplace_back("RelayState", to.memory.relay_state);  // opaque: as it came
  }
  return web::post_page(parts_.pages, page);
}

}  // namespace sluis::downstream
