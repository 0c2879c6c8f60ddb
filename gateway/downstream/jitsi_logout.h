#pragma once

// Where a meeting sends who logs out (tokenLogoutUrl): the whole page, which is asked whether she
// means it; or a hidden frame of it, with the proof of her session (jitsi_proof.h), where no cookie
// of ours comes along unless the meeting is on our site. From a frame nobody else is told: who is
// told would have to be framed. Meetings cannot be told of a logout that others began: a token dies
// in minutes, and cannot be had anew.

#include "downstream/jitsi_parts.h"
#include "downstream/logout_form.h"
#include "flow/way_out.h"

namespace sluis::downstream {

class JitsiLogout final : public flow::WayOut {
 public:
  explicit JitsiLogout(const JitsiParts& parts)
      : parts_(parts), form_(parts.cookies, parts.random, parts.pages) {}

  std::string_view id() const override { return "jitsi"; }
  std::vector<Entry> entries() const override;
  boost::asio::awaitable<Heard> hear(const http::Request& request,
                                     std::optional<Origin> origin) override;
  std::optional<http::Response> question(const flow::LogoutRequest& asked,
                                         const http::Request& browser,
                                         Presence presence) const override;
  std::vector<Party> parties() const override;
  boost::asio::awaitable<Ending> answer(flow::LogoutRequest asked, Reach reach) override;

 private:
  /// The deployment that asks, whether it proved itself or not.
  const JitsiClient* client_of(const flow::LogoutRequest& asked) const;

  const JitsiParts& parts_;
  LogoutForm form_;
};

}  // namespace sluis::downstream
