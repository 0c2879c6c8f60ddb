#pragma once

// Single logout by Redirect (SAML Profiles 4.4; standards SAM-15): a service ends the session that
// it has a view of, and is told what became of it; services are told of sessions that others ended,
// and say what became of theirs. What a service sends must be signed by a key of its metadata,
// whatever those say of other requests: a forged one would log people out (XSW-27).

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "downstream/saml_parts.h"
#include "downstream/saml_services.h"
#include "flow/way_out.h"
#include "saml/binding.h"
#include "saml/message.h"

namespace sluis::downstream {

class SamlLogout final : public flow::WayOut {
 public:
  SamlLogout(const SamlParts& parts, SamlServices& services) : parts_(parts), services_(services) {}

  std::string_view id() const override { return "saml"; }
  std::vector<Entry> entries() const override { return {{"GET", "/saml/slo"}}; }
  boost::asio::awaitable<Heard> hear(const http::Request& request,
                                     std::optional<Origin> origin) override;
  std::vector<Party> parties() const override;
  boost::asio::awaitable<std::optional<std::string>> tell(flow::Farewell farewell) override;
  bool names(const flow::LogoutRequest& asked, const flow::Farewell& farewell) const override;
  boost::asio::awaitable<Ending> answer(flow::LogoutRequest asked, Reach reach) override;

 private:
  using Service = SamlServices::Service;

  /// What that service signed; one whose keys have changed is asked for its new ones. Refuses with
  /// saml_signature.
  template <typename Message>
  boost::asio::awaitable<std::expected<Message, Refusal>> signed_by(const saml::Received& received,
                                                                    Service client) const;
  boost::asio::awaitable<std::expected<saml::LogoutRequest, Refusal>> prove(
      const saml::Received& received, Service client) const;
  boost::asio::awaitable<std::expected<saml::LogoutResponse, Refusal>> prove_answer(
      const saml::Received& received, Service client) const;
  boost::asio::awaitable<flow::FarewellAnswer> answer_of(const saml::Received& received,
                                                         Service client,
                                                         const http::Request& request) const;
  /// The sessions that it names, as octets of ours.
  std::vector<std::string> sids_in(const saml::LogoutRequest& request,
                                   const SamlClient& client) const;
  /// Nothing too where its metadata cannot be fetched at this moment.
  boost::asio::awaitable<Service> service_with_logout(std::string id) const;
  /// To the service; a page where it has no address for it.
  boost::asio::awaitable<Ending> reply(const flow::LogoutRequest& asked, saml::Status status) const;
  /// Answered, and noted: it ends nothing.
  boost::asio::awaitable<http::Response> names_no_session(saml::LogoutRequest proven,
                                                          flow::LogoutRequest asked,
                                                          const http::Request& request) const;
  void note(Refusal refusal, const std::string& client, const http::Request& request) const;
  http::Response refused(Refusal refusal, const http::Request& request) const;
  http::Response refusal_page(Refusal refusal, const http::Request& request) const;

  const SamlParts& parts_;
  SamlServices& services_;
};

}  // namespace sluis::downstream
