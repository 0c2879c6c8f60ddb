#include "operate/realm_memory.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "crypto/encoding.h"
#include "crypto/private_file.h"
#include "crypto/strict_json.h"
#include "operate/new_file.h"

namespace sluis::operate {

namespace {

namespace json = boost::json;

constexpr std::size_t kUniqueBytes = 10;

Realms realms_in(const json::object& document) {
  Realms realms;
  for (const auto& [realm, issuers] : document.at("realms").as_object()) {
    for (const auto& issuer : issuers.as_array()) {
      realms[std::string(realm)].emplace(issuer.as_string());
    }
  }
  return realms;
}

}  // namespace

std::filesystem::path realm_memory_of(const std::filesystem::path& ring) {
  auto file = ring;
  file += ".realms";
  return file;
}

Realms read_realms(const std::filesystem::path& file) {
  std::error_code failed;
  if (!std::filesystem::exists(file, failed) && !failed) return {};
  const auto text = read_file(file);
  if (!crypto::is_strict_json_object(text)) {
    throw std::runtime_error(file.string() + " is no JSON object");
  }
  try {
    return realms_in(json::parse(text).as_object());
  } catch (const std::exception&) {
    throw std::runtime_error(file.string() + " holds no realms");
  }
}

void write_realms(const std::filesystem::path& file, const Realms& realms, crypto::Random& random) {
  json::object by_realm;
  for (const auto& [realm, issuers] : realms) {
    json::array list(issuers.begin(), issuers.end());
    by_realm[realm] = std::move(list);
  }
  const json::object document{{"realms", std::move(by_realm)}};
  const auto unique = crypto::base32_lower_encode(random.octets(kUniqueBytes));
  crypto::private_file::write(file, json::serialize(document) + "\n", unique);
}

bool is_changed(const Realms& known, std::string_view realm, std::string_view issuer) {
  const auto found = known.find(std::string(realm));
  return found != known.end() && !found->second.contains(std::string(issuer));
}

}  // namespace sluis::operate
