#include "downstream/jitsi_state.h"

#include <boost/json.hpp>

#include "crypto/strict_json.h"

namespace sluis::downstream {

namespace {

struct Flag {
  char letter;
  std::string_view key;
  bool value;  // the only one that says something
};

// relying-parties §1.4. In the fragment each is a JSON value.
constexpr Flag kFlags[] = {
    {'a', "config.startWithAudioMuted", true},
    {'v', "config.startWithVideoMuted", true},
    {'p', "config.prejoinConfig.enabled", false},
    {'e', "electron", true},
    {'i', "ios", true},
    {'n', "android", true},
};

/// Jitsi takes overrides from its own address as texts, and makes others itself.
bool says(const boost::json::value& member, bool value) {
  if (member.is_bool()) return member.get_bool() == value;
  return member.is_string() && member.get_string() == (value ? "true" : "false");
}

/// False where it is there and no text. Jitsi leaves out what it does not know, or says null.
bool read_text(const boost::json::object& state, std::string_view name, std::string& text) {
  const auto* const member = state.if_contains(name);
  if (member == nullptr || member->is_null()) return true;
  if (!member->is_string()) return false;
  text = std::string(member->get_string());
  return true;
}

}  // namespace

std::expected<JitsiState, Refusal> read_state(std::string_view text) {
  JitsiState state;
  if (text.empty()) return state;
  if (text.size() > kLimitStateBytes || !crypto::is_strict_json_object(text)) {
    return std::unexpected(Refusal::request_malformed);
  }
  const auto parsed = boost::json::parse(text);
  const auto& members = parsed.get_object();
  const bool is_read = read_text(members, "room", state.room) &&
                       read_text(members, "roomSafe", state.room_safe) &&
                       read_text(members, "tenant", state.tenant) &&
                       read_text(members, "refreshToken", state.refresh_token);
  if (!is_read) return std::unexpected(Refusal::request_malformed);
  for (const auto& [letter, key, value] : kFlags) {
    const auto* const member = members.if_contains(key);
    if (member != nullptr && says(*member, value)) state.flags += letter;
  }
  return state;
}

std::string fragment_of_flags(std::string_view flags) {
  std::string fragment;
  for (const auto& [letter, key, value] : kFlags) {
    if (!flags.contains(letter)) continue;
    fragment.append("&").append(key).append(value ? "=true" : "=false");
  }
  return fragment;
}

}  // namespace sluis::downstream
