#include "web/logout_page.h"

#include "web/texts.h"

namespace sluis::web {

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
  const std::string organisation = logged_out.organisation.empty()
                                       ? std::string(text("logged_out.an_organisation", language))
                                       : logged_out.organisation;
  return pages.make(
      {.name = "logged_out",
       .language = language,
       .values = {{"organisation", organisation},
                  {"way_back", logged_out.way_back.empty() ? "/" : logged_out.way_back},
                  {"way_back_label", label}}});
}

}  // namespace sluis::web
