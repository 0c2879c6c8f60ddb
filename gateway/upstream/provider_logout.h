#pragma once

// Single logout with SAML providers by Redirect (SAML Profiles 4.4), one address for each
// connector:
//
//   GET /saml/sp/{connector}/slo
//
// A provider is told that a session which came from it has ended, and says what became of its own;
// and it may end such a session itself, in the browser that it sends here. What it sends must be
// signed by a key of its metadata.

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <map>
#include <optional>
#include <string>

#include "crypto/pool.h"
#include "crypto/random.h"
#include "flow/way_out.h"
#include "saml/binding.h"
#include "saml/own_keys.h"
#include "upstream/saml.h"
#include "web/page.h"

namespace sluis::upstream {

class ProviderLogout final : public flow::WayOut {
 public:
  struct Parts {
    const saml::OwnKeys& keys;
    const crypto::Clock& clock;
    crypto::Random& random;
    crypto::Pool& pool;
    const web::Pages& pages;
    Journal journal;
  };

  /// The connectors, by their ids, outlive it.
  ProviderLogout(std::map<std::string, Saml*, std::less<>> connectors, Parts parts);

  std::string_view id() const override { return "provider"; }
  std::vector<Entry> entries() const override;
  boost::asio::awaitable<Heard> hear(const http::Request& request,
                                     std::optional<Origin> origin) override;
  boost::asio::awaitable<std::optional<std::string>> tell(flow::Farewell farewell) override;
  boost::asio::awaitable<Ending> answer(flow::LogoutRequest asked, Reach reach) override;

 private:
  /// What comes, and from whom.
  struct Sender {
    const SamlSettings& settings;
    SamlProvider& provider;
    SamlProvider::Content metadata;
  };

  Saml* connector_of(std::string_view id) const;
  boost::asio::awaitable<std::optional<Sender>> sender_of(std::string_view connector) const;
  /// What it signed; one whose key has changed is asked for its new ones. Refuses with
  /// saml_signature.
  template <typename Message>
  boost::asio::awaitable<std::expected<Message, Refusal>> signed_by(const saml::Received& received,
                                                                    const Sender& sender) const;
  boost::asio::awaitable<std::expected<saml::LogoutRequest, Refusal>> prove(
      const saml::Received& received, const Sender& sender) const;
  boost::asio::awaitable<flow::FarewellAnswer> answer_of(const saml::Received& received,
                                                         const Sender& sender,
                                                         const http::Request& request) const;
  boost::asio::awaitable<Ending> reply(const flow::LogoutRequest& asked, saml::Status status) const;
  boost::asio::awaitable<std::string> signed_url(saml::MessageKind kind, std::string location,
                                                 std::string xml,
                                                 std::optional<std::string> relay_state) const;
  void note(Refusal refusal, const std::string& connector, const http::Request& request) const;
  http::Response refused(Refusal refusal, const std::string& connector,
                         const http::Request& request) const;

  std::map<std::string, Saml*, std::less<>> connectors_;
  Parts parts_;
};

}  // namespace sluis::upstream
