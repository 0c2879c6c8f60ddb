#include "saml/xml.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/operate/temporary_folder.h"
#include "tests/saml/cost.h"

using namespace sluis;
using saml::Comments;
using saml::Document;

namespace {

constexpr saml::XmlLimits kLoose{.bytes = 256 * 1024, .comments = Comments::allowed};

std::expected<Document, Refusal> parse(std::string_view text) {
  return Document::parse(text, saml::kMessageLimits);
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string result;
  for (std::size_t number = 0; number < count; ++number) result += text;
  return result;
}

struct Case {
  const char* what;
  std::string text;
};

}  // namespace

TEST(Xml_Limits, RefuseWhatSamlDoesNotNeed) {
  const Case cases[] = {
      {"nothing", ""},
      {"no XML", "SAMLResponse"},
      {"two roots", "<a/><b/>"},
      {"not closed", "<a><b></a>"},
      {"SAM-03, XSW-20: a DTD", "<!DOCTYPE a><a/>"},
      {"XSW-19: an external entity",
       "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"},
      {"XSW-19: a parameter entity",
       "<!DOCTYPE a [<!ENTITY % x SYSTEM \"http://localhost/\"> %x;]><a/>"},
      {"XSW-16: CDATA", "<a><![CDATA[b]]></a>"},
      {"XSW-16: a processing instruction", "<a><?b c?></a>"},
      {"a stylesheet", "<?xml-stylesheet href=\"a.xsl\"?><a/>"},
      {"XSW-16: an unknown entity", "<a>&nbsp;</a>"},
      {"an entity in an attribute", "<a b=\"&x;\"/>"},
      {"an entity without an end", "<a>&amp</a>"},
      {"XSW-15: a comment", "<a>b<!-- -->c</a>"},
      {"XSW-28: UTF-16", std::string("<\0a\0/\0>\0", 8)},
      {"UTF-16, declared", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>"},
      {"UTF-7, declared", "<?xml version=\"1.0\" encoding='UTF-7'?><a/>"},
      {"Latin-1, declared", "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a/>"},
      {"overlong", "<a>\xc0\xaf</a>"},
      {"a surrogate", "<a>\xed\xa0\x80</a>"},
      {"beyond Unicode", "<a>\xf4\x90\x80\x80</a>"},
      {"cut off", "<a>\xe2\x82"},
      {"NUL", std::string("<a>\0</a>", 8)},
      {"NUL as a reference", "<a>&#0;</a>"},
      {"a control character", "<a>\x01</a>"},
      {"XSW-17: an attribute twice", "<a b=\"1\" b=\"2\"/>"},
      {"twice by two prefixes", "<a xmlns:p=\"u\" xmlns:q=\"u\" p:b=\"1\" q:b=\"2\"/>"},
      {"an undeclared prefix", "<p:a/>"},
      {"an undeclared prefix of an attribute", "<a p:b=\"1\"/>"},
      {"no quotes", "<a b=c/>"},
      {"a tag in an attribute", "<a b=\"<c>\"/>"},
      {"too deep", repeated("<a>", 33) + repeated("</a>", 33)},
      {"too many elements", "<a>" + repeated("<b/>", 5'000) + "</a>"},
      {"too many attributes",
       [] {
         std::string text = "<a";
         for (int number = 0; number < 65; ++number) text += " b" + std::to_string(number) + "=''";
         return text + "/>";
       }()},
      {"too many prefixes at once",
       [] {
         std::string text;
         for (int level = 0; level < 5; ++level) {
           text += "<a";
           for (int number = 0; number < 26; ++number) {
             text += " xmlns:p" + std::to_string(26 * level + number) + "=\"u\"";
           }
           text += ">";
         }
         return text + repeated("</a>", 5);
       }()},
      {"too long an attribute", "<a b=\"" + repeated("c", 8'193) + "\"/>"},
      {"too long a namespace", "<a xmlns=\"urn:" + repeated("c", 256) + "\"/>"},
      {"too large", "<a>" + repeated("b", 256 * 1024) + "</a>"},
  };

  for (const Case& each : cases) {
    const auto document = parse(each.text);

    ASSERT_FALSE(document) << each.what;
    EXPECT_EQ(document.error(), Refusal::saml_malformed) << each.what;
  }
}

TEST(Xml_Limits, TakeWhatIsJustWithin) {
  const std::string texts[] = {
      repeated("<a>", 32) + repeated("</a>", 32),
      "<a>" + repeated("<b/>", 4'999) + "</a>",
      "<a b=\"" + repeated("c", 8'192) + "\"/>",
      "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?>\n<a/>",
      "<a b='>' c = \"'\" >&amp;&#13;&#xe9;</a >",
      "<a>\xf0\x9f\x94\x92</a>",
  };

  for (const std::string& text : texts) EXPECT_TRUE(parse(text)) << text.substr(0, 60);
}

TEST(Xml_Xsw20, RefusesBombsAtOnce) {
  std::string laughs = "<!DOCTYPE a [<!ENTITY e0 \"ha\">";
  for (int number = 1; number < 40; ++number) {
    const std::string before = "&e" + std::to_string(number - 1) + ";";
    laughs += "<!ENTITY e" + std::to_string(number) + " \"" + repeated(before, 10) + "\">";
  }
  laughs += "]><a>&e39;</a>";
  const std::string quadratic = "<!DOCTYPE a [<!ENTITY e \"" + repeated("x", 50'000) + "\">]><a>" +
                                repeated("&e;", 50'000) + "</a>";
  const std::string deep = repeated("<a>", 80'000);

  for (const std::string& text : {laughs, quadratic, deep}) {
    const auto cost = tests::cost_of([&text] { EXPECT_FALSE(parse(text)); });
    EXPECT_LT(cost.processor, tests::kXsw20Processor) << text.substr(0, 60);
    EXPECT_LT(cost.kilobytes, tests::kXsw20Kilobytes) << text.substr(0, 60);
  }
}

TEST(Xml_Xsw21, FetchesNothing) {
  const tests::TemporaryFolder folder;
  tests::write_file(folder / "secret", "<secret/>");
  const std::string file = "file://" + (folder / "secret").string();
  const std::string text =
      "<a xmlns:xi=\"http://www.w3.org/2001/XInclude\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a " +
      file + "\"><xi:include href=\"" + file + "\"/></a>";

  const auto document = parse(text);

  ASSERT_TRUE(document);
  const auto children = document->root().children();
  ASSERT_EQ(children.size(), 1U);
  EXPECT_EQ(children[0].name(), "include");
  EXPECT_TRUE(children[0].children().empty());
}

TEST(Xml_Xsw09, RefusesOneIdTwice) {
  const char* const texts[] = {
      "<a ID=\"x\"><b ID=\"x\"/></a>",          "<a ID=\"x\"><b Id=\"x\"/></a>",
      "<a ID=\"x\"><b><c id=\"x\"/></b></a>",   "<a ID=\"x\"><b xml:id=\"x\"/></a>",
      "<a xmlns:p=\"u\" ID=\"x\" p:ID=\"x\"/>",
  };

  for (const char* const text : texts) EXPECT_FALSE(parse(text)) << text;
  EXPECT_TRUE(parse("<a ID=\"x\"><b ID=\"y\"/></a>"));
}

TEST(Xml_Xsw15, GivesTextWholeOrNotAtAll) {
  const auto document =
      Document::parse("<a><b>jan@duo.example<!-- -->.evil</b><c>x<d/>y</c></a>", kLoose);

  const auto children = document->root().children();

  EXPECT_EQ(children[0].text(), std::nullopt);
  EXPECT_EQ(children[1].text(), std::nullopt);
}

TEST(Xml_Xsw17, TellsNamespacesApart) {
  const auto document = parse(
      "<p:a xmlns:p=\"urn:one\" xmlns:q=\"urn:two\" q:ID=\"no\" ID=\"yes\"><q:b/><p:b/><b/></p:a>");
  const auto root = document->root();

  EXPECT_TRUE(root.is("urn:one", "a"));
  EXPECT_FALSE(root.is("urn:two", "a"));
  EXPECT_EQ(root.attribute("ID"), "yes");
  EXPECT_EQ(root.children("urn:one", "b").size(), 1U);
  EXPECT_EQ(root.children("", "b").size(), 1U);
  EXPECT_EQ(root.all("urn:two", "b").size(), 1U);
}

TEST(Xml, SaysWhichDeclarationsHold) {
  const auto document = parse(
      "<a xmlns=\"urn:d\" xmlns:p=\"urn:1&amp;\"><b xmlns:p=\"urn:2\" xmlns:q=\"urn:3\"/></a>");

  const auto declarations = document->root().children()[0].namespace_declarations();

  EXPECT_EQ(declarations, " xmlns:p=\"urn:2\" xmlns:q=\"urn:3\" xmlns=\"urn:d\"");
}
