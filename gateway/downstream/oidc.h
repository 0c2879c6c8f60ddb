#pragma once

// The OpenID Connect provider: the front that puts its endpoints together. Authorization code flow
// only.

#include "downstream/authorize.h"
#include "downstream/client_keys.h"
#include "downstream/cors.h"
#include "downstream/discovery.h"
#include "downstream/front.h"
#include "downstream/id_token.h"
#include "downstream/logout.h"
#include "downstream/oidc_parts.h"
#include "downstream/token.h"
#include "downstream/userinfo.h"

namespace sluis::downstream {

class Oidc final : public Front {
 public:
  explicit Oidc(OidcParts parts);

  std::string_view id() const override { return kOidcFront; }
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
  using Answer = boost::asio::awaitable<http::Response>;

  Answer answer_token(const http::Request& request) const;
  Answer answer_userinfo(const http::Request& request) const;
  Answer answer_metadata(const http::Request& request) const;
  Answer answer_keys(const http::Request& request) const;
  Answer answer_preflight(const http::Request& request) const;
  http::Response refusal_at_service(const flow::LoginRequest& request, Refusal refusal) const;
  /// The configuration was read again while she was logging in, and the client or its address is
  /// gone.
  http::Response no_way_back(const flow::LoginRequest& request) const;

  OidcParts parts_;
  IdTokens id_tokens_;
  ClientKeys client_keys_;
  Authorize authorize_;
  Token token_;
  UserInfo userinfo_;
  Logout logout_;
  Discovery discovery_;
  Cors cors_;
};

}  // namespace sluis::downstream
