#include "flow/remembered.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sluis::flow {
namespace {

const OrganisationCookie& cookie() {
  static const OrganisationCookie one{http::CookieStyle(true)};
  return one;
}

std::optional<Remembered> read(const std::string& value) {
  http::Request request;
  request.headers.add("Cookie", "__Host-organisation=" + value);
  return cookie().read(request);
}

std::string written(const Remembered& remembered) {
  http::Response response;
  cookie().write(remembered, response);
  return std::string(response.headers.get("Set-Cookie").value_or(""));
}

TEST(OrganisationCookie_Design5, HoldsTheDomainForNinetyDays) {
  const auto line = written({.domain = "minbzk.nl", .connector = {}});

  EXPECT_TRUE(line.starts_with("__Host-organisation=minbzk.nl; ")) << line;
  EXPECT_TRUE(line.contains("Max-Age=7776000")) << line;
  EXPECT_TRUE(line.contains("HttpOnly")) << line;
}

TEST(OrganisationCookie_Design5, HoldsTheConnectorWhereSheChoseOne) {
  const auto line = written({.domain = "minbzk.nl", .connector = "ssc-ict"});

  EXPECT_TRUE(line.starts_with("__Host-organisation=minbzk.nl/ssc-ict; ")) << line;
}

TEST(OrganisationCookie_Design5, TakesNoAddress) {
  EXPECT_THROW(written({.domain = "j.devries@minbzk.nl", .connector = {}}), std::invalid_argument);
  EXPECT_THROW(written({.domain = "minbzk.nl", .connector = "a@b"}), std::invalid_argument);
}

TEST(OrganisationCookie_Design5, IsReadAsItWasWritten) {
  EXPECT_EQ(read("minbzk.nl"), (Remembered{.domain = "minbzk.nl", .connector = {}}));
  EXPECT_EQ(read("minbzk.nl/ssc-ict"), (Remembered{.domain = "minbzk.nl", .connector = "ssc-ict"}));
}

TEST(OrganisationCookie_Design5, IsNothingWhereThereIsNone) {
  EXPECT_EQ(cookie().read(http::Request{}), std::nullopt);
  EXPECT_EQ(read(""), std::nullopt);
}

TEST(OrganisationCookie_Design5, IsForgotten) {
  http::Response response;

  cookie().forget(response);

  const auto line = std::string(response.headers.get("Set-Cookie").value_or(""));
  EXPECT_TRUE(line.starts_with("__Host-organisation=; ")) << line;
  EXPECT_TRUE(line.contains("Max-Age=0")) << line;
}

}  // namespace
}  // namespace sluis::flow
