#pragma once

// Jitsi Meet as a service: the front that puts its endpoints together. A civil servant gets a token
// for one room; guests need none, and nobody here hears of them.

#include "downstream/front.h"
#include "downstream/jitsi_auth.h"
#include "downstream/jitsi_exchange.h"
#include "downstream/jitsi_keys.h"
#include "downstream/jitsi_logout.h"
#include "downstream/jitsi_parts.h"
#include "downstream/jitsi_token.h"

namespace sluis::downstream {

class Jitsi final : public Front {
 public:
  explicit Jitsi(JitsiParts parts);

  std::string_view id() const override { return kJitsiFront; }
  std::vector<Entry> entries() const override;
  boost::asio::awaitable<Accepted> accept(const http::Request& request) override;
  /// To the meeting with a token behind '#', or to its own window with a code.
  boost::asio::awaitable<http::Response> deliver(flow::LoginRequest request,
                                                 flow::Grant grant) override;
  boost::asio::awaitable<http::Response> refuse(flow::LoginRequest request,
                                                Refusal refusal) const override;
  std::string service_name(const flow::LoginRequest& request) const override;
  std::vector<http::Route> routes() override;
  flow::WayOut& way_out() { return logout_; }

 private:
  using Answer = boost::asio::awaitable<http::Response>;

  Answer answer_keys(const http::Request& request) const;
  Answer answer_key(const http::Request& request) const;
  Answer answer_preflight(const http::Request& request) const;
  /// As she typed it, on a page that was made for her; else a friendly one.
  std::string name_for(const JitsiMemory& memory, const flow::Grant& grant) const;
  Answer let_in(const JitsiClient& client, JitsiMemory memory, JitsiGuest guest) const;
  http::Response refused(const flow::LoginRequest& request, Refusal refusal) const;

  JitsiParts parts_;
  JitsiTokens tokens_;
  JitsiExchange exchange_;
  JitsiAuth auth_;
  JitsiKeys keys_;
  JitsiLogout logout_;
};

}  // namespace sluis::downstream
