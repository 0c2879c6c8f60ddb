#pragma once

// A provider and our registration with it, looked at from here (`sluis doctor connector`): what a
// login needs is fetched and compared, our credentials are tried with a code that is none, and
// nobody is logged in. One use.
//
// Throws nothing of the provider's: whatever it does is a finding.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>

#include "fault/finding.h"
#include "http/client.h"
#include "upstream/oidc.h"
#include "upstream/provider_metadata.h"
#include "upstream/token_request.h"

namespace boost::json {
class object;
}

namespace sluis::upstream {

class OidcExamination {
 public:
  struct Parts {
    http::Client& client;
    const crypto::Clock& clock;
    crypto::Random& random;
  };
  /// What the connector sends when somebody logs in.
  struct Login {
    ClientProof proof;
    std::function<std::string(const ProviderMetadata&)> authorization_url;
  };

  /// `settings` outlives it.
  OidcExamination(const OidcSettings& settings, Login login, Parts parts);

  boost::asio::awaitable<Findings> run();

 private:
  boost::asio::awaitable<std::optional<http::Response>> ask(http::ClientRequest request);
  boost::asio::awaitable<void> look_at(const boost::json::object& document);
  boost::asio::awaitable<void> look_at_keys(const boost::json::object& document,
                                            const ProviderMetadata& metadata);
  boost::asio::awaitable<void> try_credentials(const ProviderMetadata& metadata);
  boost::asio::awaitable<void> try_redirect(const ProviderMetadata& metadata);
  void look_at_clock(const http::Headers& headers);
  void look_at_signature(const boost::json::object& document, const std::string& jwks);
  void note(Finding finding) { found_.push_back(std::move(finding)); }

  const OidcSettings& settings_;
  Login login_;
  Parts parts_;
  Findings found_;
};

/// What an answer to a code that nobody was given says about our credentials (RFC 6749 §5.2).
Finding judge_credentials(const http::Response& answer);

}  // namespace sluis::upstream
