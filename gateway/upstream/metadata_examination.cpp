#include "upstream/metadata_examination.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "http/ascii.h"
#include "upstream/foreign_json.h"
#include "upstream/provider_metadata.h"

namespace sluis::upstream {

namespace {

namespace json = boost::json;
using enum Finding::Side;
using Names = std::vector<std::string_view>;

/// Nothing where it does not say, or says something that is no list. Members that are no text are
/// passed over.
std::optional<Names> listed(const json::object& document, std::string_view name) {
  const auto* list = document.if_contains(name);
  if (!list || !list->is_array()) return std::nullopt;
  Names names;
  for (const auto& one : list->get_array()) {
    if (one.is_string()) names.emplace_back(std::string_view(one.get_string()));
  }
  return names;
}

bool holds(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_true(const json::object& document, std::string_view name) {
  const auto* value = document.if_contains(name);
  return value && value->is_bool() && value->get_bool();
}

/// At most eight, each as it may be shown.
std::string shown(const Names& names) {
  constexpr std::size_t kShown = 8;
  std::vector<std::string> few;
  for (const auto name : names) {
    if (few.size() == kShown) {
      few.emplace_back("…");
      break;
    }
    few.push_back(in_quotes(name));
  }
  return few.empty() ? "nothing" : fmt::format("{}", fmt::join(few, ", "));
}

std::string shown(const std::vector<crypto::Algorithm>& algorithms) {
  std::vector<std::string_view> names;
  for (const auto algorithm : algorithms) names.push_back(crypto::name_of(algorithm));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string_view without_slash(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return issuer;
}

std::string_view behind_scheme(std::string_view issuer) {
  const auto end = issuer.find("://");
  return end == std::string_view::npos ? issuer : issuer.substr(end + 3);
}

/// What is different between two issuers that should be equal to the letter.
std::string_view difference(std::string_view theirs_says, std::string_view ours_says) {
  if (without_slash(theirs_says) == without_slash(ours_says)) return "only in a slash at the end";
  if (http::equal_without_case(theirs_says, ours_says)) return "only in capital letters";
  if (behind_scheme(theirs_says) == behind_scheme(ours_says)) return "in http or https";
  return "it is another one";
}

// Standards NLR-06: to the letter.
void examine_issuer(const json::object& document, const OidcSettings& settings, Findings& found) {
  const auto issuer = text_of(document, "issuer");
  if (!issuer) {
    found.push_back(Finding::bad(theirs, "the discovery document names no issuer"));
  } else if (*issuer == settings.issuer) {
    found.push_back(Finding::good(theirs, "the issuer is ours to the letter"));
  } else {
    found.push_back(Finding::bad(
        ours, fmt::format("they call themselves {} and our configuration says {}; the difference: "
                          "{}. Write their word for it, or they correct theirs",
                          in_quotes(*issuer), in_quotes(settings.issuer),
                          difference(*issuer, settings.issuer))));
  }
}

void examine_endpoints(const json::object& document, const OidcSettings& settings,
                       Findings& found) {
  const bool may_be_plain = settings.issuer.starts_with("http://");
  const auto before = found.size();
  for (const std::string_view name :
       {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"}) {
    if (!document.contains(name)) {
      if (name == "userinfo_endpoint") continue;
      found.push_back(Finding::bad(theirs, fmt::format("there is no {}", name)));
    } else if (!is_endpoint(text_of(document, name).value_or(""), may_be_plain)) {
      found.push_back(Finding::bad(theirs, fmt::format("{} is no https address", name)));
    }
  }
  if (found.size() == before) {
    found.push_back(Finding::good(theirs, "its endpoints are https addresses"));
  }
  if (!document.contains("userinfo_endpoint")) {
    found.push_back(Finding::note(
        theirs, fmt::format("there is no userinfo_endpoint: {} must stand in the ID token",
                            in_quotes(settings.email_claim))));
  }
}

// OIDC Core 3.1, RFC 7636, RFC 9126, OIDC Core 6: a code, in the query, with S256, and nothing
// that we do not speak.
void examine_flow(const json::object& document, Findings& found) {
  const auto types = listed(document, "response_types_supported");
  if (types && !holds(*types, "code")) {
    found.push_back(Finding::bad(theirs, "they do not offer response_type code"));
  }
  const auto modes = listed(document, "response_modes_supported");
  if (modes && !holds(*modes, "query")) {
    found.push_back(Finding::bad(theirs, "they do not offer response_mode query"));
  }
  const auto grants = listed(document, "grant_types_supported");
  if (grants && !holds(*grants, "authorization_code")) {
    found.push_back(Finding::bad(theirs, "they do not offer the grant type authorization_code"));
  }
  if (is_true(document, "require_pushed_authorization_requests")) {
    found.push_back(
        Finding::bad(theirs,
                     "they want authorization requests to be pushed (RFC 9126), which we "
                     "do not do"));
  }
  if (is_true(document, "require_signed_request_object")) {
    found.push_back(Finding::bad(
        theirs, "they want authorization requests to be signed (RFC 9101), which we do not do"));
  }
}

// Standards NLR-01.
void examine_pkce(const json::object& document, Findings& found) {
  const auto methods = listed(document, "code_challenge_methods_supported");
  if (!methods) {
    found.push_back(Finding::note(
        theirs,
        "they do not announce PKCE (code_challenge_methods_supported); we send S256, and "
        "whether they look at it is theirs to say"));
  } else if (holds(*methods, "S256")) {
    found.push_back(Finding::good(theirs, "PKCE with S256 is offered"));
  } else {
    found.push_back(Finding::bad(
        theirs, fmt::format("PKCE is offered by {}, and we send S256", shown(*methods))));
  }
}

// OIDC Core 9: client_secret_basic is what it does when it does not say.
void examine_authentication(const json::object& document, const OidcSettings& settings,
                            Findings& found) {
  const bool has_secret = std::holds_alternative<crypto::Secret>(settings.credentials);
  const std::string_view method = has_secret ? "client_secret_basic" : "private_key_jwt";
  const auto methods = listed(document, "token_endpoint_auth_methods_supported")
                           .value_or(Names{"client_secret_basic"});
  if (holds(methods, method)) {
    found.push_back(Finding::good(theirs, fmt::format("{} is offered", method)));
  } else {
    const std::string_view other = has_secret ? "private_key_jwt" : "client_secret_basic";
    const bool is_way_out = holds(methods, other);
    found.push_back(Finding::bad(
        is_way_out ? ours : theirs,
        fmt::format("we prove who we are by {} and they offer {}{}", method, shown(methods),
                    is_way_out ? fmt::format("; {} would do ({})", other,
                                             has_secret ? "key_file" : "client_secret_file")
                               : "")));
  }
  const auto algorithms = listed(document, "token_endpoint_auth_signing_alg_values_supported");
  if (!has_secret && algorithms && !holds(*algorithms, "ES256")) {
    found.push_back(Finding::bad(
        theirs,
        fmt::format("we sign our assertions with ES256 and they take {}", shown(*algorithms))));
  }
}

// Standards OPX-14: allow-listed per connector, never taken from a token.
void examine_algorithms(const json::object& document, const OidcSettings& settings,
                        Findings& found) {
  const auto says = listed(document, "id_token_signing_alg_values_supported");
  const auto permitted = shown(settings.algorithms);
  if (!says) {
    found.push_back(Finding::note(
        theirs, fmt::format("they do not say how they sign ID tokens; {} is allowed", permitted)));
    return;
  }
  const auto both = id_token_algorithms(document, settings);
  if (!both.empty()) {
    const bool has_others = both.size() < says->size();
    found.push_back(Finding::good(
        theirs, fmt::format("ID tokens signed with {} are offered and allowed{}", shown(both),
                            has_others ? "; they must sign ours with that" : "")));
    return;
  }
  const bool is_known = std::ranges::any_of(
      *says, [](std::string_view name) { return crypto::algorithm_named(name).has_value(); });
  found.push_back(
      Finding::bad(is_known ? ours : theirs,
                   fmt::format("they sign ID tokens with {} and this connector allows {}{}",
                               shown(*says), permitted, is_known ? ": see its algorithms" : "")));
}

// OIDC Discovery 3: claims_supported and scopes_supported need not be exhaustive, so what lacks
// there is worth a question to them and no more.
void examine_claims(const json::object& document, const OidcSettings& settings, Findings& found) {
  const auto claims = listed(document, "claims_supported");
  if (!claims) {
    found.push_back(Finding::note(theirs, "they do not say which claims they have"));
  } else if (!holds(*claims, settings.email_claim)) {
    found.push_back(Finding::note(
        theirs, fmt::format("they do not announce the claim {}: without it nobody gets in",
                            in_quotes(settings.email_claim))));
  } else {
    found.push_back(Finding::good(
        theirs, fmt::format("the claim {} is announced", in_quotes(settings.email_claim))));
  }
  if (settings.authoritative) {
    found.push_back(Finding::note(
        ours, "authoritative: true: their word on addresses counts without email_verified"));
  } else if (claims && !holds(*claims, "email_verified")) {
    found.push_back(
        Finding::note(theirs,
                      "they do not announce email_verified: without it nobody gets in, unless the "
                      "organisation gives out the addresses itself (authoritative: true)"));
  }
  const auto scopes = listed(document, "scopes_supported");
  if (scopes && !holds(*scopes, "openid")) {
    found.push_back(Finding::bad(theirs, "they do not offer the scope openid"));
  }
  if (scopes && !holds(*scopes, "email")) {
    found.push_back(
        Finding::note(theirs, "they do not announce the scope email, which we ask for"));
  }
}

void examine_acr(const json::object& document, const OidcSettings& settings, Findings& found) {
  const auto values = listed(document, "acr_values_supported");
  if (settings.acr.empty()) {
    if (values && !values->empty()) {
      found.push_back(Finding::note(
          ours, fmt::format("they know {} as levels of assurance and none of them is mapped: every "
                            "login counts as {}",
                            shown(*values), in_quotes(settings.default_acr))));
    }
    return;
  }
  if (!values) {
    found.push_back(Finding::note(theirs, "they do not say which acr values they know"));
    return;
  }
  for (const auto& [their_word, our_word] : settings.acr) {
    if (holds(*values, their_word)) continue;
    found.push_back(
        Finding::note(ours, fmt::format("acr maps {}, which they do not announce (they have {})",
                                        in_quotes(their_word), shown(*values))));
  }
}

// RFC 9207, standards NLR-10; OIDC Core 8.
void examine_identity(const json::object& document, const OidcSettings& settings, Findings& found) {
  if (is_true(document, "authorization_response_iss_parameter_supported")) {
    found.push_back(Finding::good(theirs, "they name themselves in their answers (RFC 9207)"));
  } else {
    found.push_back(Finding::note(
        theirs,
        "they do not name themselves in their answers (RFC 9207): against a mix-up with "
        "another provider there is the redirect URI of its own"));
  }
  const auto types = listed(document, "subject_types_supported");
  const bool is_pairwise_only = types && holds(*types, "pairwise") && !holds(*types, "public");
  if (is_pairwise_only && settings.identity == OidcSettings::Identity::subject) {
    found.push_back(Finding::note(
        theirs,
        "their sub is for us alone (pairwise). That is good, and it hangs on our client "
        "id: when that changes, everybody is somebody else"));
  }
}

}  // namespace

std::vector<crypto::Algorithm> id_token_algorithms(const json::object& document,
                                                   const OidcSettings& settings) {
  const auto says = listed(document, "id_token_signing_alg_values_supported");
  auto algorithms = settings.algorithms;
  if (says) {
    std::erase_if(algorithms, [&](auto one) { return !holds(*says, crypto::name_of(one)); });
  }
  return algorithms;
}

Findings examine_metadata(const json::object& document, const OidcSettings& settings) {
  Findings found;
  examine_issuer(document, settings, found);
  examine_endpoints(document, settings, found);
  examine_flow(document, found);
  examine_pkce(document, found);
  examine_authentication(document, settings, found);
  examine_algorithms(document, settings, found);
  examine_claims(document, settings, found);
  examine_acr(document, settings, found);
  examine_identity(document, settings, found);
  return found;
}

}  // namespace sluis::upstream
