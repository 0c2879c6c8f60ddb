#include "ways_in.h"

#include <algorithm>
#include <utility>

#include "crypto/secret.h"

namespace sluis {

namespace {

bool offers(const identity::AllowlistEntry& entry, std::string_view connector) {
  return std::ranges::find(entry.connectors, connector) != entry.connectors.end();
}

bool has_several(const identity::AllowlistEntry& entry) { return entry.connectors.size() > 1; }

}  // namespace

/// What she said of herself, before anything of it was looked up.
struct WaysIn::Said {
  identity::DomainName domain;                    // before alias
  std::optional<identity::EmailAddress> address;  // nothing: her organisation is all she said
  std::string connector;                          // empty: she chose none
};

http::Response WaysIn::page(const http::Form& query, const Visitor& visitor) const {
  auto shown = sign_in(visitor);
  if (query.get(portal::kOtherAddress)) return portal::address_page(rooms_.pages, shown);
  const auto asked = query.get("organisation");
  if (asked) {
    const auto connector = query.get("connector").value_or("");
    shown.organisation = organisation_of(
        {.domain = std::string(*asked), .connector = std::string(connector)}, visitor);
  } else if (const auto remembered = rooms_.organisation.read(visitor.request)) {
    shown.organisation = organisation_of(*remembered, visitor);
  }
  if (!shown.organisation || shown.organisation->needs_address) {
    return portal::address_page(rooms_.pages, shown);
  }
  const bool is_to_choose = asked && shown.organisation->connector.empty();
  return is_to_choose ? portal::choice_page(rooms_.pages, shown)
                      : portal::organisation_page(rooms_.pages, shown);
}

std::expected<std::variant<WayIn, WaysIn::Question>, Refusal> WaysIn::read(
    const http::Form& form, const Visitor& visitor) const {
  auto said = said_in(form, visitor.flow);
  if (!said) return another_address({said.error(), std::nullopt}, form, visitor);
  const auto listed = rooms_.allowlist.find(said->domain, rooms_.clock.now());
  if (!listed) return another_address({listed.error(), said->domain.text()}, form, visitor);

  const auto& entry = **listed;
  if (!said->connector.empty() && !offers(entry, said->connector)) {
    return std::unexpected(Refusal::connector_not_permitted);
  }
  if (said->connector.empty() && has_several(entry)) {
    auto asked = which_connector(std::move(*said), entry, form, visitor);
    if (!asked) return std::unexpected(asked.error());
    return std::move(*asked);
  }
  if (said->connector.empty()) said->connector = entry.connectors.front();
  if (needs_address(said->connector) && !said->address) {
    return Question{.answer = http::see_other(portal::organisation_path(
                        visitor.flow, said->domain.text(), said->connector)),
                    .problem = std::nullopt};
  }
  return way_of(std::move(*said), entry, form, visitor);
}

std::expected<WaysIn::Said, Refusal> WaysIn::said_in(const http::Form& form,
                                                     const flow::Flow& flow) {
  const std::string connector(form.get("connector").value_or(""));
  // A button. What she typed before she came to it may be in the flow.
  if (const auto organisation = form.get("organisation")) {
    auto domain = identity::DomainName::parse(*organisation);
    if (!domain) return std::unexpected(domain.error());
    Said said{.domain = std::move(*domain), .address = {}, .connector = connector};
    auto typed = identity::EmailAddress::parse(flow.memory);
    if (typed && typed->domain() == said.domain) said.address = std::move(*typed);
    return said;
  }
  std::string typed(form.get("address").value_or(""));
  const auto domain = form.get("domain").value_or("");
  if (!domain.empty() && !typed.contains('@')) typed.append("@").append(domain);
  auto address = identity::EmailAddress::parse(typed);
  crypto::wipe(typed);
  if (!address) return std::unexpected(address.error());
  Said said{.domain = address->domain(), .address = std::move(*address), .connector = {}};
  // A whole address may be of another organisation than the one that the page knew.
  if (said.domain.text() == domain) said.connector = connector;
  return said;
}

WayIn WaysIn::way_of(Said said, const identity::AllowlistEntry& entry, const http::Form& form,
                     const Visitor& visitor) const {
  WayIn way{.connector = said.connector, .address = {}, .to_remember = {}, .acr = entry.acr};
  if (needs_address(said.connector)) way.address = said.address.value().with_domain(entry.domain);
  const auto known = rooms_.organisation.read(visitor.request);
  if (form.get("remember") || (known && known->domain == said.domain.text())) {
    way.to_remember = {.domain = said.domain.text(),
                       .connector = has_several(entry) ? said.connector : std::string()};
  }
  return way;
}

std::expected<WaysIn::Question, Refusal> WaysIn::which_connector(
    Said said, const identity::AllowlistEntry& entry, const http::Form& form,
    const Visitor& visitor) const {
  // Whatever this flow began at another connector is over. Her address waits for her choice only
  // where one of them needs it.
  auto& flow = visitor.flow;
  flow.connector.clear();
  flow.memory.clear();
  const bool may_need_it = std::ranges::any_of(
      entry.connectors, [this](const auto& connector) { return needs_address(connector); });
  if (said.address && may_need_it) flow.memory = said.address->expose().expose();

  auto answer = http::see_other(portal::organisation_path(flow, said.domain.text()));
  if (const auto saved = rooms_.flows.save(flow, visitor.request, answer); !saved) {
    return std::unexpected(saved.error());
  }
  if (form.get("remember")) {
    rooms_.organisation.write({.domain = said.domain.text(), .connector = {}}, answer);
  }
  return Question{.answer = std::move(answer), .problem = std::nullopt};
}

WaysIn::Question WaysIn::another_address(Problem problem, const http::Form& form,
                                         const Visitor& visitor) const {
  auto shown = sign_in(visitor);
  shown.problem = problem.refusal;
  shown.problem_domain = std::move(problem.domain);
  // The page that she came from had the domain behind the field, or had not.
  if (const auto domain = form.get("domain")) {
    shown.organisation =
        organisation_of({.domain = std::string(*domain),
                         .connector = std::string(form.get("connector").value_or(""))},
                        visitor);
  }
  return {.answer = portal::address_page(rooms_.pages, shown), .problem = problem.refusal};
}

portal::SignIn WaysIn::sign_in(const Visitor& visitor) const {
  return {.flow = visitor.flow,
          .language = visitor.language,
          .service = visitor.service,
          .organisations = rooms_.participants};
}

std::optional<portal::Organisation> WaysIn::organisation_of(const flow::Remembered& said,
                                                            const Visitor& visitor) const {
  const auto domain = identity::DomainName::parse(said.domain);
  if (!domain) return std::nullopt;
  const auto listed = rooms_.allowlist.find(*domain, rooms_.clock.now());
  if (!listed) return std::nullopt;
  const auto& entry = **listed;
  const auto remembered = rooms_.organisation.read(visitor.request);
  portal::Organisation known{.domain = domain->text(),
                             .name = entry.organisation,
                             .is_remembered = remembered && remembered->domain == said.domain};
  if (!has_several(entry)) {
    known.connector = entry.connectors.front();
  } else if (offers(entry, said.connector)) {
    known.connector = said.connector;
  }
  known.needs_address = !known.connector.empty() && needs_address(known.connector);
  if (has_several(entry)) {
    for (const auto& id : entry.connectors) {
      known.choices.push_back(
          {id, rooms_.connectors.at(id)->description().name.in(visitor.language)});
    }
  }
  return known;
}

bool WaysIn::needs_address(const std::string& connector) const {
  return rooms_.connectors.at(connector)->needs() == upstream::Needs::address;
}

}  // namespace sluis
