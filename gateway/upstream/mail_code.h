#pragma once

// The door for organisations without a provider: an 8-digit code by e-mail. The code is good for 10
// minutes and five tries, for the browser that asked alone. Tries and mails are counted in the
// store, under names that are MACs (code_limits.h); nothing else is stored. Code and address travel
// in the sealed flow cookie.
//
// The mail is queued and nobody waits for it: page and timing are the same whether or not the
// mailbox exists. Refuses with address_malformed (none was given), address_not_deliverable,
// too_many_mails, too_many_wrong_codes, code_expired, code_tries_exhausted, flow_used,
// flow_unknown; a wrong code, and a new code that cannot be sent while the last one is still good,
// lead back to the page. Throws Unavailable (store, mail).

#include <chrono>
#include <expected>
#include <optional>
#include <string>

#include "crypto/keyring.h"
#include "crypto/random.h"
#include "store/store.h"
#include "upstream/code_limits.h"
#include "upstream/code_memory.h"
#include "upstream/connector.h"
#include "upstream/mailer.h"
#include "web/page.h"

namespace sluis::upstream {

struct MailCodeSettings {
  ConnectorDescription description;
  std::string acr;           // what a code by e-mail is worth, in our vocabulary
  std::string gateway_name;  // contact.name: who the mail says it is from
  std::string issuer;
  unsigned mails_per_address = 3;    // per address and client network in 15 minutes, and four times
                                     // as many in an hour from everywhere; 0: no limit
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

  static constexpr std::chrono::minutes kCodeLifetime{10};

  MailCode(MailCodeSettings settings, Parts parts);

  Needs needs() const override { return Needs::address; }
  boost::asio::awaitable<std::expected<Departure, Refusal>> begin(
      const flow::Requirements& requirements, std::optional<identity::EmailAddress> address,
      Step step) override;
  std::expected<http::Response, Refusal> page(const Arrival& arrival) const override;
  boost::asio::awaitable<std::expected<Finish, Refusal>> finish(Arrival arrival) override;
  boost::asio::awaitable<Findings> examine() override;

 private:
  boost::asio::awaitable<std::expected<CodeMemory, Refusal>> send_code(
      const identity::EmailAddress& address, std::string key_id, Step step);
  boost::asio::awaitable<std::expected<Finish, Refusal>> send_again(CodeMemory memory, Step step);
  boost::asio::awaitable<std::expected<Finish, Refusal>> judge(CodeMemory memory,
                                                               crypto::Secret given, Step step);
  bool is_too_old(const CodeMemory& memory) const;
  crypto::Secret make_code();

  MailCodeSettings settings_;
  Parts parts_;
  CodeLimits limits_;
};

}  // namespace sluis::upstream
