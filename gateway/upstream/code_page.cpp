#include "upstream/code_page.h"

#include "http/form.h"
#include "web/refusal_text.h"
#include "web/texts.h"

namespace sluis::upstream {

namespace {

std::string problem_of(const CodePage& page) {
  if (!page.problem) return "";
  if (*page.problem != Refusal::code_wrong) {
    return std::string(web::refusal_text(*page.problem, page.language).what);
  }
  if (!page.tries_left) return std::string(web::text("code.problem_wrong", page.language));
  if (*page.tries_left == 1) return std::string(web::text("code.problem_wrong_one", page.language));
  return web::text("code.problem_wrong_many", page.language,
                   {{"tries", std::to_string(*page.tries_left)}});
}

}  // namespace

http::Response code_page(const web::Pages& pages, const CodePage& page) {
  const std::string resent =
      page.was_resent ? std::string(web::text("code.resent", page.language)) : "";
  return pages.make({.name = "code",
                     .language = page.language,
                     .values = {{"flow", page.flow_id},
                                {"token", page.form_token},
                                {"domain", page.domain},
                                {"problem", problem_of(page)},
                                {"resent", resent},
                                {"can_resend", page.can_resend ? "yes" : ""},
                                {"back", http::with_query("/login", {{"flow", page.flow_id}})}},
                     .status = page.problem ? 400 : 200,
                     .same_page = page.same_page});
}

}  // namespace sluis::upstream
