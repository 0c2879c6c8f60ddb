#include "web/refusal_page.h"

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

std::string way_back_label(const RefusalContext& context) {
  if (context.way_back.value_or("/") == "/")
    return std::string(text("refusal.start", context.language));
  if (context.service.empty()) return std::string(text("refusal.back", context.language));
  return text("refusal.back_to_service", context.language, {{"service", context.service}});
}

http::Response page_of(const Pages& pages, const RefusalText& words, int status,
                       const RefusalContext& context) {
  const Language language = context.language;
  const Values names{
      {"service", or_else(context.service, text("refusal.a_service", language))},
      {"organisation", or_else(context.organisation, text("refusal.an_organisation", language))},
  };
  return pages.make({.name = "refusal",
                     .language = language,
                     .values = {{"title", std::string(words.title)},
                                {"what", begun(filled(words.what, names))},
                                {"then", begun(filled(words.then, names))},
                                {"reference", context.request_id},
                                {"way_back", context.way_back.value_or("/")},
                                {"way_back_label", way_back_label(context)}},
                     .status = status});
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
      return "unavailable.store";
    case mail:
      return "unavailable.mail";
    case provider:
      return "unavailable.provider";
    case busy:
      return "unavailable.busy";
  }
  return "unavailable.store";
}

}  // namespace

http::Response refusal_page(const Pages& pages, Refusal refusal, const RefusalContext& context) {
  const int status = status_of(refusal);
  http::Response response =
      page_of(pages, refusal_text(refusal, context.language), status, context);
  if (status == 429) response.headers.set("Retry-After", "60");
  return response;
}

http::Response unavailable_page(const Pages& pages, Unavailable::What what,
                                const RefusalContext& context) {
  http::Response response = page_of(pages, words_of(stem_of(what), context.language), 503, context);
  response.headers.set("Retry-After", "60");
  return response;
}

http::Response broken_page(const Pages& pages, const RefusalContext& context) {
  return page_of(pages, words_of("broken", context.language), 500, context);
}

http::Response not_found_page(const Pages& pages, const RefusalContext& context) {
  RefusalContext without_reference = context;
  without_reference.request_id.clear();
  return page_of(pages, words_of("not_found", context.language), 404, without_reference);
}

}  // namespace sluis::web
