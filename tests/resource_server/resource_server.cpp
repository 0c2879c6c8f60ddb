#include "tests/resource_server/resource_server.h"

// C headers that do not say so.
extern "C" {
#include <oauth2/cfg.h>
#include <oauth2/mem.h>
#include <oauth2/oauth2.h>
#include <oauth2/util.h>
}

#include <stdexcept>
#include <string_view>
#include <utility>

namespace sluis::tests {

namespace {

struct FreeJson {
  void operator()(json_t* value) const { json_decref(value); }
};

std::string text_of(const json_t* claims, const char* name) {
  const char* text = json_string_value(json_object_get(claims, name));
  return text ? text : "";
}

}  // namespace

void ResourceServer::Free::operator()(oauth2_log_t* log) const { oauth2_shutdown(log); }

void ResourceServer::FreeRules::operator()(oauth2_cfg_token_verify_t* rules) const {
  oauth2_cfg_token_verify_free(log, rules);
}

ResourceServer::ResourceServer(const std::string& jwks_url, Expected expected)
    : log_(oauth2_init(OAUTH2_LOG_ERROR, nullptr)),
      rules_(nullptr, FreeRules{log_.get()}),
      expected_(std::move(expected)) {
  oauth2_cfg_token_verify_t* rules = nullptr;
  char* const complaint = oauth2_cfg_token_verify_add_options(
      log_.get(), &rules, "jwks_uri", jwks_url.c_str(), "verify.exp=required&verify.iat=required");
  rules_.reset(rules);
  if (complaint) {
    const std::string text(complaint);
    oauth2_mem_free(complaint);
    throw std::runtime_error("liboauth2: " + text);
  }
}

std::optional<std::string> ResourceServer::subject_of(const std::string& token) const {
  json_t* payload = nullptr;
  const bool is_good =
      oauth2_token_verify(log_.get(), nullptr, rules_.get(), token.c_str(), &payload);
  const std::unique_ptr<json_t, FreeJson> claims(payload);
  if (!is_good || !claims) return std::nullopt;
  if (text_of(claims.get(), "iss") != expected_.issuer) return std::nullopt;
  if (text_of(claims.get(), "aud") != expected_.audience) return std::nullopt;
  return text_of(claims.get(), "sub");
}

}  // namespace sluis::tests
