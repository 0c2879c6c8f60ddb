#include "portal/login_page.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "http/form.h"
#include "web/refusal_text.h"
#include "web/texts.h"

namespace sluis::portal {

namespace {

using web::text;

std::string problem_of(const SignIn& sign_in) {
  if (!sign_in.problem) return "";
  const std::string domain =
      sign_in.problem_domain.value_or(std::string(text("address.this_domain", sign_in.language)));
  const auto with_domain = [&](std::string_view key) {
    return text(key, sign_in.language, {{"domain", domain}});
  };
  switch (*sign_in.problem) {
    using enum Refusal;
    case address_malformed:
    case domain_malformed:
      return with_domain("address.problem_malformed");
    case domain_not_listed:
      return with_domain("address.problem_not_listed");
    case domain_not_yet_valid:
      return with_domain("address.problem_not_yet");
    case domain_expired:
      return with_domain("address.problem_ended");
    case address_not_deliverable:
      return with_domain("address.problem_undeliverable");
    default:
      return std::string(web::refusal_text(*sign_in.problem, sign_in.language).what);
  }
}

std::string other_address_of(const SignIn& sign_in) {
  return http::with_query("/login", {{"flow", sign_in.flow.id}, {kOtherAddress, "1"}});
}

/// This page again, in another language.
std::string same_page_of(const SignIn& sign_in) {
  const auto& organisation = sign_in.organisation;
  if (!organisation) return other_address_of(sign_in);
  return organisation->is_remembered
             ? http::with_query("/login", {{"flow", sign_in.flow.id}})
             : organisation_path(sign_in.flow, organisation->domain, organisation->connector);
}

/// Without logging in. There is nowhere to go back to from a page of our own.
std::string way_back_of(const SignIn& sign_in) {
  if (sign_in.service.empty()) return "";
  return http::with_query("/login/back", {{"flow", sign_in.flow.id}});
}

std::string yes_if(bool claim) { return claim ? "yes" : ""; }

/// What the pages have in common: the service, the way back to it, and the flow.
web::Values values_of(const SignIn& sign_in) {
  const web::Values names{{"service", sign_in.service}};
  const bool is_self = sign_in.service.empty();
  const auto worded = [&](std::string_view key) { return text(key, sign_in.language, names); };
  return {{"flow", sign_in.flow.id},
          {"token", sign_in.flow.form_token},
          {"title", worded(is_self ? "address.title" : "address.title_service")},
          {"learns", worded(is_self ? "address.learns_self" : "address.learns")},
          {"way_back", way_back_of(sign_in)},
          {"way_back_label", worded("refusal.back_to_service")}};
}

std::string name_of_connector(const Organisation& organisation) {
  const auto found = std::ranges::find(organisation.choices, organisation.connector, &Choice::id);
  return found == organisation.choices.end() ? "" : found->name;
}

void add_organisation(const SignIn& sign_in, const Organisation& organisation,
                      web::Values& values) {
  values["choice"] =
      organisation.choices.empty() ? "" : organisation_path(sign_in.flow, organisation.domain);
  values["domain"] = organisation.domain;
  // A form that names the only way in would be wrong the day that there is another one.
  values["connector"] = organisation.choices.empty() ? "" : organisation.connector;
  values["is_remembered"] = yes_if(organisation.is_remembered);
}

/// What differs between a page that knows her organisation and one that does not.
void add_field(const SignIn& sign_in, web::Values& values) {
  const Organisation unknown{.domain = {}};
  const Organisation& organisation = sign_in.organisation ? *sign_in.organisation : unknown;
  const web::Values names{{"organisation", organisation.domain}};
  const auto worded = [&](std::string key) {
    if (sign_in.organisation) key += "_domain";
    return text(key, sign_in.language, names);
  };
  add_organisation(sign_in, organisation, values);
  values["lead"] = organisation.is_remembered
                       ? text("address.lead_remembered", sign_in.language, names)
                       : worded("address.lead");
  values["label"] = worded("address.label");
  values["hint"] = worded("address.hint");
  values["input_type"] =
      sign_in.organisation ? "text" : "email";  // "email" would refuse the part before @
}

}  // namespace

http::Response address_page(const web::Pages& pages, const SignIn& sign_in) {
  web::Values values = values_of(sign_in);
  values["problem"] = problem_of(sign_in);
  values["has_participants"] = yes_if(!sign_in.organisations.empty());
  add_field(sign_in, values);
  std::vector<web::Values> participants;
  for (const std::string& name : sign_in.organisations) participants.push_back({{"name", name}});
  return pages.make({.name = "address",
                     .language = sign_in.language,
                     .values = std::move(values),
                     .lists = {{"participants", std::move(participants)}},
                     .status = sign_in.problem ? 400 : 200,
                     .same_page = same_page_of(sign_in)});
}

http::Response organisation_page(const web::Pages& pages, const SignIn& sign_in) {
  const Organisation& organisation = sign_in.organisation.value();
  web::Values values = values_of(sign_in);
  add_organisation(sign_in, organisation, values);
  values["go"] = text("organisation.go", sign_in.language, {{"organisation", organisation.name}});
  const auto via = name_of_connector(organisation);
  values["via"] =
      via.empty() ? "" : text("organisation.via", sign_in.language, {{"connector", via}});
  values["other_address"] = other_address_of(sign_in);
  return pages.make({.name = "organisation",
                     .language = sign_in.language,
                     .values = std::move(values),
                     .same_page = same_page_of(sign_in)});
}

http::Response choice_page(const web::Pages& pages, const SignIn& sign_in) {
  const Organisation& organisation = sign_in.organisation.value();
  std::vector<web::Values> buttons;
  for (const Choice& choice : organisation.choices) {
    buttons.push_back({{"id", choice.id}, {"name", choice.name}});
  }
  return pages.make({.name = "choice",
                     .language = sign_in.language,
                     .values = {{"flow", sign_in.flow.id},
                                {"token", sign_in.flow.form_token},
                                {"domain", organisation.domain},
                                {"other_address", other_address_of(sign_in)}},
                     .lists = {{"choices", std::move(buttons)}},
                     .same_page = organisation_path(sign_in.flow, organisation.domain)});
}

std::string organisation_path(const flow::Flow& flow, std::string_view domain,
                              std::string_view connector) {
  std::vector<std::pair<std::string_view, std::string_view>> query{{"flow", flow.id},
                                                                   {"organisation", domain}};
  if (!connector.empty()) query.emplace_back("connector", connector);
  return http::with_query("/login", query);
}

}  // namespace sluis::portal
