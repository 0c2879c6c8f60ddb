#pragma once

// The reverse proxies in front of us, whose word about a client is taken. Everybody else's
// X-Forwarded-… means nothing.

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace sluis::http {

class TrustedProxies {
 public:
  /// Networks in CIDR form ("10.0.0.0/8", "fd00::/8"), or single addresses. Throws
  /// std::invalid_argument.
  explicit TrustedProxies(const std::vector<std::string>& networks);

  bool trusts(std::string_view address) const;  // numeric

  /// Who is at the far end. X-Forwarded-For is read from right to left, each entry for as long as
  /// the one who added it is trusted. Numeric and in normal form.
  std::string client_of(std::string_view peer, const Headers& headers) const;

  /// The peer is a trusted proxy on this machine, and says that the client came over https.
  bool vouches_for_https(std::string_view peer, const Headers& headers) const;

 private:
  struct Network {
    std::string octets;  // 4 or 16
    unsigned prefix_bits;
  };
  std::vector<Network> networks_;
};

}  // namespace sluis::http
