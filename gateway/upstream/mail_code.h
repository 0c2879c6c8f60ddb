#pragma once

// The door for organisations without a provider: an 8-digit code by e-mail. The code is good for 10 minutes and five
// tries, for the browser that asked alone. Tries and mails are counted in the store, under names that are MACs;
// nothing else is stored. Code and address travel in the sealed flow cookie.

#include <chrono>
#include <string>

#include "crypto/keyring.h"
#include "crypto/random.h"
#include "store/store.h"
#include "upstream/connector.h"
#include "upstream/mailer.h"

namespace sluis::upstream {

struct MailCodeSettings {
  ConnectorDescription description;
  std::string acr;                   // what a code by e-mail is worth, in our vocabulary
  std::string gateway_name;          // contact.name: who the mail says it is from
  std::string issuer;
  unsigned mails_per_address = 3;    // per address and client network in 15 minutes; 0: no limit
  unsigned mails_per_network = 200;  // per client network in 15 minutes; 0: no limit
};

class MailCode final : public Connector {
 public:
  struct Parts {
    store::Store& store;
    const crypto::Keyring& keyring;
    const crypto::Clock& clock;
    crypto::Random& random;
    Mailer& mailer;
    const web::Pages& pages;
  };

  MailCode(MailCodeSettings settings, Parts parts);

  boost::asio::awaitable<std::expected<Departure, Refusal>> begin(
      const flow::Requirements& requirements, const identity::EmailAddress& address,
      Step step) override;
  std::expected<http::Response, Refusal> page(const Arrival& arrival) const override;
  boost::asio::awaitable<std::expected<Finish, Refusal>> finish(Arrival arrival) override;

 private:
  MailCodeSettings settings_;
  Parts parts_;
};

}  // namespace sluis::upstream
