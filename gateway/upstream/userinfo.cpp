#include "upstream/userinfo.h"

#include <boost/json.hpp>
#include <utility>

#include "upstream/foreign_json.h"

namespace sluis::upstream {

http::ClientRequest userinfo_request(std::string endpoint, const crypto::Secret& access_token) {
  http::ClientRequest request{.method = "GET", .url = std::move(endpoint)};
  request.headers.add("Accept", "application/json");
  request.headers.add("Authorization", "Bearer " + std::string(access_token.expose()));
  return request;
}

std::expected<std::optional<ClaimedAddress>, Refusal> read_userinfo(http::Response response,
                                                                    const crypto::Secret& subject,
                                                                    std::string_view email_claim) {
  const auto answer = read_answer(std::move(response));
  const auto& claims = answer.get_object();
  if (text_of(claims, "sub") != subject.expose()) {
    return std::unexpected(Refusal::userinfo_mismatch);
  }
  return claimed_address(claims, email_claim);
}

}  // namespace sluis::upstream
