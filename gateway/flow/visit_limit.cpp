#include "flow/visit_limit.h"

#include <chrono>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "http/client_network.h"

namespace sluis::flow {

VisitLimit::VisitLimit(store::Store& store, const crypto::Keyring& keyring,
                       const crypto::Clock& clock, unsigned per_minute)
    : store_(store), keyring_(keyring), clock_(clock), per_minute_(per_minute) {}

boost::asio::awaitable<bool> VisitLimit::allows(std::string client_address) {
  if (per_minute_ == 0) co_return true;
  const auto& key = keyring_.primary(crypto::Purpose::seal, clock_.now()).secret();
  const auto network = http::client_network(client_address);
  auto name = "rl:" + crypto::hmac_name(key, crypto::length_prefixed({"sluis/visits/1", network}));
  const auto count = co_await store_.count(std::move(name), std::chrono::minutes(1));
  co_return count <= static_cast<std::int64_t>(per_minute_);
}

}  // namespace sluis::flow
