#include "upstream/code_limits.h"

#include <charconv>
#include <utility>
#include <vector>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "http/client_network.h"

namespace sluis::upstream {

namespace {

using boost::asio::awaitable;

/// A counter as `get` finds it: in decimal, or not there.
std::int64_t count_in(const store::Outcome& outcome) {
  const auto& value = std::get<store::Value>(outcome);
  std::int64_t count = 0;
  if (value) std::from_chars(value->data(), value->data() + value->size(), count);
  return count;
}

std::int64_t count_of(const store::Outcome& outcome) { return std::get<std::int64_t>(outcome); }

// The names of a flow's counters: the label keeps them apart from each other and from every other
// use of the key.
std::string flow_name(const crypto::Secret& key, std::string_view label, std::string_view flow_id) {
  return crypto::hmac_name(key, crypto::length_prefixed({label, flow_id}));
}
std::string tries_name(const crypto::Secret& key, std::string_view flow_id) {
  return "rl:" + flow_name(key, "sluis/code-tries/1", flow_id);
}
std::string sendings_name(const crypto::Secret& key, std::string_view flow_id) {
  return "rl:" + flow_name(key, "sluis/code-sendings/1", flow_id);
}
std::string used_name(const crypto::Secret& key, std::string_view flow_id) {
  return "seen:" + flow_name(key, "sluis/code-used/1", flow_id);
}

constexpr std::string_view kWrongCodes = "sluis/wrong-codes/1";
constexpr std::string_view kKnownNetwork = "sluis/code-network/1";

}  // namespace

struct CodeLimits::MailNames {
  std::string network;
  std::optional<std::string> site;
  std::string address_there;
  std::string address;
};

std::string CodeLimits::name(std::string_view label,
                             std::initializer_list<std::string_view> of) const {
  const auto& key = parts_.keyring.primary(crypto::Purpose::seal, parts_.clock.now()).secret();
  auto fields = crypto::length_prefixed(of);
  auto name = "rl:" + crypto::hmac_name(key, crypto::length_prefixed({label, fields}));
  crypto::wipe(fields);
  return name;
}

const crypto::Secret* CodeLimits::key_of(const CountedFlow& flow) const {
  for (const auto* key : parts_.keyring.usable(crypto::Purpose::seal, parts_.clock.now())) {
    if (key->id == flow.key_id) return &key->secret();
  }
  return nullptr;
}

CodeLimits::MailNames CodeLimits::mail_names(const identity::EmailAddress& address,
                                             std::string_view client_address) const {
  const auto network = http::client_network(client_address);
  const auto site = http::client_site(client_address);
  const auto local = address.expose_local_part();
  const auto& domain = address.domain().text();
  return {.network = name("sluis/mails-of-network/1", {network}),
          .site = site ? std::optional(name("sluis/mails-of-network/1", {*site})) : std::nullopt,
          .address_there = name("sluis/mails-of-address-there/1", {local, domain, network}),
          .address = name("sluis/mails-of-address/1", {local, domain})};
}

bool CodeLimits::allows(std::int64_t in_network, std::int64_t of_address_there,
                        std::int64_t of_address) const {
  const auto is_within = [](std::int64_t count, std::int64_t limit) {
    return limit == 0 || count <= limit;
  };
  // Four quarters make the hour: 3 mails in 15 minutes are 12.
  return is_within(in_network, allowance_.per_network) &&
         is_within(of_address_there, allowance_.per_address) &&
         is_within(of_address, 4 * std::int64_t{allowance_.per_address});
}

bool CodeLimits::allows_site(std::int64_t count) const {
  return allowance_.per_network == 0 ||
         count <= std::int64_t{allowance_.per_network} * http::kNetworksOfASite;
}

awaitable<std::expected<CodeLimits::Sending, Refusal>> CodeLimits::admit_mail(
    const identity::EmailAddress& address, CountedFlow flow, std::string client_address) {
  const auto* key = key_of(flow);
  if (!key) co_return std::unexpected(Refusal::flow_unknown);
  auto network = http::client_network(client_address);
  const auto names = mail_names(address, client_address);

  // Two round trips: first a look, so that what is refused is not counted.
  std::vector<store::Operation> look;
  look.emplace_back(store::Get{names.network});
  look.emplace_back(store::Get{names.address_there});
  look.emplace_back(store::Get{names.address});
  look.emplace_back(store::Get{name(kWrongCodes, {})});
  look.emplace_back(store::Get{tries_name(*key, flow.id)});
  if (names.site) look.emplace_back(store::Get{*names.site});
  const auto seen = co_await parts_.store.run(std::move(look));
  const auto tried = count_in(seen.at(4));
  if (tried >= kTries) co_return std::unexpected(Refusal::code_tries_exhausted);
  if (co_await is_closed_for(count_in(seen.at(3)), std::move(network))) {
    co_return std::unexpected(Refusal::too_many_wrong_codes);
  }
  const bool is_site_full = names.site && !allows_site(count_in(seen.at(5)) + 1);
  if (is_site_full ||
      !allows(count_in(seen.at(0)) + 1, count_in(seen.at(1)) + 1, count_in(seen.at(2)) + 1)) {
    co_return std::unexpected(Refusal::too_many_mails);
  }

  // Others may have looked at the same moment: the counts themselves decide.
  std::vector<store::Operation> counting;
  counting.emplace_back(store::Count{names.network, kMailWindow});
  counting.emplace_back(store::Count{names.address_there, kMailWindow});
  counting.emplace_back(store::Count{names.address, kAddressWindow});
  counting.emplace_back(store::Count{sendings_name(*key, flow.id), kFlowLifetime});
  if (names.site) counting.emplace_back(store::Count{*names.site, kMailWindow});
  const auto counted = co_await parts_.store.run(std::move(counting));
  if ((names.site && !allows_site(count_of(counted.at(4)))) ||
      !allows(count_of(counted.at(0)), count_of(counted.at(1)), count_of(counted.at(2)))) {
    co_return std::unexpected(Refusal::too_many_mails);
  }
  co_return Sending{.number = count_of(counted.at(3)),
                    .tries_left = kTries - static_cast<unsigned>(tried)};
}

awaitable<std::expected<CodeLimits::Try, Refusal>> CodeLimits::admit_try(
    CountedFlow flow, std::int64_t sending_number, std::string client_address) {
  const auto* key = key_of(flow);
  if (!key) co_return std::unexpected(Refusal::flow_unknown);
  std::vector<store::Operation> operations;
  operations.emplace_back(store::Count{tries_name(*key, flow.id), kFlowLifetime});
  operations.emplace_back(store::Get{sendings_name(*key, flow.id)});
  operations.emplace_back(store::Get{name(kWrongCodes, {})});
  const auto outcomes = co_await parts_.store.run(std::move(operations));

  const auto tries = count_of(outcomes.at(0));
  const auto wrong_codes = count_in(outcomes.at(2));
  if (tries > kTries) co_return std::unexpected(Refusal::code_tries_exhausted);
  if (wrong_codes > kCarefulAbove && tries > 1) {
    co_return std::unexpected(Refusal::too_many_wrong_codes);
  }
  if (co_await is_closed_for(wrong_codes, http::client_network(client_address))) {
    co_return std::unexpected(Refusal::too_many_wrong_codes);
  }
  co_return Try{.left = kTries - static_cast<unsigned>(tries),
                .is_latest = count_in(outcomes.at(1)) == sending_number};
}

awaitable<std::expected<void, Refusal>> CodeLimits::note_wrong(unsigned tries_left) {
  const auto wrong_codes = co_await parts_.store.count(name(kWrongCodes, {}), kWrongCodeWindow);
  if (tries_left == 0) co_return std::unexpected(Refusal::code_tries_exhausted);
  if (wrong_codes > kCarefulAbove) co_return std::unexpected(Refusal::too_many_wrong_codes);
  co_return std::expected<void, Refusal>{};
}

awaitable<std::expected<void, Refusal>> CodeLimits::note_right(CountedFlow flow,
                                                               std::string client_address) {
  const auto* key = key_of(flow);
  if (!key) co_return std::unexpected(Refusal::flow_unknown);
  const auto network = http::client_network(client_address);
  std::vector<store::Operation> operations;
  operations.emplace_back(store::Add{used_name(*key, flow.id), "1", kFlowLifetime});
  operations.emplace_back(store::Put{name(kKnownNetwork, {network}), "1", kKnownNetworkLifetime});
  const auto outcomes = co_await parts_.store.run(std::move(operations));
  if (!std::get<bool>(outcomes.at(0))) co_return std::unexpected(Refusal::flow_used);
  co_return std::expected<void, Refusal>{};
}

awaitable<bool> CodeLimits::is_closed_for(std::int64_t wrong_codes, std::string network) {
  if (wrong_codes <= kClosedAbove) co_return false;
  const auto known = co_await parts_.store.get(name(kKnownNetwork, {network}));
  co_return !known.has_value();
}

}  // namespace sluis::upstream
