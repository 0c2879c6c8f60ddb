#include "http/form.h"

#include <gtest/gtest.h>

namespace sluis::http {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

Request posted(std::string content_type, std::string body) {
  Request request;
  request.method = "POST";
  request.headers.add("Content-Type", std::move(content_type));
  request.body = std::move(body);
  return request;
}

struct Accepted {
  std::string_view text;
  Entries entries;
};

TEST(Form_WhatwgUrl5, ReadsParametersInOrder) {
  const Accepted cases[] = {
      {"", {}},
      {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
      {"&&a=1&&b=2&", {{"a", "1"}, {"b", "2"}}},
      {"a", {{"a", ""}}},
      {"a=", {{"a", ""}}},
      {"=1", {{"", "1"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"a+b=c+d", {{"a b", "c d"}}},
      {"a=%2B%26%3D%25", {{"a", "+&=%"}}},
      {"a=%c3%A9", {{"a", "é"}}},
      {"a=\xC3\xA9", {{"a", "é"}}},
      {"a=%F0%9F%9A%A2", {{"a", "\U0001F6A2"}}},
      {"a=%EF%BF%BF%ED%9F%BF%F4%8F%BF%BF", {{"a", "\xEF\xBF\xBF\xED\x9F\xBF\xF4\x8F\xBF\xBF"}}},
  };

  for (const auto& [text, entries] : cases) {
    const auto form = Form::parse(text);

    ASSERT_TRUE(form) << text;
    EXPECT_EQ(form->entries(), entries) << text;
  }
}

TEST(Form_WhatwgUrl5, RefusesWhatIsBroken) {
  const std::string_view cases[] = {
      "a=%",      "a=%4",     "a=%4g",       "a=%g4",          "a%=1",
      "a=%00",    "a%00=1",   "a=%C3",       "a=%C3%28",       "a=%A9",
      "a=%C0%AF", "a=%C1%81", "a=%E0%80%AF", "a=%ED%A0%80",    "a=%F0%80%80%AF",
      "a=%E2%82", "a=\xFF",   "a=\xFE",      "a=%F4%90%80%80", "a=%F5%80%80%80",
      "a=1&a=2",  "a=1&a=1",  "a=&a=",       "a=1&%61=2",      "a+b=1&a%20b=2",
  };

  for (const auto text : cases) {
    const auto form = Form::parse(text);

    ASSERT_FALSE(form) << text;
    EXPECT_EQ(form.error(), Refusal::request_malformed);
  }
}

TEST(Form_WhatwgUrl5, RefusesARawNul) { EXPECT_FALSE(Form::parse(std::string_view("a=b\0c", 5))); }

std::string numbered_parameters(int count) {
  std::string text;
  for (int number = 0; number < count; ++number) text += "p" + std::to_string(number) + "=1&";
  return text;
}

TEST(Form_Design9, Takes64Parameters) {
  const auto form = Form::parse(numbered_parameters(64));

  ASSERT_TRUE(form);
  EXPECT_EQ(form->entries().size(), 64U);
}

TEST(Form_Design9, Refuses65Parameters) { EXPECT_FALSE(Form::parse(numbered_parameters(65))); }

TEST(Form_Rfc6749_3_1, AnEmptyParameterCountsAsAbsent) {
  const auto form = Form::parse("a=&b=1");

  EXPECT_EQ(form->get("a"), std::nullopt);
  EXPECT_EQ(form->get("b"), "1");
  EXPECT_EQ(form->get("c"), std::nullopt);
}

TEST(Form_Rfc6749_3_1, ReadsTheQuery) {
  Request request;
  request.query = "state=a%20b";

  EXPECT_EQ(Form::of_query(request)->get("state"), "a b");
}

TEST(FormBody_WhatwgUrl5, TakesItsContentType) {
  const std::string cases[] = {
      "application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
      "application/x-www-form-urlencoded ;charset=\"utf-8\"", "application/x-www-form-urlencoded;"};

  for (const auto& type : cases) {
    const auto form = Form::of_body(posted(type, "a=1"));

    ASSERT_TRUE(form) << type;
    EXPECT_EQ(form->get("a"), "1");
  }
}

TEST(FormBody_WhatwgUrl5, RefusesAnotherContentType) {
  const std::string cases[] = {"",
                               "text/plain",
                               "application/json",
                               "multipart/form-data",
                               "application/x-www-form-urlencodedx",
                               "application/x-www-form-urlencoded; charset=utf-16",
                               "application/x-www-form-urlencoded, text/plain"};

  for (const auto& type : cases) EXPECT_FALSE(Form::of_body(posted(type, "a=1"))) << type;
}

TEST(FormBody_WhatwgUrl5, RefusesAMissingContentType) {
  Request request;
  request.body = "a=1";

  EXPECT_FALSE(Form::of_body(request));
}

TEST(FormBody_WhatwgUrl5, RefusesTwoContentTypes) {
  auto request = posted("application/x-www-form-urlencoded", "a=1");
  request.headers.add("content-type", "application/x-www-form-urlencoded");

  EXPECT_FALSE(Form::of_body(request));
}

TEST(Percent_Rfc3986_2, EncodesAllButUnreserved) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode(" +&=/?#%é\n"), "%20%2B%26%3D%2F%3F%23%25%C3%A9%0A");
}

TEST(Percent_Rfc3986_2, DecodesAndLeavesThePlus) {
  EXPECT_EQ(percent_decode("a+b%20c%c3%A9"), "a+b cé");
}

TEST(Percent_Rfc3986_2, RefusesWhatIsBroken) {
  for (const auto text : {"%", "%1", "%zz", "%00", "%FF"}) {
    EXPECT_EQ(percent_decode(text), std::nullopt) << text;
  }
}

TEST(Query_Rfc6749_4_1_2, AddsParametersBehindWhatIsThere) {
  EXPECT_EQ(with_query("https://a/b", {}), "https://a/b");
  EXPECT_EQ(with_query("https://a/b", {{"c", "d e"}, {"f", "&"}}), "https://a/b?c=d%20e&f=%26");
  EXPECT_EQ(with_query("https://a/b?x=1", {{"c", "d"}}), "https://a/b?x=1&c=d");
  EXPECT_EQ(with_query("https://a/b?", {{"c", "d"}}), "https://a/b?c=d");
  EXPECT_EQ(with_query("https://a/b#top", {{"c", "d"}}), "https://a/b?c=d#top");
}

}  // namespace
}  // namespace sluis::http
