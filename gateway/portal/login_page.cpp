#include "portal/login_page.h"

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

std::string path_of(const SignIn& sign_in) {
  return http::with_query("/login", {{"flow", sign_in.flow.id}});
}

/// Without logging in. There is nowhere to go back to from a page of our own.
std::string way_back_of(const SignIn& sign_in) {
  if (sign_in.service.empty()) return "";
  return http::with_query("/login/back", {{"flow", sign_in.flow.id}});
}

/// What differs between a device that remembers her organisation and one that does not.
void add_field(const SignIn& sign_in, web::Values& values) {
  const bool is_remembered = sign_in.organisation.has_value();
  const web::Values names{{"organisation", sign_in.organisation.value_or("")}};
  const auto worded = [&](const std::string& key) {
    return text(is_remembered ? key + "_remembered" : key, sign_in.language, names);
  };
  values["organisation"] = sign_in.organisation.value_or("");
  values["lead"] = worded("address.lead");
  values["label"] = worded("address.label");
  values["hint"] = worded("address.hint");
  values["input_type"] =
      is_remembered ? "text" : "email";  // "email" would refuse the part before @
}

void add_service(const SignIn& sign_in, web::Values& values) {
  const web::Values names{{"service", sign_in.service}};
  const bool is_self = sign_in.service.empty();
  values["title"] =
      text(is_self ? "address.title" : "address.title_service", sign_in.language, names);
  values["learns"] =
      text(is_self ? "address.learns_self" : "address.learns", sign_in.language, names);
}

}  // namespace

http::Response address_page(const web::Pages& pages, const SignIn& sign_in) {
  web::Values values{{"flow", sign_in.flow.id},
                     {"token", sign_in.flow.form_token},
                     {"problem", problem_of(sign_in)},
                     {"way_back", way_back_of(sign_in)},
                     {"way_back_label", web::text("refusal.back_to_service", sign_in.language,
                                                  {{"service", sign_in.service}})},
                     {"has_participants", sign_in.organisations.empty() ? "" : "yes"}};
  add_field(sign_in, values);
  add_service(sign_in, values);
  std::vector<web::Values> participants;
  for (const std::string& name : sign_in.organisations) participants.push_back({{"name", name}});
  return pages.make({.name = "address",
                     .language = sign_in.language,
                     .values = std::move(values),
                     .lists = {{"participants", std::move(participants)}},
                     .status = sign_in.problem ? 400 : 200,
                     .same_page = path_of(sign_in)});
}

http::Response choice_page(const web::Pages& pages, const SignIn& sign_in,
                           const std::vector<Choice>& choices) {
  std::vector<web::Values> buttons;
  for (const Choice& choice : choices) {
    buttons.push_back({{"id", choice.id}, {"name", choice.name}});
  }
  return pages.make({.name = "choice",
                     .language = sign_in.language,
                     .values = {{"flow", sign_in.flow.id},
                                {"token", sign_in.flow.form_token},
                                {"back", path_of(sign_in)}},
                     .lists = {{"choices", std::move(buttons)}}});
}

}  // namespace sluis::portal
