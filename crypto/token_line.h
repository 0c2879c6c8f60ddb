#pragma once

// Who waits for a token: a few threads of its own, so that no event loop does. The line before them
// is bounded, and so is the time that anybody stands in it.
//
// A call into a token cannot be broken off. A thread whose call never ends is lost until it does;
// the others go on, and when all are lost everybody is turned away at the deadline.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crypto/secret.h"
#include "crypto/token.h"

namespace sluis::crypto {

/// A MAC of every message under every key.
struct MacWork {
  std::vector<std::string> key_ids;
  std::vector<Secret> messages;
};
using Macs = std::vector<std::vector<Secret>>;  // by key, then by message, in their order

class TokenLine {
 public:
  /// Does the work and waits for it; used by one thread. Throws TokenError.
  using Compute = std::function<Macs(const MacWork& work)>;

  struct Settings {
    std::size_t threads = 4;
    std::size_t limit_waiting = 256;
    std::chrono::milliseconds deadline{2000};
    /// Once when the token begins to fail, and once when it is back; from any thread.
    std::function<void(const std::string&)> complain = [](const std::string&) {};
  };

  /// `make` gives each thread its own.
  TokenLine(std::function<Compute()> make, Settings settings);
  /// Waits a moment for the threads, and leaves behind what the token never answers.
  ~TokenLine();

  /// For a loop that one thread runs, which goes on meanwhile. Throws Unavailable (busy: the line
  /// is full; token: no answer by the deadline), or the TokenError of the work.
  boost::asio::awaitable<Macs> compute(MacWork work);

 private:
  struct State;
  // Shared: a thread that the token never answers outlives the line.
  std::shared_ptr<State> state_;
};

/// For a line to the token of that address: a session for each thread.
std::function<TokenLine::Compute()> computing_at(TokenAddress address);

}  // namespace sluis::crypto
