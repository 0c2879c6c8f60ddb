#pragma once

// How `sluis doctor` speaks: a line for each finding with its level and whose side it is on, or
// JSON. What is found is not known here.

#include <iosfwd>
#include <string_view>

#include "fault/finding.h"
#include "operate/console.h"

namespace boost::json {
class object;
}

namespace sluis::operate {

/// What `--json` prints, for a patient who has more to tell.
boost::json::object findings_value(std::string_view patient, const Findings& findings);

/// `patient`: "connector az". Writes the findings in the order given, then a line that counts them.
/// Returns the exit code: 1 if one of them is bad.
int print_findings(std::string_view patient, const Findings& findings, Format format,
                   std::ostream& out);

}  // namespace sluis::operate
