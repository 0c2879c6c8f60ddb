#include "saml/own_metadata.h"

#include "saml/binding.h"
#include "saml/content_key.h"
#include "saml/instant.h"
#include "saml/names.h"
#include "saml/signing.h"
#include "saml/xml_writer.h"

namespace sluis::saml {

namespace {

using Texts = std::map<std::string, std::string>;

void open_entity(XmlWriter& xml, const OwnEntity& entity) {
  xml.open("md:EntityDescriptor").attribute("xmlns:md", ns::kMetadata);
  xml.attribute("xmlns:mdui", ns::kUserInterface).attribute("xmlns:shibmd", ns::kShibboleth);
  xml.attribute("xmlns:ds", ns::kSignature);
  xml.attribute("ID", entity.document_id).attribute("entityID", entity.entity_id);
  xml.attribute("validUntil", format_instant(entity.valid_until));
  xml.attribute("cacheDuration", format_duration(entity.cache_duration));
}

void write_localised(XmlWriter& xml, std::string_view name, const Texts& texts) {
  for (const auto& [language, text] : texts) {
    xml.open(name).attribute("xml:lang", language).text(text).close();
  }
}

// standards SAM-07.
void write_user_interface(XmlWriter& xml, const OwnEntity& entity) {
  if (entity.display_names.empty()) return;
  xml.open("mdui:UIInfo");
  write_localised(xml, "mdui:DisplayName", entity.display_names);
  write_localised(xml, "mdui:PrivacyStatementURL", entity.privacy_statement_urls);
  if (entity.logo) {
    xml.open("mdui:Logo").attribute("height", std::to_string(entity.logo->height_pixels));
    xml.attribute("width", std::to_string(entity.logo->width_pixels));
    xml.text(entity.logo->url).close();
  }
  xml.close();
}

void write_extensions(XmlWriter& xml, const OwnEntity& entity,
                      const std::vector<std::string>& scopes) {
  if (scopes.empty() && entity.display_names.empty()) return;
  xml.open("md:Extensions");
  for (const std::string& scope : scopes) {
    xml.open("shibmd:Scope").attribute("regexp", "false").text(scope).close();
  }
  write_user_interface(xml, entity);
  xml.close();
}

void write_key(XmlWriter& xml, std::string_view use, const PublicKey& key) {
  xml.open("md:KeyDescriptor").attribute("use", use);
  xml.open("ds:KeyInfo").open("ds:X509Data").leaf("ds:X509Certificate", key.certificate());
  xml.close().close();
  if (use == "encryption") {
    for (const auto method : {kAes256Gcm, kAes128Gcm, kRsaOaepMgf1p, kRsaOaep}) {
      xml.open("md:EncryptionMethod").attribute("Algorithm", method).close();
    }
  }
  xml.close();
}

void write_keys(XmlWriter& xml, const OwnEntity& entity) {
  for (const PublicKey& key : entity.signing_keys) write_key(xml, "signing", key);
  for (const PublicKey& key : entity.encryption_keys) write_key(xml, "encryption", key);
}

void write_endpoint(XmlWriter& xml, std::string_view name, std::string_view binding,
                    std::string_view location) {
  xml.open(name).attribute("Binding", binding).attribute("Location", location).close();
}

void write_people(XmlWriter& xml, const OwnEntity& entity) {
  if (!entity.organisation_url.empty() && !entity.display_names.empty()) {
    Texts urls;
    for (const auto& [language, name] : entity.display_names) {
      urls[language] = entity.organisation_url;
    }
    xml.open("md:Organization");
    write_localised(xml, "md:OrganizationName", entity.display_names);
    write_localised(xml, "md:OrganizationDisplayName", entity.display_names);
    write_localised(xml, "md:OrganizationURL", urls);
    xml.close();
  }
  for (const Contact& contact : entity.contacts) {
    xml.open("md:ContactPerson").attribute("contactType", contact.type);
    xml.leaf("md:GivenName", contact.name).leaf("md:EmailAddress", "mailto:" + contact.email);
    xml.close();
  }
}

}  // namespace

std::string to_metadata(const OwnIdp& idp, const PrivateKey& key) {
  XmlWriter xml;
  open_entity(xml, idp.entity);
  xml.open("md:IDPSSODescriptor").attribute("protocolSupportEnumeration", ns::kProtocol);
  if (!idp.error_url.empty()) xml.attribute("errorURL", idp.error_url);
  xml.attribute("WantAuthnRequestsSigned", idp.wants_requests_signed ? "true" : "false");
  write_extensions(xml, idp.entity, idp.scopes);
  write_keys(xml, idp.entity);
  write_endpoint(xml, "md:SingleLogoutService", kRedirectBinding, idp.entity.logout_url);
  for (const std::string& format : idp.name_id_formats) xml.leaf("md:NameIDFormat", format);
  for (const auto binding : {kRedirectBinding, kPostBinding}) {
    write_endpoint(xml, "md:SingleSignOnService", binding, idp.sign_on_url);
  }
  xml.close();
  write_people(xml, idp.entity);
  return sign(xml.close().take(), key);
}

std::string to_metadata(const OwnSp& sp, const PrivateKey& key) {
  XmlWriter xml;
  open_entity(xml, sp.entity);
  xml.open("md:SPSSODescriptor").attribute("protocolSupportEnumeration", ns::kProtocol);
  xml.attribute("AuthnRequestsSigned", "true").attribute("WantAssertionsSigned", "true");
  write_extensions(xml, sp.entity, {});
  write_keys(xml, sp.entity);
  if (!sp.entity.logout_url.empty()) {
    write_endpoint(xml, "md:SingleLogoutService", kRedirectBinding, sp.entity.logout_url);
  }
  xml.open("md:AssertionConsumerService").attribute("Binding", kPostBinding);
  xml.attribute("Location", sp.consumer_url).attribute("index", "0");
  xml.attribute("isDefault", "true").close();
  xml.close();
  write_people(xml, sp.entity);
  return sign(xml.close().take(), key);
}

}  // namespace sluis::saml
