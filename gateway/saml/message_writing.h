#pragma once

// The parts that several messages of ours have in common. For writing.cpp and issue.cpp only.

#include "saml/message.h"
#include "saml/xml_writer.h"

namespace sluis::saml {

void write_issuer(XmlWriter& xml, const std::optional<std::string>& issuer);
void write_name_id(XmlWriter& xml, const NameId& name_id);

/// The root of an answer up to and with its Status; its caller closes it (SAML Core 3.2.2).
template <typename Message>
void open_answer(XmlWriter& xml, std::string_view name, const Message& message);

}  // namespace sluis::saml
