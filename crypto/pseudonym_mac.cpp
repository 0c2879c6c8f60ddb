#include "crypto/pseudonym_mac.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "crypto/mac.h"
#include "crypto/token_error.h"
#include "fault/unavailable.h"

namespace sluis::crypto {

namespace {

using OfOneVersion = MacsByVersion::OfOneVersion;

OfOneVersion macs_of(const Secret& key, const std::vector<Secret>& messages) {
  OfOneVersion macs;
  macs.reserve(messages.size());
  for (const Secret& message : messages) macs.push_back(hmac_sha256(key, message.expose()));
  return macs;
}

std::vector<std::string> ids_in_token(const std::vector<const Key*>& keys) {
  std::vector<std::string> ids;
  for (const Key* key : keys) {
    if (key->is_in_token()) ids.push_back(key->id);
  }
  return ids;
}

/// Those that are destroyed too: their ids stay in the ring for ever.
std::vector<std::string> ids_of_all(const Keyring& ring, const Key& primary) {
  std::vector<std::string> ids{primary.id};
  for (const Key& key : ring.keys()) {
    if (key.purpose == Purpose::pseudonym && key.id != primary.id) ids.push_back(key.id);
  }
  return ids;
}

}  // namespace

boost::asio::awaitable<MacsByVersion> PseudonymMac::under_every_version(
    std::vector<Secret> messages, TimePoint now) const {
  const Key& primary = keyring_.primary(Purpose::pseudonym, now);
  MacsByVersion macs{.newest_first = {},
                     .primary_serial = primary.serial,
                     .ring_keys = ids_of_all(keyring_, primary)};
  std::vector<const Key*> keys = keyring_.usable(Purpose::pseudonym, now);
  keys.resize(std::min(keys.size(), kLimitUsableKeys));
  for (const Key* key : keys) {
    macs.newest_first.push_back(key->is_in_token() ? OfOneVersion()
                                                   : macs_of(key->secret(), messages));
  }
  MacWork work{.key_ids = ids_in_token(keys), .messages = {}};
  if (work.key_ids.empty()) co_return macs;
  work.messages = std::move(messages);
  Macs from_token = co_await at_the_token(std::move(work));
  auto next = from_token.begin();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i]->is_in_token()) macs.newest_first[i] = std::move(*next++);
  }
  co_return macs;
}

boost::asio::awaitable<Macs> PseudonymMac::at_the_token(MacWork work) const {
  using What = Unavailable::What;
  if (token_ == nullptr) throw Unavailable(What::token, "the pseudonym key is in a token unknown");
  try {
    co_return co_await token_->compute(std::move(work));
  } catch (const TokenError& why) {
    throw Unavailable(What::token, why.what());
  }
}

}  // namespace sluis::crypto
