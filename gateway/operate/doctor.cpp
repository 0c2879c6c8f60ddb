#include "operate/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

namespace sluis::operate {

namespace {

std::ptrdiff_t count(const Findings& findings, Finding::Level level) {
  return std::ranges::count(findings, level, &Finding::level);
}

void print_text(std::string_view patient, const Findings& findings, std::ostream& out) {
  out << patient << "\n";
  for (const auto& finding : findings) {
    out << fmt::format("  {:<4}  {:<7}  {}\n", name_of(finding.level), name_of(finding.side),
                       finding.text);
  }
  const auto notes = count(findings, Finding::Level::note);
  out << fmt::format("{} bad, {} note{}, {} good\n", count(findings, Finding::Level::bad), notes,
                     notes == 1 ? "" : "s", count(findings, Finding::Level::good));
}

}  // namespace

boost::json::object findings_value(std::string_view patient, const Findings& findings) {
  boost::json::array list;
  for (const auto& finding : findings) {
    list.push_back({{"level", name_of(finding.level)},
                    {"side", name_of(finding.side)},
                    {"text", finding.text}});
  }
  return {{"patient", patient},
          {"bad", count(findings, Finding::Level::bad)},
          {"notes", count(findings, Finding::Level::note)},
          {"findings", std::move(list)}};
}

int print_findings(std::string_view patient, const Findings& findings, Format format,
                   std::ostream& out) {
  if (format == Format::json) {
    out << boost::json::serialize(findings_value(patient, findings)) << "\n";
  } else {
    print_text(patient, findings, out);
  }
  return count(findings, Finding::Level::bad) == 0 ? 0 : 1;
}

}  // namespace sluis::operate
