#include "web/logout_page.h"

#include "web/texts.h"

namespace sluis::web {

namespace {

std::vector<Values> rows_of(const std::vector<std::string>& names) {
  std::vector<Values> rows;
  for (const auto& name : names) rows.push_back({{"name", name}});
  return rows;
}

std::string organisation_in(const LoggedOut& logged_out) {
  if (!logged_out.organisation) return {};
  const std::string name =
      logged_out.organisation->empty()
          ? std::string(text("logged_out.an_organisation", logged_out.language))
          : *logged_out.organisation;
  return text("logged_out.organisation", logged_out.language, {{"organisation", name}});
}

}  // namespace

http::Response logout_confirm_page(const Pages& pages, const LogoutQuestion& question) {
  std::vector<Values> fields;
  for (const auto& [name, value] : question.fields) {
    fields.push_back({{"name", name}, {"value", value}});
  }
  const std::string asked =
      question.service.empty()
          ? ""
          : text("logout_confirm.asked", question.language, {{"service", question.service}});
  return pages.make(
      {.name = "logout_confirm",
       .language = question.language,
       .values = {{"asked", asked}, {"action", question.action}, {"way_back", question.way_back}},
       .lists = {{"fields", std::move(fields)}},
       .same_page = question.same_page});
}

http::Response logged_out_page(const Pages& pages, const LoggedOut& logged_out) {
  const Language language = logged_out.language;
  const bool has_service = !logged_out.way_back.empty() && !logged_out.service.empty();
  const std::string label =
      has_service ? text("logged_out.back_to_service", language, {{"service", logged_out.service}})
                  : std::string(text("logged_out.start", language));
  const std::string more =
      logged_out.has_more ? std::string(text("logged_out.services", language)) : std::string();
  const std::string organisation = organisation_in(logged_out);
  const bool is_complete = logged_out.still.empty() && more.empty() && organisation.empty();
  return pages.make(
      {.name = "logged_out",
       .language = language,
       .values = {{"has_told", logged_out.told.empty() ? "" : "yes"},
                  {"has_still", logged_out.still.empty() ? "" : "yes"},
                  {"is_not_complete", is_complete ? "" : "yes"},
                  {"at_organisation", organisation},
                  {"more", more},
                  {"way_back", logged_out.way_back.empty() ? "/" : logged_out.way_back},
                  {"way_back_label", label}},
       .lists = {{"told", rows_of(logged_out.told)}, {"still", rows_of(logged_out.still)}}});
}

}  // namespace sluis::web
