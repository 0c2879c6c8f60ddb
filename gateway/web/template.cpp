#include "web/template.h"

#include <deque>
#include <kainjow/mustache.hpp>
#include <set>
#include <stdexcept>

#include "web/texts.h"

namespace sluis::web {

namespace mustache = kainjow::mustache;

namespace {

using Names = std::set<std::string, std::less<>>;

struct Tags {
  Names sections;
  Names variables;
};

Tags tags_of(std::string_view source) {
  Tags tags;
  for (auto open = source.find("{{"); open != std::string_view::npos;
       open = source.find("{{", open)) {
    const auto close = source.find("}}", open);
    if (close == std::string_view::npos) break;
    std::string_view tag = source.substr(open + 2, close - open - 2);
    open = close;
    if (tag.starts_with('{')) tag.remove_prefix(1);
    if (tag.starts_with('!') || tag == ".") continue;
    if (tag.starts_with('#') || tag.starts_with('^') || tag.starts_with('/')) {
      tags.sections.emplace(tag.substr(1));
    } else {
      tags.variables.emplace(tag);
    }
  }
  return tags;
}

mustache::data rows_of(const std::vector<std::map<std::string, std::string>>& rows) {
  mustache::data list(mustache::data::type::list);
  for (const auto& row : rows) {
    mustache::data object;
    for (const auto& [name, value] : row) object.set(name, value);
    list.push_back(object);
  }
  return list;
}

/// Where mustache looks a name up.
class Context final : public mustache::basic_context<std::string> {
 public:
  Context(const Template::Filling& filling, const Names& sections)
      : filling_(filling), sections_(sections) {
    for (const auto& [name, rows] : filling.lists) lists_.emplace(name, rows_of(rows));
  }

  void push(const mustache::data* data) override { stack_.push_back(data); }
  void pop() override { stack_.pop_back(); }

  const mustache::data* get(const std::string& name) const override {
    if (name == ".") return stack_.back();
    const mustache::data* found = look_up(name);
    const bool is_section = sections_.contains(name);
    if (!found && !is_section) throw std::logic_error("a template needs a value: " + name);
    if (found && is_section && found->is_string() && found->string_value().empty()) return nullptr;
    return found;
  }

  const mustache::data* get_partial(const std::string&) const override { return nullptr; }

 private:
  const mustache::data* look_up(const std::string& name) const {
    for (auto frame = stack_.rbegin(); frame != stack_.rend(); ++frame) {
      if (const auto* found = (*frame)->get(name)) return found;
    }
    if (name.contains('.'))
      return &made_.emplace_back(text(name, filling_.language, filling_.values));
    if (const auto list = lists_.find(name); list != lists_.end()) return &list->second;
    const auto value = filling_.values.find(name);
    return value == filling_.values.end() ? nullptr : &made_.emplace_back(value->second);
  }

  const Template::Filling& filling_;
  const Names& sections_;
  std::map<std::string, mustache::data> lists_;
  std::vector<const mustache::data*> stack_;
  mutable std::deque<mustache::data>
      made_;  // a deque: what mustache was given must stay where it is
};

}  // namespace

struct Template::Parsed {
  Parsed(std::string_view source) : tree(std::string(source)), sections(tags_of(source).sections) {}

  mustache::mustache tree;
  Names sections;
};

Template::Template(std::string_view name, std::string_view source)
    : parsed_(std::make_unique<Parsed>(source)) {
  const std::string where = "template " + std::string(name) + ": ";
  if (!parsed_->tree.is_valid()) throw std::logic_error(where + parsed_->tree.error_message());
  for (const std::string& variable : tags_of(source).variables) {
    if (parsed_->sections.contains(variable)) {
      throw std::logic_error(where + variable + " is a section and a variable");
    }
  }
}

Template::Template(Template&&) noexcept = default;
Template::~Template() = default;

std::string Template::render(const Filling& filling) const {
  Context context(filling, parsed_->sections);
  // mustache's render is not const, but without partials and lambdas it only reads the tree.
  return parsed_->tree.render(context);
}

}  // namespace sluis::web
