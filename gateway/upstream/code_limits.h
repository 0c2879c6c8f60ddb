#pragma once

// How many mails and how many tries. Everything is counted in the store, under names that are MACs
// under the ring's `seal` key, so that no address and no network stands there.
//
// What the numbers buy. A code is one of 10^8 and good for five tries: 5 in 10^8 for who holds a
// flow.
//
// One address: 12 mails an hour with 5 tries each are 60 guesses an hour, 6 in 10^7; and 12 mails
// that warn her.
//
// All addresses together, by the number of wrong codes in a window of ten minutes:
//
// Above 100 a code is good for one try. Who types well notices nothing; a guesser now needs a mail
// for each guess, and mails are limited by address and by network. To close the door here would be
// a gift: 20 mails and 100 wrong codes from one machine would lock everybody out.
//
// Above 1,000 only networks are served from which a right code came in the past hour. An outsider
// has had 1,000 guesses by then: 6,000 an hour, 6 in 10^5 that any of them is right. To get there
// takes some 900 mails more, through five networks or more. And it shuts out strangers alone:
// offices whose people log in every hour stay open. An insider of such a network still needs a mail
// for each guess: 800 an hour, 8 in 10^6.
//
// A window begins with its first count and is not moved by later ones. What is refused is not
// counted, so that nobody can use up another's mails by being refused. At a change of the `seal`
// key the windows of the mails and of the breaker begin anew, once in months, which gives a guesser
// one window more; a flow keeps the key it began under, so that its tries do not begin anew.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <expected>
#include <string>

#include "crypto/clock.h"
#include "crypto/key_lifetimes.h"
#include "crypto/keyring.h"
#include "fault/refusal.h"
#include "identity/email_address.h"
#include "store/store.h"

namespace sluis::upstream {

struct MailAllowance {
  unsigned per_address;  // and client network in 15 minutes; four times that in an hour from all
                         // networks; 0: no limit
  unsigned per_network;  // in 15 minutes, and four times that for an IPv6 site (/48); 0: no limit
};

/// A flow as the counters know it: its id, and the id of the `seal` key that was primary when it
/// began.
struct CountedFlow {
  std::string id;
  std::string key_id;
};

/// Throws Unavailable as the store does.
class CodeLimits {
 public:
  struct Parts {
    store::Store& store;
    const crypto::Keyring& keyring;
    const crypto::Clock& clock;
  };

  static constexpr unsigned kTries = 5;
  static constexpr std::int64_t kCarefulAbove = 100;
  static constexpr std::int64_t kClosedAbove = 1000;
  static constexpr std::chrono::minutes kMailWindow{15};
  static constexpr std::chrono::minutes kAddressWindow{60};
  static constexpr std::chrono::minutes kWrongCodeWindow{10};
  static constexpr std::chrono::minutes kKnownNetworkLifetime{60};
  static constexpr std::chrono::minutes kFlowLifetime =
      crypto::kFlowLifetime;  // of its cookie: nothing of it is asked later

  CodeLimits(Parts parts, MailAllowance allowance) : parts_(parts), allowance_(allowance) {}

  struct Sending {
    std::int64_t number;  // of the codes of this flow: the last one alone is good
    unsigned tries_left;
  };
  /// Counts a mail. Refuses with too_many_mails, too_many_wrong_codes, or code_tries_exhausted: no
  /// code of this flow can be tried any more.
  boost::asio::awaitable<std::expected<Sending, Refusal>> admit_mail(
      const identity::EmailAddress& address, CountedFlow flow, std::string client_address);

  struct Try {
    unsigned left;   // after this one
    bool is_latest;  // false: a later code was sent, this one is void
  };
  /// Counts a try, before anything is compared: of tries at the same moment five are let through.
  /// Refuses with code_tries_exhausted, too_many_wrong_codes, or flow_unknown when the key is gone.
  boost::asio::awaitable<std::expected<Try, Refusal>> admit_try(CountedFlow flow,
                                                                std::int64_t sending_number,
                                                                std::string client_address);

  /// Counts for the breaker. Refuses with code_tries_exhausted after the last try, and with
  /// too_many_wrong_codes when this flow will not be given another one.
  boost::asio::awaitable<std::expected<void, Refusal>> note_wrong(unsigned tries_left);

  /// Marks the flow as used, and the network as one where people log in. Refuses with flow_used.
  boost::asio::awaitable<std::expected<void, Refusal>> note_right(CountedFlow flow,
                                                                  std::string client_address);

 private:
  struct MailNames;
  std::string name(std::string_view label, std::initializer_list<std::string_view> of) const;
  const crypto::Secret* key_of(const CountedFlow& flow) const;
  MailNames mail_names(const identity::EmailAddress& address,
                       std::string_view client_address) const;
  bool allows_site(std::int64_t count) const;
  bool allows(std::int64_t in_network, std::int64_t of_address_there,
              std::int64_t of_address) const;
  boost::asio::awaitable<bool> is_closed_for(std::int64_t wrong_codes, std::string network);

  Parts parts_;
  MailAllowance allowance_;
};

}  // namespace sluis::upstream
