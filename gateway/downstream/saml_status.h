#pragma once

// A Refusal as a service that speaks SAML reads it (SAML Core 3.2.2.2).

#include "fault/refusal.h"
#include "saml/message.h"

namespace sluis::downstream {

/// Two codes and never a text: nothing of what went wrong on our side is the service's.
saml::Status saml_status(Refusal refusal);

}  // namespace sluis::downstream
