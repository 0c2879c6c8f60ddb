#include "http/remote_keys.h"

#include <utility>

#include "fault/unavailable.h"
#include "http/cache_lifetime.h"

namespace sluis::http {

namespace {

using boost::asio::awaitable;

[[noreturn]] void give_up(const char* text) {
  throw Unavailable(Unavailable::What::provider, text);
}

}  // namespace

awaitable<RemoteKeys::Keys> RemoteKeys::get(std::string address) {
  if (!has_fresh(address)) {
    const auto turn = co_await fetching_.take();
    if (turn) co_await fetch(address);
  }
  if (!has_fresh(address)) give_up("the keys could not be fetched");
  co_return kept_->keys;
}

awaitable<std::optional<RemoteKeys::Keys>> RemoteKeys::get_newer(std::string address) {
  const auto turn = co_await fetching_.take();
  if (turn) {
    const auto now = parts_.clock.now();
    if (asked_again_at_ && now - *asked_again_at_ < kBetweenRefetches) co_return std::nullopt;
    asked_again_at_ = now;
    co_await fetch(address);
  }
  if (!has_fresh(address)) give_up("the keys could not be fetched");
  co_return kept_->keys;
}

std::optional<RemoteKeys::Keys> RemoteKeys::last(const std::string& address) const {
  if (!kept_ || kept_->address != address) return std::nullopt;
  if (parts_.clock.now() - kept_->fetched_at >= kLongestKept) return std::nullopt;
  return kept_->keys;
}

awaitable<void> RemoteKeys::fetch(std::string address) {
  ClientRequest request{.method = "GET", .url = address};
  request.headers.add("Accept", "application/json");
  const auto response = co_await parts_.client.send(std::move(request));
  if (response.status != 200) give_up("the answer is not 200, so no set of keys");
  auto keys = crypto::parse_jwks(response.body);
  if (!keys) give_up("the answer is no set of keys");
  const auto now = parts_.clock.now();
  kept_.emplace(std::move(address), std::move(*keys), now, now + cache_lifetime(response.headers));
}

bool RemoteKeys::has_fresh(const std::string& address) const {
  return kept_ && kept_->address == address && parts_.clock.now() < kept_->until;
}

}  // namespace sluis::http
