#include "upstream/provider.h"

#include <boost/json.hpp>
#include <utility>

#include "fault/unavailable.h"
#include "http/cache_lifetime.h"
#include "upstream/foreign_json.h"

namespace sluis::upstream {

namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kRefusalLifetime{60};

}  // namespace

Provider::Provider(std::string issuer, std::vector<crypto::Algorithm> algorithms, Parts parts)
    : issuer_(std::move(issuer)), algorithms_(std::move(algorithms)), parts_(parts), keys_(parts) {}

awaitable<Provider::Metadata> Provider::metadata() {
  if (!has_metadata()) {
    const auto turn = co_await fetching_metadata_.take();
    if (turn) co_await fetch_metadata();
  }
  if (!has_metadata()) {
    throw Unavailable(Unavailable::What::provider, "the provider's metadata could not be fetched");
  }
  co_return metadata_->metadata;
}

awaitable<void> Provider::fetch_metadata() {
  http::ClientRequest request{.method = "GET", .url = discovery_url(issuer_)};
  request.headers.add("Accept", "application/json");
  auto response = co_await parts_.client.send(std::move(request));
  const auto until = parts_.clock.now() + http::cache_lifetime(response.headers);
  const auto document = read_answer(std::move(response));
  auto metadata = read_metadata(document.get_object(), issuer_);
  if (metadata && document.get_object().contains("signed_metadata")) {
    const auto signers = co_await keys_.get(metadata->jwks_uri);
    metadata = read_signed_metadata(document.get_object(), issuer_, signers, algorithms_);
  }
  const auto lasts = metadata ? until : parts_.clock.now() + kRefusalLifetime;
  metadata_.emplace(std::move(metadata), lasts);
}

bool Provider::has_metadata() const { return metadata_ && parts_.clock.now() < metadata_->until; }

}  // namespace sluis::upstream
