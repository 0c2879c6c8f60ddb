#include "downstream/saml_status.h"

#include <gtest/gtest.h>

#include "saml/names.h"

namespace sluis::downstream {
namespace {

TEST(SamlStatus_SamlCore3_2_2_2, IsByTheBook) {
  struct Row {
    Refusal refusal;
    std::string_view code;
    std::string_view second;
  };
  using namespace saml::status;
  const Row rows[] = {
      {Refusal::login_required, kResponder, kNoPassive},
      {Refusal::acr_unsupported, kResponder, kNoAuthnContext},
      {Refusal::acr_too_weak, kResponder, kNoAuthnContext},
      {Refusal::name_id_unsupported, kRequester, kInvalidNameIdPolicy},
      {Refusal::request_malformed, kRequester, kRequestUnsupported},
      {Refusal::response_mode_unsupported, kRequester, kRequestUnsupported},
      {Refusal::too_many_requests, kResponder, kRequestDenied},
      {Refusal::login_cancelled, kResponder, kAuthnFailed},
      {Refusal::domain_not_listed, kResponder, kAuthnFailed},
  };
  for (const auto& row : rows) {
    const auto status = saml_status(row.refusal);
    EXPECT_EQ(status.code, row.code) << name_of(row.refusal);
    EXPECT_EQ(status.second_code, row.second) << name_of(row.refusal);
    EXPECT_EQ(status.message, std::nullopt);
  }
}

}  // namespace
}  // namespace sluis::downstream
