#include "operate/audit_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "crypto/encoding.h"
#include "crypto/mac.h"
#include "crypto/strict_json.h"
#include "operate/timestamp.h"

namespace sluis::operate {

namespace {

constexpr std::size_t kHashLength = 64;
constexpr std::size_t kLongestValue = 256;
constexpr std::size_t kMostDetails = 24;
constexpr std::string_view kHashMember = R"(,"hash":")";
constexpr std::string_view kEnd = R"("})";

bool is_ours(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || std::string_view("._:/+=,-").contains(letter);
}

std::string_view fit(std::string_view value) {
  return value.size() <= kLongestValue && std::ranges::all_of(value, is_ours) ? value : "(unfit)";
}

boost::json::object details_of(const AuditEntry& entry) {
  boost::json::object details;
  for (const auto& [name, value] : entry.details) {
    if (details.size() < kMostDetails) details[fit(name)] = fit(value);
  }
  return details;
}

std::optional<AuditEntry::Result> result_of(std::string_view name) {
  using enum AuditEntry::Result;
  for (const auto result : {done, refused, failed}) {
    if (name == name_of(result)) return result;
  }
  return std::nullopt;
}

bool is_hash(std::string_view text) {
  return text.size() == kHashLength && std::ranges::all_of(text, [](char letter) {
           return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
         });
}

/// The text that was hashed, if the hash that follows it is that of it.
std::optional<std::string> proven_hash(std::string_view line) {
  const std::size_t tail = kHashMember.size() + kHashLength + kEnd.size();
  if (line.size() <= tail || !line.ends_with(kEnd)) return std::nullopt;
  const auto hashed = line.substr(0, line.size() - tail);
  const auto hash = line.substr(line.size() - kHashLength - kEnd.size(), kHashLength);
  if (!line.substr(hashed.size()).starts_with(kHashMember)) return std::nullopt;
  if (crypto::hex_encode(crypto::sha256(hashed)) != hash) return std::nullopt;
  return std::string(hash);
}

// Throws what Boost.JSON throws for a member that is missing or of another type.
AuditLine read(const boost::json::object& object) {
  const auto text = [&](std::string_view name) {
    return std::string(std::string_view(object.at(name).as_string()));
  };
  AuditLine line;
  line.head.sequence = object.at("sequence").to_number<std::uint64_t>();
  line.previous = text("previous");
  line.time = text("time");
  line.entry = {.action = text("action"),
                .object = text("object"),
                .result = result_of(text("result")).value_or(AuditEntry::Result::failed),
                .origin = text("origin"),
                .actor = text("actor")};
  for (const auto& detail : object.at("details").as_object()) {
    line.entry.details.emplace_back(detail.key(), std::string_view(detail.value().as_string()));
  }
  return line;
}

}  // namespace

std::string text_of(const AuditHead& head) {
  return fmt::format("{}:{}", head.sequence, head.hash);
}

std::optional<AuditHead> parse_audit_head(std::string_view text) {
  AuditHead head;
  const auto* const limit = text.data() + text.size();
  const auto [end, failed] = std::from_chars(text.data(), limit, head.sequence);
  if (failed != std::errc{} || end == limit || *end != ':') return std::nullopt;
  head.hash = std::string(end + 1, limit);
  if (!is_hash(head.hash)) return std::nullopt;
  return head;
}

std::pair<std::string, AuditHead> audit_line(const AuditEntry& entry, crypto::TimePoint time,
                                             const AuditHead& after) {
  AuditHead head{.sequence = after.sequence + 1, .hash = {}};
  std::string line = boost::json::serialize(boost::json::object{{"sequence", head.sequence},
                                                                {"time", timestamp(time)},
                                                                {"action", fit(entry.action)},
                                                                {"object", fit(entry.object)},
                                                                {"result", name_of(entry.result)},
                                                                {"origin", fit(entry.origin)},
                                                                {"actor", fit(entry.actor)},
                                                                {"details", details_of(entry)},
                                                                {"previous", after.hash}});
  line.pop_back();  // the brace, which goes behind the hash
  head.hash = crypto::hex_encode(crypto::sha256(line));
  line += kHashMember;
  line += head.hash;
  line += kEnd;
  return {std::move(line), std::move(head)};
}

std::optional<AuditLine> parse_audit_line(std::string_view text) {
  const auto hash = proven_hash(text);
  if (!hash || !crypto::is_strict_json_object(text, 2)) return std::nullopt;
  try {
    AuditLine line = read(boost::json::parse(text).as_object());
    line.head.hash = *hash;
    return line;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string_view name_of(AuditEntry::Result result) {
  switch (result) {
    using enum AuditEntry::Result;
    case done:
      return "done";
    case refused:
      return "refused";
    case failed:
      return "failed";
  }
  return "failed";
}

}  // namespace sluis::operate
