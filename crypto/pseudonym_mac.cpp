#include "crypto/pseudonym_mac.h"

#include <utility>

#include "crypto/mac.h"

namespace sluis::crypto {

namespace {

MacsByVersion::OfOneVersion macs_of(const Key& key, const std::vector<Secret>& messages) {
  MacsByVersion::OfOneVersion macs;
  macs.reserve(messages.size());
  for (const Secret& message : messages) {
    macs.push_back(hmac_sha256(key.secret(), message.expose()));
  }
  return macs;
}

}  // namespace

boost::asio::awaitable<MacsByVersion> PseudonymMac::under_every_version(
    std::vector<Secret> messages, TimePoint now) const {
  MacsByVersion macs{.newest_first = {},
                     .primary_serial = keyring_.primary(Purpose::pseudonym, now).serial};
  for (const Key* key : keyring_.usable(Purpose::pseudonym, now)) {
    if (macs.newest_first.size() == kLimitUsableKeys) break;
    macs.newest_first.push_back(macs_of(*key, messages));
  }
  co_return macs;
}

}  // namespace sluis::crypto
