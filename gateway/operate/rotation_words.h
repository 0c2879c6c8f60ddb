#pragma once

// What a rotation will do and when, in plain words and as JSON; and why there is none.

#include <ostream>
#include <string>

#include "crypto/rotation.h"

namespace boost::json {
class object;
}

namespace sluis::operate {

void print_rotation(const crypto::Rotation& rotation, crypto::TimePoint now, std::ostream& out);
boost::json::object rotation_value(const crypto::Rotation& rotation);

std::string why_not(crypto::RotationRefusal refusal, const crypto::Keyring& ring,
                    const crypto::RotationPlan& plan);

}  // namespace sluis::operate
