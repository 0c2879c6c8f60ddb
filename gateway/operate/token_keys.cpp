#include "operate/token_keys.h"

#include <algorithm>

#include "crypto/token.h"

namespace sluis::operate {

namespace {

using For = crypto::TokenSession::For;

constexpr const char* kNoToken = "the configuration has no keys.pkcs11";

bool is_in_token_of(const crypto::Keyring* ring, const std::string& id) {
  if (ring == nullptr) return false;
  const auto found = std::ranges::find(ring->keys(), id, &crypto::Key::id);
  return found != ring->keys().end() && found->is_in_token();
}

std::vector<std::string> in_token(const crypto::Keyring& ring) {
  std::vector<std::string> ids;
  for (const crypto::Key& key : ring.keys()) {
    if (key.is_in_token()) ids.push_back(key.id);
  }
  return ids;
}

std::vector<std::string> lost_between(const crypto::Keyring& before, const crypto::Keyring& next) {
  auto ids = in_token(before);
  std::erase_if(ids, [&](const std::string& id) { return is_in_token_of(&next, id); });
  return ids;
}

}  // namespace

bool has_keys_in_token(const crypto::Keyring& ring) { return !in_token(ring).empty(); }

crypto::Home home_of_pseudonyms(const KeysAsked& asked) {
  return asked.token ? crypto::Home::token : crypto::Home::file;
}

NewTokenKeys::NewTokenKeys(const KeysAsked& asked, const crypto::Keyring* before,
                           const crypto::Keyring& next)
    : asked_(asked) {
  auto ids = in_token(next);
  std::erase_if(ids, [&](const std::string& id) { return is_in_token_of(before, id); });
  if (ids.empty()) return;
  try {
    crypto::TokenSession session(asked.token, For::changing);
    for (const auto& id : ids) {
      session.make_key(id);
      made_.push_back(id);
    }
  } catch (const crypto::TokenError& why) {
    throw CannotDo(why.what());
  }
}

NewTokenKeys::~NewTokenKeys() {
  if (made_.empty()) return;
  try {
    crypto::TokenSession session(asked_.token, For::changing);
    for (const auto& id : made_) session.destroy_key(id);
  } catch (const crypto::TokenError&) {
    return;  // a key that no ring names harms nobody
  }
}

std::optional<std::string> why_token_makes_none(const KeysAsked& asked) {
  if (!asked.token) return std::nullopt;
  try {
    crypto::TokenSession(asked.token, For::changing).has_key("sluis-probe");
    return std::nullopt;
  } catch (const crypto::TokenError& why) {
    return why.what();
  }
}

void destroy_token_keys(const KeysAsked& asked, const crypto::Keyring& before,
                        const crypto::Keyring& next) {
  const auto ids = lost_between(before, next);
  if (ids.empty()) return;
  std::string why_not = kNoToken;
  if (asked.token) {
    try {
      crypto::TokenSession session(asked.token, For::changing);
      for (const auto& id : ids) session.destroy_key(id);
      return;
    } catch (const crypto::TokenError& why) {
      why_not = why.what();
    }
  }
  asked.console.error << "warning: the ring has let go of it, but the token may still have it: "
                      << why_not << ". `sluis keys tick` destroys it when the token answers.\n";
}

std::vector<std::string> sweep_token(const KeysAsked& asked, const crypto::Keyring& ring) {
  std::vector<std::string> swept;
  if (!asked.token) return swept;
  try {
    crypto::TokenSession session(asked.token, For::changing);
    for (const crypto::Key& key : ring.keys()) {
      if (key.purpose != crypto::Purpose::pseudonym || key.has_material()) continue;
      if (session.destroy_key(key.id)) swept.push_back(key.id);
    }
  } catch (const crypto::TokenError& why) {
    throw CannotDo(why.what());
  }
  return swept;
}

std::vector<std::string> wrong_in_token(const KeysAsked& asked, const crypto::Keyring& ring) {
  const auto ids = in_token(ring);
  if (ids.empty()) return {};
  if (!asked.token) return {"the ring has keys in a token: " + std::string(kNoToken)};
  std::vector<std::string> wrong;
  crypto::TokenSession session(asked.token, For::computing);
  for (const auto& id : ids) {
    try {
      session.mac(id, "sluis/probe/1");
    } catch (const crypto::TokenError& why) {
      wrong.emplace_back(why.what());
      if (why.why() != crypto::TokenError::Why::no_key) break;  // the others say the same
    }
  }
  return wrong;
}

}  // namespace sluis::operate
