#include "flow/visit_limit.h"

#include <chrono>
#include <utility>
#include <vector>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "http/client_network.h"

namespace sluis::flow {

namespace {

constexpr std::chrono::minutes kWindow{1};

}  // namespace

VisitLimit::VisitLimit(store::Store& store, const crypto::Keyring& keyring,
                       const crypto::Clock& clock, unsigned per_minute)
    : store_(store), keyring_(keyring), clock_(clock), per_minute_(per_minute) {}

boost::asio::awaitable<bool> VisitLimit::allows(std::string client_address) {
  if (per_minute_ == 0) co_return true;
  const auto site = http::client_site(client_address);
  std::vector<store::Operation> counting;
  counting.emplace_back(store::Count{name_of(http::client_network(client_address)), kWindow});
  if (site) counting.emplace_back(store::Count{name_of(*site), kWindow});
  const auto counted = co_await store_.run(std::move(counting));
  const auto within = [&](std::size_t index, std::int64_t limit) {
    return std::get<std::int64_t>(counted.at(index)) <= limit;
  };
  const std::int64_t limit = per_minute_;
  co_return within(0, limit) && (!site || within(1, limit * http::kNetworksOfASite));
}

std::string VisitLimit::name_of(std::string_view network) const {
  const auto& key = keyring_.primary(crypto::Purpose::seal, clock_.now()).secret();
  return "rl:" + crypto::hmac_name(key, crypto::length_prefixed({"sluis/visits/1", network}));
}

}  // namespace sluis::flow
