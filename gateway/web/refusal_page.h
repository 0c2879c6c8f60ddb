#pragma once

// A refusal or a fault in human words: what happened, whose help desk to ask, a reference to quote,
// a way back.

#include <optional>
#include <string>

#include "fault/refusal.h"
#include "fault/unavailable.h"
#include "web/page.h"

namespace sluis::web {

struct RefusalContext {
  Language language = Language::nl;
  std::string request_id;  // the reference to quote; empty: none is shown
  std::string service{};   // the service she came from
  std::optional<std::string>
      way_back{};              // a link of ours that leads back to the service or to the start
  std::string organisation{};  // hers, where it is known
  /// It was a service that asked wrongly, and not a provider that answered wrongly: SAML is spoken
  /// by both.
  bool is_of_service = false;
};

http::Response refusal_page(const Pages& pages, Refusal refusal, const RefusalContext& context);
/// 503 with Retry-After.
http::Response unavailable_page(const Pages& pages, Unavailable::What what,
                                const RefusalContext& context);
/// 500: an invariant of ours fell.
http::Response broken_page(const Pages& pages, const RefusalContext& context);
/// 404. Nothing is wrong that a help desk could mend, so it names none and shows no reference.
http::Response not_found_page(const Pages& pages, const RefusalContext& context);

}  // namespace sluis::web
