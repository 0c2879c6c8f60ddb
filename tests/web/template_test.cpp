#include "web/template.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "web/embedded.h"
#include "web/page.h"
#include "web/texts.h"

namespace sluis::web {
namespace {

std::string rendered(std::string_view source, const Values& values,
                     const std::map<std::string, std::vector<Values>>& lists = {}) {
  return Template("test", source).render({Language::nl, values, lists});
}

TEST(Template_Toolchain13, ThrowsForAnUnknownValue) {
  EXPECT_THROW(rendered("{{name}}", {}), std::logic_error);
}

TEST(Template_Toolchain13, ThrowsForAnUnknownText) {
  EXPECT_THROW(rendered("{{no.such.text}}", {}), std::logic_error);
}

TEST(Template_Toolchain13, ThrowsForASectionThatIsAVariableToo) {
  EXPECT_THROW(rendered("{{#name}}{{name}}{{/name}}", {{"name", "x"}}), std::logic_error);
}

TEST(Template_Toolchain13, ThrowsForASectionThatStaysOpen) {
  EXPECT_THROW(rendered("{{#name}}", {{"name", "x"}}), std::logic_error);
}

TEST(Template_Toolchain13, EscapesValues) {
  EXPECT_EQ(rendered("{{name}}", {{"name", "<b>\"&'"}}), "&lt;b&gt;&quot;&amp;&apos;");
}

TEST(Template_Toolchain13, ShowsASectionOnlyWithAValue) {
  const std::string_view source = "{{#name}}[{{.}}]{{/name}}{{^name}}none{{/name}}";

  EXPECT_EQ(rendered(source, {{"name", "x"}}), "[x]");
  EXPECT_EQ(rendered(source, {{"name", ""}}), "none");
  EXPECT_EQ(rendered(source, {}), "none");
}

TEST(Template_Toolchain13, RepeatsARowWithThePagesValuesBehindIt) {
  const std::string text = rendered("{{#rows}}{{name}}{{flow}} {{/rows}}", {{"flow", "f"}},
                                    {{"rows", {{{"name", "a"}}, {{"name", "b"}}}}});

  EXPECT_EQ(text, "af bf ");
}

/// Every text that a template names is there; Template itself looks at this when it renders, but
/// only in the sections that show.
TEST(Templates_Toolchain13, NameOnlyTextsThatExist) {
  for (const EmbeddedFile& file : embedded_templates()) {
    for (auto open = file.content.find("{{"); open != std::string_view::npos;
         open = file.content.find("{{", open + 2)) {
      const std::string_view name =
          file.content.substr(open + 2, file.content.find("}}", open) - open - 2);
      if (!name.contains('.') || name == ".") continue;
      EXPECT_TRUE(texts().contains(name)) << file.name << ": " << name;
    }
  }
}

TEST(Templates_Toolchain13, HoldNoScriptAndNoStyle) {
  for (const EmbeddedFile& file : embedded_templates()) {
    std::string content(file.content);
    // The one place for a script: a file of ours, where a page names one.
    const std::string_view place = "<script src=\"{{.}}\" defer></script>";
    if (file.name == "layout.mustache") content.erase(content.find(place), place.size());
    EXPECT_FALSE(content.contains("<script")) << file.name;
    EXPECT_FALSE(file.content.contains("style=")) << file.name;
    EXPECT_FALSE(file.content.contains(" onclick")) << file.name;
    EXPECT_FALSE(file.content.contains("https://")) << file.name;
  }
}

TEST(Templates_Wcag22, HaveOneHeadingOfTheFirstOrder) {
  for (const EmbeddedFile& file : embedded_templates()) {
    if (file.name == "layout.mustache") continue;
    const auto first = file.content.find("<h1");
    EXPECT_NE(first, std::string_view::npos) << file.name;
    EXPECT_EQ(file.content.find("<h1", first + 1), std::string_view::npos) << file.name;
  }
}

}  // namespace
}  // namespace sluis::web
