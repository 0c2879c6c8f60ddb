#include "operate/audit_commands.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <ostream>

#include "operate/audit_chain.h"
#include "operate/audit_log.h"

namespace sluis::operate {

namespace {

void print_fault(const AuditFault& fault, std::ostream& out) {
  const auto where =
      fault.line == 0 ? fault.file.string() : fmt::format("{}:{}", fault.file.string(), fault.line);
  out << fmt::format("{}: {}\n", where, fault.text);
}

void print_text(const AuditChain& chain, const HeadsSeen& seen, std::ostream& out) {
  for (const auto& fault : chain.faults) print_fault(fault, out);
  if (!seen.why_unknown.empty()) {
    out << "the store was not asked for heads: " << seen.why_unknown << "\n";
  } else if (seen.of_nodes.empty()) {
    out << "no node that runs tells of this log: its end is proved by --head alone\n";
  } else {
    out << "compared with what its node tells in the store\n";
  }
  if (!chain.last) {
    out << "the audit log is empty\n";
    return;
  }
  out << fmt::format("{} lines in {} file{}, {} to {}\nhead {}\n", chain.lines, chain.files.size(),
                     chain.files.size() == 1 ? "" : "s", chain.first->time, chain.last->time,
                     text_of(chain.last->head));
  out << (chain.faults.empty() ? "whole\n" : "NOT whole\n");
}

void print_json(const AuditChain& chain, const HeadsSeen& seen, std::ostream& out) {
  boost::json::array files;
  for (const auto& file : chain.files) files.emplace_back(file.string());
  boost::json::array faults;
  for (const auto& fault : chain.faults) {
    faults.push_back({{"file", fault.file.string()}, {"line", fault.line}, {"text", fault.text}});
  }
  boost::json::object report{{"whole", chain.faults.empty()},
                             {"lines", chain.lines},
                             {"files", std::move(files)},
                             {"heads_in_store", seen.of_nodes.size()},
                             {"faults", std::move(faults)}};
  if (chain.last) {
    report["first"] = chain.first->time;
    report["last"] = chain.last->time;
    report["head"] = text_of(chain.last->head);
  }
  out << boost::json::serialize(report) << "\n";
}

template <typename Command>
int with_plain_reasons(Console console, Command command) {
  try {
    return command();
  } catch (const AuditLogError& reason) {
    console.error << "error: " << reason.what() << "\n";
    return 1;
  }
}

bool is_of(const AuditLine& line, std::string_view action) {
  const std::string_view own = line.entry.action;
  return action.empty() || own == action || own.starts_with(std::string(action) + ".");
}

void print_line(const AuditLine& line, std::ostream& out) {
  std::string details;
  for (const auto& [name, value] : line.entry.details)
    details.append(" ").append(name).append("=").append(value);
  out << fmt::format("{}  {}  {} {} {}, {} by {}{}\n", line.head.sequence, line.time,
                     line.entry.action, line.entry.object, name_of(line.entry.result),
                     line.entry.origin, line.entry.actor, details);
}

}  // namespace

int audit_verify(const std::filesystem::path& file, const HeadsSeen& seen, Format format,
                 Console console) {
  std::vector<AuditHead> known;
  for (const auto* heads : {&seen.given, &seen.of_nodes}) {
    for (const auto& text : *heads) {
      const auto head = parse_audit_head(text);
      if (!head) {
        console.error << "error: a head is a number, a colon and 64 hexadecimal digits\n";
        return 1;
      }
      known.push_back(*head);
    }
  }
  return with_plain_reasons(console, [&] {
    const auto chain = read_audit_chain(file, known, [](const AuditLine&, std::string_view) {});
    if (format == Format::json) {
      print_json(chain, seen, console.out);
    } else {
      print_text(chain, seen, console.out);
    }
    return chain.faults.empty() ? 0 : 1;
  });
}

int audit_list(const std::filesystem::path& file, const std::string& action, Format format,
               Console console) {
  return with_plain_reasons(console, [&] {
    const auto chain =
        read_audit_chain(file, {}, [&](const AuditLine& line, std::string_view text) {
          if (!is_of(line, action)) return;
          if (format == Format::json) {
            console.out << text << "\n";
          } else {
            print_line(line, console.out);
          }
        });
    for (const auto& fault : chain.faults) print_fault(fault, console.error);
    return chain.faults.empty() ? 0 : 1;
  });
}

}  // namespace sluis::operate
