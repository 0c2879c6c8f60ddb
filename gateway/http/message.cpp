#include "http/message.h"

#include <algorithm>

#include "crypto/secret.h"
#include "http/ascii.h"

namespace sluis::http {

namespace {

Response uncached(int status, std::string_view type, std::string body) {
  Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.add("Content-Type", std::string(type));
  response.headers.add("Cache-Control", "no-store");
  return response;
}

}  // namespace

void Headers::add(std::string name, std::string value) {
  entries_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string name, std::string value) {
  std::erase_if(entries_, [&](const auto& entry) { return equal_without_case(entry.first, name); });
  add(std::move(name), std::move(value));
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  const auto values = all(name);
  if (values.size() != 1) return std::nullopt;
  return values.front();
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : entries_) {
    if (equal_without_case(key, name)) values.emplace_back(value);
  }
  return values;
}

bool Headers::has(std::string_view name) const {
  return std::ranges::any_of(
      entries_, [&](const auto& entry) { return equal_without_case(entry.first, name); });
}

void Headers::wipe() noexcept {
  for (auto& [name, value] : entries_) crypto::wipe(value);
}

Response see_other(std::string location) {
  Response response{.status = 303, .headers = {}, .body = {}};
  response.headers.add("Location", std::move(location));
  response.headers.add("Cache-Control", "no-store");  // the address may hold a code
  return response;
}

Response plain_text(int status, std::string text) {
  return uncached(status, "text/plain; charset=utf-8", std::move(text));
}

Response json_text(int status, std::string json) {
  return uncached(status, "application/json", std::move(json));
}

namespace {

/// What stands before the next slash, which goes too.
std::string_view take_segment(std::string_view& path) {
  const auto slash = path.find('/');
  const auto segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  return segment;
}

/// Of one segment: what its `{…}` stands for, empty where it has none; nothing if they differ.
std::optional<std::string_view> meaning_of(std::string_view pattern, std::string_view segment) {
  const auto open = pattern.find('{');
  if (open == std::string_view::npos) {
    return pattern == segment ? std::optional(std::string_view{}) : std::nullopt;
  }
  const auto close = pattern.find('}', open);
  if (close == std::string_view::npos) return std::nullopt;
  const auto before = pattern.substr(0, open);
  const auto behind = pattern.substr(close + 1);
  if (segment.size() <= before.size() + behind.size()) return std::nullopt;
  if (!segment.starts_with(before) || !segment.ends_with(behind)) return std::nullopt;
  return segment.substr(before.size(), segment.size() - before.size() - behind.size());
}

}  // namespace

std::optional<std::vector<std::string_view>> segments_of(std::string_view pattern,
                                                         std::string_view path) {
  if (std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) return std::nullopt;
  std::vector<std::string_view> meanings;
  while (!pattern.empty() || !path.empty()) {
    const auto expected = take_segment(pattern);
    const auto meaning = meaning_of(expected, take_segment(path));
    if (!meaning) return std::nullopt;
    if (expected.contains('{')) meanings.push_back(*meaning);
  }
  return meanings;
}

std::optional<std::string_view> segment_of(std::string_view pattern, std::string_view path) {
  const auto meanings = segments_of(pattern, path);
  if (!meanings) return std::nullopt;
  return meanings->empty() ? std::string_view{} : meanings->front();
}

}  // namespace sluis::http
