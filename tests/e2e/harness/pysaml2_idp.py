#!/usr/bin/env python3
"""An organisation's identity provider that speaks SAML: Debian's pysaml2 behind a small web server on loopback.

One argument, JSON: port, folder (with key.pem and cert.pem). Whoever comes is logged in as the person of /become; what was
asked is told at /state.
"""

import functools
import json
import os
import re
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import saml2.entity
import saml2.response
import saml2.sigver
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import create_metadata_string
from saml2.s_utils import OtherError, success_status_factory
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NAME_FORMAT_URI, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

options = json.loads(sys.argv[1])
origin = f"http://127.0.0.1:{options['port']}"
entity_id = f"{origin}/metadata"
key, certificate = (os.path.join(options["folder"], name) for name in ("key.pem", "cert.pem"))
state = {"requests": [], "relay_states": [], "forms": [], "farewells": [], "logouts": [], "documents": []}
session = {}
person = {}

# It would encrypt with Triple DES, which nobody should open.
saml2.entity.pre_encryption_part = functools.partial(
    saml2.sigver.pre_encryption_part, msg_enc="http://www.w3.org/2009/xmlenc11#aes256-gcm")
encrypt_as_it_would = saml2.sigver.SecurityContext.encrypt_assertion
saml2.sigver.SecurityContext.encrypt_assertion = lambda self, *words, **more: encrypt_as_it_would(
    self, *words, **{**more, "key_type": "aes-256"})


def configuration(service=None):
    settings = {
        "entityid": entity_id,
        "name": "Organisatie",
        "service": {"idp": {
            "endpoints": {"single_sign_on_service": [(f"{origin}/sso", BINDING_HTTP_REDIRECT)],
                          "single_logout_service": [(f"{origin}/slo", BINDING_HTTP_REDIRECT)]},
            "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None, "name_form": NAME_FORMAT_URI}},
            "name_id_format": [NAMEID_FORMAT_PERSISTENT],
        }},
        "key_file": key,
        "cert_file": certificate,
        "metadata_key_usage": "signing",
        "signing_algorithm": SIG_RSA_SHA256,
        "digest_algorithm": DIGEST_SHA256,
        "xmlsec_binary": "/usr/bin/xmlsec1",
    }
    if service:
        settings["metadata"] = {"local": [service]}
    config = IdPConfig()
    config.load(settings)
    return config


server = None


def trust(service):
    global server
    server = Server(config=configuration(service))


def what_was_asked(message):
    context = message.requested_authn_context
    return {
        "force_authn": message.force_authn, "is_passive": message.is_passive, "issuer": message.issuer.text,
        "consumer": message.assertion_consumer_service_url, "name_id_policy": message.name_id_policy is not None,
        "class_refs": [each.text for each in context.authn_context_class_ref] if context else [],
        "comparison": context.comparison if context else None,
    }


def answer_to(query):
    one = {name: values[0] for name, values in query.items()}
    request = server.parse_authn_request(one["SAMLRequest"], BINDING_HTTP_REDIRECT)
    # This version leaves the signature of a query to its caller.
    certificates = server.metadata.certs(request.message.issuer.text, "spsso", "signing")
    if not any(saml2.sigver.verify_redirect_signature(one, server.sec.sec_backend, each[1] if isinstance(each, tuple) else each)
               for each in certificates):
        raise ValueError("not signed by the service")
    state["requests"].append(what_was_asked(request.message))
    state["relay_states"].append(one.get("RelayState"))
    state["documents"].append(text_of(request.xmlstr))
    to = server.response_args(request.message, [BINDING_HTTP_POST])
    name_id = NameID(format=person.get("name_id_format", NAMEID_FORMAT_PERSISTENT), text=person.get("name_id", person["uid"]))
    if person.get("error"):
        response = server.create_error_response(
            to["in_response_to"], to["destination"], OtherError(f"no such user: {person['mail']}"), sign=True,
            sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256)
    else:
        response = server.create_authn_response(
            {"mail": person["mail"], "eduPersonPrincipalName": person["uid"], "displayName": person.get("name", person["uid"])},
            userid=person["uid"], name_id=name_id,
            authn={"class_ref": person.get("class_ref", "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"), "authn_auth": origin},
            sign_response=person.get("sign_response", True), sign_assertion=True, sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256,
            encrypt_assertion=person.get("encrypt", False), encrypted_advice_attributes=False,
            **{name: to[name] for name in ("in_response_to", "destination", "sp_entity_id")})
    index = re.search(r'SessionIndex="([^"]+)"', str(response))
    session.update(name_id=name_id, service=request.message.issuer.text, indexes=[index.group(1)] if index else [])
    return server.apply_binding(BINDING_HTTP_POST, str(response), to["destination"], one.get("RelayState"), response=True)


