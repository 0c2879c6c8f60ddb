#include "operate/key_consequences.h"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

#include "crypto/key_lifetimes.h"

namespace sluis::operate {

namespace {

using std::chrono::duration_cast;
using std::chrono::hours;

std::string in_hours(auto span) {
  return fmt::format("{} hours", duration_cast<hours>(span).count());
}
std::string in_minutes(std::chrono::minutes span) {
  return fmt::format("{} minutes", span.count());
}

Consequences of_signing() {
  return {
      "tokens-break",
      {"ID tokens of the last " + in_minutes(crypto::kIdTokenLifetime) +
           " that services have not looked at yet are refused.",
       "A service that does not ask for our keys again when it meets a new one refuses every "
       "login until its copy has ended, " +
           in_hours(crypto::kJwksCache) + " at most. Until then it also believes the old key."}};
}

Consequences of_saml_signing() {
  return {
      "saml-logins-break",
      {"SAML services, and providers that check our signature, refuse us until they have our new "
       "metadata.",
       "Those that fetch them do so within " + in_hours(crypto::kSamlMetadataCache) +
           "; those that were given a copy or a certificate do not: tell them. Until then they "
           "also believe the old key."}};
}

Consequences of_saml_encryption() {
  return {"saml-logins-break",
          {"Logins at SAML providers that encrypt are refused until the provider has our new "
           "metadata: within " +
           in_hours(crypto::kSamlMetadataCache) + " where it fetches them, else tell it."}};
}

Consequences of_jitsi_signing() {
  return {"meetings-break",
          {"A Jitsi that reads our set of keys refuses every new token until it has asked again, " +
               in_hours(crypto::kJitsiKeysCache) +
               " at most, or Prosody is restarted. One that asks for each key by its id does not.",
           "Until it is restarted Prosody also believes the old key, and with asap_key_server for "
           "as long as it runs: restart it now. Who is in a meeting stays in it, if it resumes."}};
}

Consequences of_sealing() {
  return {"logins-begin-again",
          {"Who is logging in at this moment has to begin again (" +
               in_minutes(crypto::kFlowLifetime) + " back).",
           "What was used once is not remembered: a client's assertion of the last " +
               in_minutes(crypto::kLongestAssertion) +
               " could be used a second time by who has seen it.",
           "The windows of limits (mails, wrong codes, logins) begin anew."}};
}

}  // namespace

Consequences of_destroying(crypto::Purpose purpose) {
  using crypto::Purpose;
  switch (purpose) {
    case Purpose::pseudonym:
      return {
          "people-become-new",
          {"Everybody who is found by this key alone is a new person at her next login, at every "
           "service: what she had there is not hers any more. There is no way back.",
           "Rooms that are found by this key alone are lost with their titles and their owners. "
           "Whoever makes one of the same name owns it, and its old link leads there.",
           "Who is logged in keeps her pseudonym until her session ends, " +
               in_hours(crypto::kLongestSession) + " at most."}};
    case Purpose::oidc_sign_rs256:
    case Purpose::oidc_sign_ps256:
    case Purpose::oidc_sign_es256:
      return of_signing();
    case Purpose::saml_sign:
      return of_saml_signing();
    case Purpose::saml_encrypt:
      return of_saml_encryption();
    case Purpose::jitsi_sign:
      return of_jitsi_signing();
    case Purpose::seal:
      return of_sealing();
    case Purpose::log:
      return {"log-names-change", {"Nothing stops: nothing is made with this key yet."}};
  }
  throw std::invalid_argument("no such purpose");
}

Consequences of_replacing_at_once() {
  return {"nodes-wait",
          {"A node that has not got this ring answers every login with 503 from the first login "
           "elsewhere on, until it has.",
           "Nobody becomes a stranger. Each person moves to the new key at her next login; until "
           "then the old one finds her."}};
}

Consequences of_undoing_a_plan() {
  return {"plan-is-undone",
          {"The planned rotation does not happen: the key in use stays in use. Nothing breaks."}};
}

}  // namespace sluis::operate
