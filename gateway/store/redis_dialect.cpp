#include "store/redis_dialect.h"

#include <utility>

namespace sluis::store {

namespace {

std::string in_milliseconds(TimeToLive time_to_live) {
  return std::to_string(time_to_live.count());
}

std::string in_one_word(const std::vector<std::string>& ids) {
  std::string word;
  for (const std::string& id : ids) word += (word.empty() ? "" : " ") + id;
  return word;
}

class Encoder {
 public:
  Encoder(const RedisScripts& scripts, ScriptBy by, Commands& commands)
      : scripts_(scripts), by_(by), commands_(commands) {}

  void operator()(const Put& put) {
    commands_.add({"SET", put.name, put.value, "PX", in_milliseconds(put.time_to_live)});
  }
  void operator()(const Get& get) { commands_.add({"GET", get.name}); }
  void operator()(const Take& take) { commands_.add({"GETDEL", take.name}); }
  void operator()(const Add& add) {
    commands_.add({"SET", add.name, add.value, "NX", "PX", in_milliseconds(add.time_to_live)});
  }
  void operator()(const Count& count) {
    const std::string life = in_milliseconds(count.time_to_live);
    commands_.add({verb(), word(scripts_.count), "1", count.name, life});
  }
  void operator()(const Renew& renew) {
    commands_.add({"PEXPIRE", renew.name, in_milliseconds(renew.time_to_live)});
  }
  void operator()(const FindOrAdd& wanted) {
    const std::string key_count = std::to_string(wanted.names.size() + 1);
    const std::string serial = std::to_string(wanted.ring_serial);
    const std::string life = in_milliseconds(wanted.time_to_live);
    std::vector<std::string_view> words = {verb(), word(scripts_.find_or_add), key_count};
    words.insert(words.end(), wanted.names.begin(), wanted.names.end());
    const std::string now =
        wanted.now ? std::to_string(wanted.now->time_since_epoch().count()) : std::string();
    const std::string keys = in_one_word(wanted.ring_keys);
    words.insert(words.end(), {kFence, serial, keys, now, life});
    if (wanted.value) words.push_back(*wanted.value);
    commands_.add(words);
  }
  void operator()(const Replace& replace) {
    const std::string life = replace.time_to_live ? in_milliseconds(*replace.time_to_live) : "keep";
    std::vector<std::string_view> words = {verb(),       word(scripts_.replace), "1",
                                           replace.name, replace.expected,       life};
    if (replace.replacement) words.push_back(*replace.replacement);
    commands_.add(words);
  }

 private:
  std::string_view verb() const { return by_ == ScriptBy::digest ? "EVALSHA" : "EVAL"; }
  std::string_view word(const RedisScript& script) const {
    return by_ == ScriptBy::digest ? script.digest : script.text;
  }

  const RedisScripts& scripts_;
  ScriptBy by_;
  Commands& commands_;
};

using Decoded = std::optional<Outcome>;
using Kind = Reply::Kind;

Decoded value_in(Reply& reply) {
  if (reply.kind == Kind::nothing) return Value();
  if (reply.kind == Kind::text) return Value(std::move(reply.text));
  return std::nullopt;
}

Decoded flag_in(const Reply& reply) {
  if (reply.kind != Kind::number || (reply.number != 0 && reply.number != 1)) return std::nullopt;
  return reply.number == 1;
}

bool is_ok(const Reply& reply) { return reply.kind == Kind::status && reply.text == "OK"; }

class Decoder {
 public:
  explicit Decoder(Reply& reply) : reply_(reply) {}

  Decoded operator()(const Put&) { return is_ok(reply_) ? Decoded(Done()) : std::nullopt; }
  Decoded operator()(const Get&) { return value_in(reply_); }
  Decoded operator()(const Take&) { return value_in(reply_); }
  Decoded operator()(const Add&) {
    if (reply_.kind == Kind::nothing) return false;
    return is_ok(reply_) ? Decoded(true) : std::nullopt;
  }
  Decoded operator()(const Count&) {
    return reply_.kind == Kind::number ? Decoded(reply_.number) : std::nullopt;
  }
  Decoded operator()(const Renew&) { return flag_in(reply_); }
  Decoded operator()(const Replace&) { return flag_in(reply_); }
  Decoded operator()(const FindOrAdd& wanted) {
    using How = Found::How;
    if (reply_.kind == Kind::list) return present(wanted);
    if (reply_.kind != Kind::text) return std::nullopt;
    if (reply_.text == "astray") return Found{How::astray};
    if (reply_.text == "stale") return Found{How::stale};
    if (reply_.text == "forked") return Found{How::forked};
    if (reply_.text == "absent" && !wanted.value) return Found{How::absent};
    if (reply_.text == "added" && wanted.value) return Found{How::added};
    return std::nullopt;
  }

 private:
  Decoded present(const FindOrAdd& wanted) {
    if (reply_.elements.size() != 2) return std::nullopt;
    const Reply& index = reply_.elements[0];
    Reply& value = reply_.elements[1];
    if (index.kind != Kind::number || value.kind != Kind::text) return std::nullopt;
    if (index.number < 1 || std::cmp_greater(index.number, wanted.names.size())) {
      return std::nullopt;
    }
    return Found{Found::How::present, static_cast<std::size_t>(index.number - 1),
                 std::move(value.text)};
  }

  Reply& reply_;
};

}  // namespace

void encode(const Operation& operation, const RedisScripts& scripts, ScriptBy by,
            Commands& commands) {
  std::visit(Encoder(scripts, by, commands), operation);
}

std::optional<Outcome> decode(const Operation& operation, Reply reply) {
  return std::visit(Decoder(reply), operation);
}

bool is_unknown_script(const Reply& reply) {
  return reply.kind == Kind::error && reply.text.starts_with("NOSCRIPT");
}

std::vector<std::string_view> names_of(const Operation& operation) {
  if (const auto* wanted = std::get_if<FindOrAdd>(&operation)) {
    return {wanted->names.begin(), wanted->names.end()};
  }
  return {std::visit(
      [](const auto& kind) -> std::string_view {
        if constexpr (requires { kind.name; }) return kind.name;
        return {};
      },
      operation)};
}

}  // namespace sluis::store
