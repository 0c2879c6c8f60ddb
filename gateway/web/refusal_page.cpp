#include "web/refusal_page.h"

#include <optional>

#include "web/refusal_text.h"
#include "web/texts.h"

namespace sluis::web {

namespace {

std::string or_else(const std::string& name, std::string_view otherwise) {
  return name.empty() ? std::string(otherwise) : name;
}

/// In the middle of a sentence "the service"; at its beginning it needs a capital, which `begun`
/// gives.
std::string begun(std::string sentence) {
  if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z') {
    sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  }
  return sentence;
}

/// Who can do something about it.
enum class HelpDesk {
  organisation,  // hers: what she did, and what her organisation or its login page decides
  service,       // the service sent us something wrong
  house,         // we: what is out of order here, and limits of ours
};

// No default: a new refusal without a help desk does not compile.
HelpDesk help_desk_for(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case too_many_mails:
    case too_many_wrong_codes:
    case too_many_requests:
    case room_not_yours:
    case rooms_full:
    case too_many_rooms:
    case room_owners_full:
    case hand_over_expired:
      return HelpDesk::house;
    case request_malformed:
    case client_unknown:
    case redirect_uri_mismatch:
    case response_type_unsupported:
    case response_mode_unsupported:
    case scope_invalid:
    case pkce_required:
    case pkce_malformed:
    case nonce_required:
    case request_object_unsupported:
    case request_uri_unsupported:
    case registration_unsupported:
    case acr_unsupported:
    case login_required:
    case client_authentication:
    case grant_type_unsupported:
    case grant_invalid:
    case token_invalid:
    case saml_request_signature:
    case name_id_unsupported:
      return HelpDesk::service;
    case address_malformed:
    case domain_malformed:
    case domain_not_listed:
    case domain_not_yet_valid:
    case domain_expired:
    case address_not_deliverable:
    case connector_not_permitted:
    case email_not_verified:
    case subject_missing:
    case acr_too_weak:
    case provider_refused:
    case state_mismatch:
    case issuer_mismatch:
    case provider_answer_malformed:
    case id_token_malformed:
    case id_token_algorithm:
    case id_token_signature:
    case id_token_issuer:
    case id_token_audience:
    case id_token_authorized_party:
    case id_token_expired:
    case id_token_not_yet_valid:
    case id_token_nonce:
    case id_token_subject:
    case id_token_access_token_hash:
    case id_token_auth_time:
    case userinfo_mismatch:
    case saml_malformed:
    case saml_algorithm:
    case saml_signature:
    case saml_decryption:
    case saml_issuer:
    case saml_destination:
    case saml_audience:
    case saml_in_response_to:
    case saml_expired:
    case saml_not_yet_valid:
    case saml_replayed:
    case saml_auth_time:
    case email_malformed:
    case flow_unknown:
    case flow_used:
    case token_mismatch:
    case code_wrong:
    case code_tries_exhausted:
    case code_expired:
    case login_cancelled:
      return HelpDesk::organisation;
  }
  return HelpDesk::house;
}

/// What is wrong in a SAML document is told in the words that a wrong question has otherwise.
Refusal told_of_service(Refusal refusal) {
  switch (refusal) {
    using enum Refusal;
    case saml_algorithm:
    case saml_signature:
      return saml_request_signature;
    case saml_malformed:
    case saml_issuer:
    case saml_destination:
    case saml_expired:
    case saml_not_yet_valid:
      return request_malformed;
    default:
      return refusal;
  }
}

HelpDesk help_desk_for(Unavailable::What what) {
  if (what == Unavailable::What::service) return HelpDesk::service;
  return what == Unavailable::What::provider ? HelpDesk::organisation : HelpDesk::house;
}

std::string_view ask_key(HelpDesk desk) {
  switch (desk) {
    using enum HelpDesk;
    case organisation:
      return "refusal.ask_organisation";
    case service:
      return "refusal.ask_service";
    case house:
      break;
  }
  return "refusal.ask_house";
}

std::string way_back_label(const RefusalContext& context) {
  if (context.way_back.value_or("/") == "/")
    return std::string(text("refusal.start", context.language));
  if (context.service.empty()) return std::string(text("refusal.back", context.language));
  return text("refusal.back_to_service", context.language, {{"service", context.service}});
}

struct Said {
  RefusalText words;
  int status;
  std::optional<HelpDesk> ask;  // none: nobody need be asked
};

http::Response page_of(const Pages& pages, const Said& said, const RefusalContext& context) {
  const Language language = context.language;
  const House& house = pages.house();
  const Values names{
      {"service", or_else(context.service, text("refusal.a_service", language))},
      {"organisation", or_else(context.organisation, text("refusal.an_organisation", language))},
      {"house", house.name},
  };
  const std::string ask = said.ask ? text(ask_key(*said.ask), language, names) : "";
  return pages.make({.name = "refusal",
                     .language = language,
                     .values = {{"title", std::string(said.words.title)},
                                {"what", begun(filled(said.words.what, names))},
                                {"then", begun(filled(said.words.then, names))},
                                {"ask", ask},
                                {"ask_email", said.ask == HelpDesk::house ? house.email : ""},
                                {"reference", context.request_id},
                                {"way_back", context.way_back.value_or("/")},
                                {"way_back_label", way_back_label(context)}},
                     .status = said.status});
}

RefusalText words_of(const std::string& stem, Language language) {
  return {text(stem + ".title", language), text(stem + ".what", language),
          text(stem + ".then", language)};
}

std::string stem_of(Unavailable::What what) {
  switch (what) {
    using enum Unavailable::What;
    case store:
    case stale_ring:
    case token:
      return "unavailable.store";
    case mail:
      return "unavailable.mail";
    case provider:
      return "unavailable.provider";
    case service:
      return "unavailable.service";
    case busy:
      return "unavailable.busy";
  }
  return "unavailable.store";
}

}  // namespace

http::Response refusal_page(const Pages& pages, Refusal refusal, const RefusalContext& context) {
  const int status = status_of(refusal);
  const Refusal told = context.is_of_service ? told_of_service(refusal) : refusal;
  http::Response response =
      page_of(pages, {refusal_text(told, context.language), status, help_desk_for(told)}, context);
  if (status == 429) response.headers.set("Retry-After", "60");
  return response;
}

http::Response unavailable_page(const Pages& pages, Unavailable::What what,
                                const RefusalContext& context) {
  http::Response response = page_of(
      pages, {words_of(stem_of(what), context.language), 503, help_desk_for(what)}, context);
  response.headers.set("Retry-After", "60");
  return response;
}

http::Response broken_page(const Pages& pages, const RefusalContext& context) {
  return page_of(pages, {words_of("broken", context.language), 500, HelpDesk::house}, context);
}

http::Response not_found_page(const Pages& pages, const RefusalContext& context) {
  return page_of(pages, {words_of("not_found", context.language), 404, std::nullopt}, context);
}

}  // namespace sluis::web
