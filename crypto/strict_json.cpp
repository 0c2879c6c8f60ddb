#include "crypto/strict_json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace sluis::crypto {

namespace {

namespace json = boost::json;

// Hears the text as the parser reads it, remembers the names of the objects that are open, and
// stops the parser (by returning false) at a name that it has heard before.
class NamesOnce {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    if (open_.empty()) starts_with_object_ = !seen_any_;
    seen_any_ = true;
    open_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) {
    open_.pop_back();
    return true;
  }
  bool on_array_begin(json::error_code&) { return value(); }
  bool on_array_end(std::size_t, json::error_code&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    name_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    name_.append(part.data(), part.size());
    const bool is_new = open_.back().insert(name_).second;
    name_.clear();
    return is_new || refuse(error);
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return value(); }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return value(); }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return value(); }
  bool on_double(double, json::string_view, json::error_code&) { return value(); }
  bool on_bool(bool, json::error_code&) { return value(); }
  bool on_null(json::error_code&) { return value(); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  bool starts_with_object() const { return starts_with_object_; }

 private:
  bool value() {
    seen_any_ = true;
    return true;
  }
  static bool refuse(json::error_code& error) {
    error = json::error::syntax;
    return false;
  }

  std::vector<std::set<std::string>> open_;
  std::string name_;
  bool seen_any_ = false;
  bool starts_with_object_ = false;
};

}  // namespace

bool is_strict_json_object(std::string_view text, std::size_t depth) {
  json::parse_options options;
  options.max_depth = depth;
  json::basic_parser<NamesOnce> parser(options);
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  return !error && read == text.size() && parser.handler().starts_with_object();
}

}  // namespace sluis::crypto
