#pragma once

// The names that SAML and XML Signature give to things.

#include <string_view>

namespace sluis::saml {

namespace ns {
inline constexpr std::string_view kAssertion = "urn:oasis:names:tc:SAML:2.0:assertion";
inline constexpr std::string_view kProtocol = "urn:oasis:names:tc:SAML:2.0:protocol";
inline constexpr std::string_view kMetadata = "urn:oasis:names:tc:SAML:2.0:metadata";
inline constexpr std::string_view kUserInterface = "urn:oasis:names:tc:SAML:metadata:ui";
inline constexpr std::string_view kEntityAttributes = "urn:oasis:names:tc:SAML:metadata:attribute";
inline constexpr std::string_view kShibboleth = "urn:mace:shibboleth:metadata:1.0";
inline constexpr std::string_view kSignature = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view kEncryption = "http://www.w3.org/2001/04/xmlenc#";
inline constexpr std::string_view kEncryption11 = "http://www.w3.org/2009/xmlenc11#";
inline constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";
}  // namespace ns

namespace status {
inline constexpr std::string_view kSuccess = "urn:oasis:names:tc:SAML:2.0:status:Success";
inline constexpr std::string_view kRequester = "urn:oasis:names:tc:SAML:2.0:status:Requester";
inline constexpr std::string_view kResponder = "urn:oasis:names:tc:SAML:2.0:status:Responder";
inline constexpr std::string_view kVersionMismatch =
    "urn:oasis:names:tc:SAML:2.0:status:VersionMismatch";
// Second level.
inline constexpr std::string_view kAuthnFailed = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";
inline constexpr std::string_view kInvalidNameIdPolicy =
    "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy";
inline constexpr std::string_view kNoAuthnContext =
    "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext";
inline constexpr std::string_view kNoPassive = "urn:oasis:names:tc:SAML:2.0:status:NoPassive";
inline constexpr std::string_view kPartialLogout =
    "urn:oasis:names:tc:SAML:2.0:status:PartialLogout";
inline constexpr std::string_view kRequestDenied =
    "urn:oasis:names:tc:SAML:2.0:status:RequestDenied";
inline constexpr std::string_view kRequestUnsupported =
    "urn:oasis:names:tc:SAML:2.0:status:RequestUnsupported";
inline constexpr std::string_view kUnknownPrincipal =
    "urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal";
}  // namespace status

namespace name_id_format {
inline constexpr std::string_view kPersistent =
    "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
inline constexpr std::string_view kTransient =
    "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
inline constexpr std::string_view kEmailAddress =
    "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
inline constexpr std::string_view kUnspecified =
    "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
inline constexpr std::string_view kEntity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
}  // namespace name_id_format

inline constexpr std::string_view kBearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
inline constexpr std::string_view kPasswordProtectedTransport =
    "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
inline constexpr std::string_view kNameFormatUri =
    "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
inline constexpr std::string_view kNameFormatBasic =
    "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
inline constexpr std::string_view kPairwiseId = "urn:oasis:names:tc:SAML:attribute:pairwise-id";
inline constexpr std::string_view kSubjectIdRequirement =
    "urn:oasis:names:tc:SAML:profiles:subject-id:req";

}  // namespace sluis::saml
