#include "upstream/provider.h"

#include <boost/json.hpp>
#include <utility>

#include "fault/unavailable.h"
#include "upstream/foreign_json.h"

namespace sluis::upstream {

namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kRefusalLifetime{60};

http::ClientRequest get(std::string url) {
  http::ClientRequest request{.method = "GET", .url = std::move(url)};
  request.headers.add("Accept", "application/json");
  return request;
}

[[noreturn]] void give_up(const char* text) {
  throw Unavailable(Unavailable::What::provider, text);
}

}  // namespace

Provider::Provider(std::string issuer, std::vector<crypto::Algorithm> algorithms, Parts parts)
    : issuer_(std::move(issuer)), algorithms_(std::move(algorithms)), parts_(parts) {}

awaitable<Provider::Metadata> Provider::metadata() {
  if (!has_metadata()) {
    const auto turn = co_await fetching_metadata_.take();
    if (turn) co_await fetch_metadata();
  }
  if (!has_metadata()) give_up("the provider's metadata could not be fetched");
  co_return metadata_->metadata;
}

awaitable<Provider::Keys> Provider::keys(std::string jwks_uri) {
  if (!has_keys(jwks_uri)) {
    const auto turn = co_await fetching_keys_.take();
    if (turn) co_await fetch_keys(jwks_uri);
  }
  if (!has_keys(jwks_uri)) give_up("the provider's keys could not be fetched");
  co_return keys_->keys;
}

awaitable<std::optional<Provider::Keys>> Provider::newer_keys(std::string jwks_uri) {
  const auto turn = co_await fetching_keys_.take();
  if (turn) {
    const auto now = parts_.clock.now();
    if (asked_again_at_ && now - *asked_again_at_ < kBetweenRefetches) co_return std::nullopt;
    asked_again_at_ = now;
    co_await fetch_keys(jwks_uri);
  }
  if (!has_keys(jwks_uri)) give_up("the provider's keys could not be fetched");
  co_return keys_->keys;
}

awaitable<void> Provider::fetch_metadata() {
  auto request = get(discovery_url(issuer_));
  auto response = co_await parts_.client.send(std::move(request));
  const auto until = parts_.clock.now() + cache_lifetime(response.headers);
  const auto document = read_answer(std::move(response));
  auto metadata = read_metadata(document.get_object(), issuer_);
  if (metadata && document.get_object().contains("signed_metadata")) {
    const auto signers = co_await keys(metadata->jwks_uri);
    metadata = read_signed_metadata(document.get_object(), issuer_, signers, algorithms_);
  }
  const auto lasts = metadata ? until : parts_.clock.now() + kRefusalLifetime;
  metadata_.emplace(std::move(metadata), lasts);
}

awaitable<void> Provider::fetch_keys(std::string jwks_uri) {
  auto request = get(jwks_uri);
  const auto response = co_await parts_.client.send(std::move(request));
  if (response.status != 200) give_up("the provider did not answer with its keys");
  auto keys = crypto::parse_jwks(response.body);
  if (!keys) give_up("the provider's answer is no set of keys");
  const auto until = parts_.clock.now() + cache_lifetime(response.headers);
  keys_.emplace(std::move(jwks_uri), std::move(*keys), until);
}

bool Provider::has_metadata() const { return metadata_ && parts_.clock.now() < metadata_->until; }

bool Provider::has_keys(const std::string& jwks_uri) const {
  return keys_ && keys_->uri == jwks_uri && parts_.clock.now() < keys_->until;
}

}  // namespace sluis::upstream
