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

std::optional<std::string_view> segment_of(std::string_view pattern, std::string_view path) {
  const auto open = pattern.find('{');
  if (open == std::string_view::npos) {
    if (path != pattern) return std::nullopt;
    return std::string_view{};
  }
  const auto close = pattern.find('}', open);
  if (close == std::string_view::npos) return std::nullopt;
  const auto before = pattern.substr(0, open);
  const auto behind = pattern.substr(close + 1);
  if (path.size() <= before.size() + behind.size()) return std::nullopt;
  if (!path.starts_with(before) || !path.ends_with(behind)) return std::nullopt;
  const auto segment = path.substr(before.size(), path.size() - before.size() - behind.size());
  if (segment.contains('/')) return std::nullopt;
  return segment;
}

}  // namespace sluis::http
