#include "token_fitness.h"

#include <stdexcept>
#include <string_view>
#include <utility>

#include "crypto/pseudonym_mac.h"
#include "crypto/token.h"
#include "fault/unavailable.h"

namespace sluis {

namespace {

// What the token is asked for when nothing else is to be asked: a label that no record has.
constexpr std::string_view kProbe = "sluis/probe/1";

}  // namespace

std::unique_ptr<crypto::TokenLine> line_to_token(const Config& config,
                                                 std::function<void(const std::string&)> complain) {
  if (!config.keys.token) return nullptr;
  crypto::TokenLine::Settings settings;
  settings.complain = std::move(complain);
  return std::make_unique<crypto::TokenLine>(crypto::computing_at(*config.keys.token),
                                             std::move(settings));
}

boost::asio::awaitable<void> require_token(crypto::TokenLine& token, const crypto::Keyring& ring,
                                           crypto::TimePoint now) {
  crypto::MacWork probe;
  for (const auto* key : ring.usable(crypto::Purpose::pseudonym, now)) {
    if (key->is_in_token()) probe.key_ids.push_back(key->id);
  }
  if (probe.key_ids.empty()) co_return;
  probe.messages.push_back(crypto::Secret::copy_of(kProbe));
  co_await token.compute(std::move(probe));
}

void refuse_unknown_token(const Config& next, const Config& start) {
  if (next.keys.token == start.keys.token) return;
  throw std::runtime_error("keys.pkcs11 has changed, which asks for a restart");
}

boost::asio::awaitable<std::optional<std::string>> why_no_pseudonym_key(
    std::shared_ptr<const Reading> reading, crypto::TokenLine* token, crypto::TimePoint now) {
  const crypto::PseudonymMac mac(reading->keyring, token);
  std::vector<crypto::Secret> probe;
  probe.push_back(crypto::Secret::copy_of(kProbe));
  try {
    co_await mac.under_every_version(std::move(probe), now);
    co_return std::nullopt;
  } catch (const Unavailable& why) {
    co_return why.what();
  }
}

}  // namespace sluis
