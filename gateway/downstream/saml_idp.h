#pragma once

// The SAML 2.0 identity provider: the front that puts its endpoints together.

#include "downstream/front.h"
#include "downstream/saml_answer.h"
#include "downstream/saml_logout.h"
#include "downstream/saml_metadata.h"
#include "downstream/saml_parts.h"
#include "downstream/saml_services.h"
#include "downstream/saml_sso.h"

namespace sluis::downstream {

class SamlIdp final : public Front {
 public:
  explicit SamlIdp(SamlParts parts);

  std::string_view id() const override { return kSamlFront; }
  std::vector<Entry> entries() const override;
  boost::asio::awaitable<Accepted> accept(const http::Request& request) override;
  boost::asio::awaitable<http::Response> deliver(flow::LoginRequest request,
                                                 flow::Grant grant) override;
  boost::asio::awaitable<http::Response> refuse(flow::LoginRequest request,
                                                Refusal refusal) const override;
  std::string service_name(const flow::LoginRequest& request) const override;
  std::vector<http::Route> routes() override;
  flow::WayOut& way_out() { return logout_; }

 private:
  /// The configuration was read again while she was logging in, and the client or its address is
  /// gone.
  http::Response no_way_back(const flow::LoginRequest& request) const;

  SamlParts parts_;
  mutable SamlServices services_;  // fetches what it lacks, also for an answer
  SamlAnswers answers_;
  SamlSso sso_;
  SamlLogout logout_;
  SamlMetadata metadata_;
};

}  // namespace sluis::downstream
