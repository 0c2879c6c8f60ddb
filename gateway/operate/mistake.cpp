#include "operate/mistake.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

namespace sluis::operate {

namespace {

std::string_view name_of(Mistake::Severity severity) {
  return severity == Mistake::Severity::error ? "error" : "warning";
}

std::string where(const Mistake& mistake) {
  if (mistake.line <= 0) return mistake.file;
  return fmt::format("{}:{}", mistake.file, mistake.line);
}

std::string counted(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

void print_text(const std::vector<Mistake>& mistakes, std::size_t errors, std::ostream& out) {
  for (const Mistake& mistake : mistakes) {
    out << fmt::format("{}: {}: {}\n", where(mistake), name_of(mistake.severity), mistake.text);
  }
  if (mistakes.empty()) {
    out << "no mistakes found\n";
  } else {
    out << counted(errors, "error") << ", " << counted(mistakes.size() - errors, "warning") << "\n";
  }
}

void print_json(const std::vector<Mistake>& mistakes, std::size_t errors, std::ostream& out) {
  boost::json::array list;
  for (const Mistake& mistake : mistakes) {
    list.push_back({{"file", mistake.file},
                    {"line", mistake.line},
                    {"severity", name_of(mistake.severity)},
                    {"text", mistake.text}});
  }
  const boost::json::object report{
      {"errors", errors}, {"warnings", mistakes.size() - errors}, {"mistakes", std::move(list)}};
  out << boost::json::serialize(report) << "\n";
}

}  // namespace

int print_mistakes(const std::vector<Mistake>& mistakes, Format format, std::ostream& out) {
  const auto errors = static_cast<std::size_t>(
      std::ranges::count(mistakes, Mistake::Severity::error, &Mistake::severity));
  if (format == Format::json) {
    print_json(mistakes, errors, out);
  } else {
    print_text(mistakes, errors, out);
  }
  return errors == 0 ? 0 : 1;
}

}  // namespace sluis::operate
