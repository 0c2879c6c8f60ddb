#include "http/unreachable.h"

#include <string>

#include "http/client_url.h"

namespace sluis::http {

Finding explain(const Unreachable& why, std::string_view url) {
  using enum Finding::Side;
  const auto parsed = ClientUrl::parse(url);
  const auto host = parsed ? parsed->host : std::string();
  const auto port = parsed ? std::to_string(parsed->port) : std::string();
  switch (why.stage()) {
    using enum Unreachable::Stage;
    case url_refused:
      return Finding::bad(ours, in_quotes(url) +
                                    " is no address that we ask: https, and plain http only to "
                                    "loopback with outbound.allow_private");
    case name:
      return Finding::bad(network, "DNS gives no address for " + host +
                                       ": a typing error, or this machine's name server");
    case private_address:
      return Finding::bad(network, host +
                                       " leads to a private address, which is not asked "
                                       "(outbound.allow_private is for a laboratory)");
    case connection:
      return Finding::bad(network, "no connection to " + host + " on port " + port +
                                       ": a firewall on the way, or their server is down");
    case too_slow:
      return Finding::bad(network, host +
                                       " did not answer within the deadline: a firewall that "
                                       "drops, or their server hangs");
    case certificate_time:
      return Finding::bad(theirs, "the certificate of " + host +
                                      " has expired or is not yet valid (if our clock is right)");
    case certificate_host:
      return Finding::bad(theirs, "the certificate on " + host + " is for another host");
    case certificate_issuer:
      return Finding::bad(
          theirs, "the certificate of " + host +
                      " comes from nobody we trust. If it is an authority of their own: its root "
                      "belongs in outbound.ca. If not: their server does not send its "
                      "intermediate certificates, or somebody stands in between");
    case tls:
      return Finding::bad(theirs, "no TLS connection with " + host +
                                      ": TLS 1.2 or 1.3 with strong algorithms is needed, and a "
                                      "certificate that is good");
    case answer:
      return Finding::bad(theirs, host +
                                      " gives no answer that can be read as HTTP, or one that "
                                      "is too large");
  }
  return Finding::bad(network, host + " cannot be asked");
}

}  // namespace sluis::http