def is_signed(query, service):
    """This version leaves the signature of a query to its caller."""
    one = {name: values[0] for name, values in query.items()}
    certificates = server.metadata.certs(service, "spsso", "signing")
    return any(saml2.sigver.verify_redirect_signature(one, server.sec.sec_backend, each[1] if isinstance(each, tuple) else each)
               for each in certificates)


def text_of(document):
    return document if isinstance(document, str) else document.decode()


def be_told(query):
    """A session that came from here has ended at the service."""
    request = server.parse_logout_request(query["SAMLRequest"][0], BINDING_HTTP_REDIRECT)
    message = request.message
    state["farewells"].append({
        "name_id": message.name_id.text, "format": message.name_id.format,
        "knows_session": [each.text for each in message.session_index] == session["indexes"],
        "is_signed": is_signed(query, message.issuer.text),
    })
    state["documents"].append(text_of(request.xmlstr))
    response = server.create_logout_response(message, [BINDING_HTTP_REDIRECT], status=success_status_factory(), sign=False)
    to = server.response_args(message, [BINDING_HTTP_REDIRECT])
    return server.apply_binding(BINDING_HTTP_REDIRECT, str(response), to["destination"], query.get("RelayState", [""])[0], response=True,
                                sign=True, sigalg=SIG_RSA_SHA256)


def log_out():
    """She logs out here, so the service is told."""
    where = server.metadata.single_logout_service(session["service"], BINDING_HTTP_REDIRECT, "spsso")[0]["location"]
    _, request = server.create_logout_request(where, session["service"], name_id=session["name_id"], session_indexes=session["indexes"],
                                              sign=False)
    return server.apply_binding(BINDING_HTTP_REDIRECT, str(request), where, "ours", sign=True, sigalg=SIG_RSA_SHA256)


def logged_out(query):
    try:
        answer = server.parse_logout_request_response(query["SAMLResponse"][0], BINDING_HTTP_REDIRECT)
    except saml2.response.StatusError as refused:
        state["logouts"].append({"refused": type(refused).__name__})
        return "<title>refused</title><h1 id=refused>refused</h1>"
    status = answer.response.status.status_code
    state["logouts"].append({
        "code": status.value, "second_code": status.status_code.value if status.status_code else None,
        "relay_state": query.get("RelayState", [None])[0], "is_signed": is_signed(query, answer.response.issuer.text),
    })
    state["documents"].append(text_of(answer.xmlstr))
    return "<title>logged out</title><h1 id=bye>bye</h1>"


class Provider(BaseHTTPRequestHandler):
    def say(self, body, kind="text/html; charset=utf-8", status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode() if isinstance(body, str) else body)

    def go(self, http):
        self.send_response(303)
        self.send_header("Location", dict(http["headers"])["Location"])
        self.end_headers()

    def attempt(self, work):
        try:
            work()
        except Exception:
            self.say(f"<pre>{traceback.format_exc()}</pre>", status=500)

    def do_GET(self):
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        if url.path == "/metadata":
            self.say(create_metadata_string(None, config=configuration(), sign=True), "application/samlmetadata+xml")
        elif url.path == "/trust":
            trust(query["service"][0])
            self.say("trusted")
        elif url.path == "/become":
            person.clear()
            person.update(json.loads(query["who"][0]))
            self.say("done")
        elif url.path == "/state":
            self.say(json.dumps(state), "application/json")
        elif url.path == "/sso":
            self.attempt(lambda: self.say("".join(answer_to(query)["data"])))
        elif url.path == "/logout":
            self.attempt(lambda: self.go(log_out()))
        elif url.path == "/slo" and "SAMLRequest" in query:
            self.attempt(lambda: self.go(be_told(query)))
        elif url.path == "/slo":
            self.attempt(lambda: self.say(logged_out(query)))
        else:
            self.say("<title>provider</title>", status=404 if url.path != "/" else 200)

    def log_message(self, *_):
        return


ThreadingHTTPServer(("127.0.0.1", options["port"]), Provider).serve_forever()
