#include "operate/replay_erasures.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <exception>
#include <ostream>
#include <set>
#include <string>
#include <utility>

#include "operate/audit_chain.h"
#include "operate/audit_log.h"
#include "operate/store_visit.h"

namespace sluis::operate {

namespace {

constexpr std::size_t kAtOnce = 500;
constexpr std::size_t kNameLength = 3 + 43;  // "pe:" and 32 octets as base64url

struct Erasures {
  std::set<std::string> names;
  std::size_t unfit = 0;  // lines whose object is no name of a person's record
  std::size_t faults = 0;
};

struct Replayed {
  std::size_t erased = 0;
  std::size_t gone_already = 0;
};

/// Nothing else is ever removed, whatever a line says.
bool is_person_name(std::string_view name) {
  return name.size() == kNameLength && name.starts_with("pe:") &&
         std::ranges::all_of(name.substr(3), [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                  (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
         });
}

// That she asked is enough: a crash, or a store that did not answer (`failed`), leaves open whether
// it was done.
bool asks_to_forget(const AuditEntry& entry) {
  return (entry.action == "person.forget.asked" || entry.action == "person.forget") &&
         entry.result != AuditEntry::Result::refused;
}

void collect(const std::filesystem::path& log, Erasures& found, std::ostream& error) {
  const auto chain = read_audit_chain(log, {}, [&](const AuditLine& line, std::string_view) {
    if (!asks_to_forget(line.entry)) return;
    if (is_person_name(line.entry.object)) {
      found.names.insert(line.entry.object);
    } else {
      ++found.unfit;
    }
  });
  if (chain.files.empty()) throw AuditLogError("there is no audit log " + log.string());
  found.faults += chain.faults.size();
  for (const auto& fault : chain.faults) {
    error << fmt::format("{}:{}: {}\n", fault.file.string(), fault.line, fault.text);
  }
}

boost::asio::awaitable<void> erase(store::Store& store, const std::set<std::string>& names,
                                   Replayed& replayed) {
  auto next = names.begin();
  while (next != names.end()) {
    std::vector<store::Operation> removals;
    for (; next != names.end() && removals.size() < kAtOnce; ++next) {
      removals.emplace_back(store::Take{*next});
    }
    const std::vector<store::Outcome> outcomes = co_await store.run(std::move(removals));
    for (const store::Outcome& outcome : outcomes) {
      ++(std::get<store::Value>(outcome) ? replayed.erased : replayed.gone_already);
    }
  }
}

void print(const Erasures& asked, const Replayed& replayed, Format format, std::ostream& out) {
  if (format == Format::json) {
    out << boost::json::serialize(boost::json::object{{"erasures", asked.names.size()},
                                                      {"erased_again", replayed.erased},
                                                      {"gone_already", replayed.gone_already},
                                                      {"unfit", asked.unfit},
                                                      {"whole", asked.faults == 0}})
        << "\n";
    return;
  }
  out << fmt::format("{} erasures in the audit log: {} erased again, {} were gone already\n",
                     asked.names.size(), replayed.erased, replayed.gone_already);
  if (asked.unfit > 0) out << fmt::format("{} lines name no person's record\n", asked.unfit);
  if (asked.faults > 0) {
    out << "the audit log is NOT whole: erasures may lack, see `sluis audit verify`\n";
  }
}

AuditEntry line_about(const Erasures& asked, const Replayed& replayed) {
  return {.action = "store.replay_erasures",
          .object = "store",
          .origin = {},
          .actor = {},
          .details = {{"erasures", std::to_string(asked.names.size())},
                      {"erased", std::to_string(replayed.erased)},
                      {"gone", std::to_string(replayed.gone_already)}}};
}

}  // namespace

int replay_erasures(const std::vector<std::filesystem::path>& logs,
                    const store::RedisSettings& redis, const crypto::Clock& clock,
                    const Audit& audit, Format format, Console console) {
  try {
    Erasures asked;
    for (const auto& log : logs) collect(log, asked, console.error);
    Replayed replayed;
    StoreVisit visit(redis, clock);
    visit.wait_for(erase(visit.store(), asked.names, replayed));
    print(asked, replayed, format, console.out);
    audit(line_about(asked, replayed));
    return asked.faults == 0 ? 0 : 1;
  } catch (const std::runtime_error& reason) {
    console.error << "error: " << reason.what() << "\n";
    return 1;
  }
}

}  // namespace sluis::operate
