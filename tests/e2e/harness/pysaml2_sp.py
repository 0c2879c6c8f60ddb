#!/usr/bin/env python3
"""A service that speaks SAML: Debian's pysaml2 behind a small web server on loopback.

One argument, JSON: port, folder (with key.pem and cert.pem), name, and options signs_requests, encrypts, name_id_format.
It tells what happened at /state; the tests read it there.
"""

import base64
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import saml2.sigver
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import create_metadata_string
from saml2.s_utils import status_message_factory, success_status_factory
from saml2.saml import AuthnContextClassRef, NameID
from saml2.samlp import STATUS_REQUEST_DENIED, RequestedAuthnContext
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

options = json.loads(sys.argv[1])
origin = f"http://127.0.0.1:{options['port']}"
entity_id = f"{origin}/metadata"
key, certificate = (os.path.join(options["folder"], name) for name in ("key.pem", "cert.pem"))
state = {"logins": [], "refusals": [], "documents": [], "logouts": [], "relay_states": [], "farewells": []}
how = {"behaviour": "obey"}  # or refuse, unsigned, silent
outstanding = {}


def configuration(idp=None):
    service = {
        "endpoints": {
            "assertion_consumer_service": [(f"{origin}/acs", BINDING_HTTP_POST)],
            "single_logout_service": [(f"{origin}/slo", BINDING_HTTP_REDIRECT)],
        },
        "authn_requests_signed": options.get("signs_requests", False),
        "logout_requests_signed": True,
        "want_response_signed": True,
        "want_assertions_signed": True,
        "allow_unsolicited": False,
        "name_id_format": [options["name_id_format"]] if "name_id_format" in options else None,
    }
    settings = {
        "entityid": entity_id,
        "name": options["name"],
        "service": {"sp": {name: value for name, value in service.items() if value is not None}},
        "key_file": key,
        "cert_file": certificate,
        "metadata_key_usage": "both" if options.get("encrypts") else "signing",
        "signing_algorithm": SIG_RSA_SHA256,
        "digest_algorithm": DIGEST_SHA256,
        "allow_unknown_attributes": True,
        "xmlsec_binary": "/usr/bin/xmlsec1",
        "accepted_time_diff": 0,
    }
    if options.get("encrypts"):
        settings["encryption_keypairs"] = [{"key_file": key, "cert_file": certificate}]
    if idp:
        settings["metadata"] = {"local": [idp]}
    config = SPConfig()
    config.load(settings)
    return config


client = None


def trust(idp):
    global client
    client = Saml2Client(config=configuration(idp))


def the_idp():
    return next(iter(client.metadata.identity_providers()))


def start(query):
    """An AuthnRequest, by Redirect or in a form."""
    binding = BINDING_HTTP_POST if query.get("by") == ["post"] else BINDING_HTTP_REDIRECT
    signs = options.get("signs_requests", False)
    destination = client.sso_location(the_idp(), binding)
    more = {name: query[name][0] for name in ("force_authn", "is_passive") if name in query}
    if "class_ref" in query:
        more["requested_authn_context"] = RequestedAuthnContext(
            authn_context_class_ref=[AuthnContextClassRef(text=each) for each in query["class_ref"]], comparison="exact")
    request_id, request = client.create_authn_request(
        destination, binding=BINDING_HTTP_POST, sign=signs and binding == BINDING_HTTP_POST, sign_alg=SIG_RSA_SHA256,
        digest_alg=DIGEST_SHA256, **more)
    outstanding[request_id] = "/"
    return client.apply_binding(binding, str(request), destination, relay_state="/here?a=1&b=2",
                                sign=signs and binding == BINDING_HTTP_REDIRECT, sigalg=SIG_RSA_SHA256)


def consume(form):
    document = base64.b64decode(form["SAMLResponse"][0]).decode()
    state["documents"].append(document)
    state["relay_states"].append(form.get("RelayState", [None])[0])
    try:
        response = client.parse_authn_request_response(form["SAMLResponse"][0], BINDING_HTTP_POST, outstanding=outstanding)
    except Exception as refused:  # a status that is no success is an exception of its own class
        state["refusals"].append(type(refused).__name__)
        return f"<title>refused</title><p id=refused>{type(refused).__name__}</p>"
    statement = response.assertion.authn_statement[0]
    state["logins"].append({
        "name_id": response.name_id.text, "format": response.name_id.format, "name_id_xml": str(response.name_id),
        "attributes": {each.name: [value.text for value in each.attribute_value]
                       for each in response.assertion.attribute_statement[0].attribute} if response.assertion.attribute_statement else {},
        "session_index": statement.session_index, "authn_instant": statement.authn_instant,
        "class_ref": statement.authn_context.authn_context_class_ref.text,
    })
    return f"<title>service</title><h1 id=welcome>{options['name']}</h1>"


def log_out():
    last = state["logins"][-1]
    name_id = NameID(text=last["name_id"], format=last["format"])
    request_id, request = client.create_logout_request(
        client.metadata.single_logout_service(the_idp(), BINDING_HTTP_REDIRECT, "idpsso")[0]["location"], the_idp(), name_id=name_id,
        session_indexes=[last["session_index"]])
    outstanding[request_id] = "/"
    return client.apply_binding(BINDING_HTTP_REDIRECT, str(request), request.destination, relay_state="bye",
                                sign=True, sigalg=SIG_RSA_SHA256)


def logged_out(query):
    answer = client.parse_logout_request_response(query["SAMLResponse"][0], BINDING_HTTP_REDIRECT)
    status = answer.response.status.status_code
    state["documents"].append(str(answer.xmlstr if isinstance(answer.xmlstr, str) else answer.xmlstr.decode()))
    state["logouts"].append({
        "code": status.value, "second_code": status.status_code.value if status.status_code else None,
        "in_response_to_known": answer.in_response_to in outstanding, "relay_state": query.get("RelayState", [None])[0],
    })
    return "<title>logged out</title><h1 id=bye>bye</h1>"


def is_signed(query):
    """This version leaves the signature of a query to its caller."""
    one = {name: values[0] for name, values in query.items()}
    certificates = client.metadata.certs(the_idp(), "idpsso", "signing")
    return any(saml2.sigver.verify_redirect_signature(one, client.sec.sec_backend, each[1] if isinstance(each, tuple) else each)
               for each in certificates)


def be_told(query):
    """The session has ended elsewhere."""
    request = client.parse_logout_request(query["SAMLRequest"][0], BINDING_HTTP_REDIRECT)
    message = request.message
    indexes = [each.text for each in message.session_index]
    relay_state = query.get("RelayState", [""])[0]
    state["farewells"].append({
        "name_id": message.name_id.text, "format": message.name_id.format, "session_indexes": indexes,
        "destination": message.destination, "is_signed": is_signed(query), "relay_state": relay_state,
    })
    state["documents"].append(request.xmlstr if isinstance(request.xmlstr, str) else request.xmlstr.decode())
    if how["behaviour"] == "silent":
        return None
    knows = any(message.name_id.text == login["name_id"] and login["session_index"] in indexes for login in state["logins"])
    if knows and is_signed(query) and how["behaviour"] != "refuse":
        status = success_status_factory()
    else:
        status = status_message_factory("no", STATUS_REQUEST_DENIED)
    response = client.create_logout_response(message, [BINDING_HTTP_REDIRECT], status=status, sign=False)
    to = client.response_args(message, [BINDING_HTTP_REDIRECT])
    return client.apply_binding(BINDING_HTTP_REDIRECT, str(response), to["destination"], relay_state, response=True,
                                sign=how["behaviour"] != "unsigned", sigalg=SIG_RSA_SHA256)


class Service(BaseHTTPRequestHandler):
    def say(self, body, kind="text/html; charset=utf-8", status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode() if isinstance(body, str) else body)

    def go(self, http):
        location = dict(http["headers"]).get("Location")
        if location:
            self.say("", status=303, Location=location)
        else:
            self.say("".join(http["data"]) if not isinstance(http["data"], str) else http["data"])

    def do_GET(self):
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        if url.path == "/metadata":
            self.say(create_metadata_string(None, config=configuration(), sign=False), "application/samlmetadata+xml")
        elif url.path == "/trust":
            trust(query["idp"][0])
            self.say("trusted")
        elif url.path == "/state":
            self.say(json.dumps(state), "application/json")
        elif url.path == "/login":
            self.go(start(query))
        elif url.path == "/logout":
            self.go(log_out())
        elif url.path == "/behave":
            how["behaviour"] = query["how"][0]
            self.say("done")
        elif url.path == "/slo" and "SAMLRequest" in query:
            answer = be_told(query)
            if answer:
                self.go(answer)
            else:
                self.say("<title>hm</title><h1 id=stuck>hm</h1>")
        elif url.path == "/slo":
            state["slo_query"] = url.query
            self.say(logged_out(query))
        else:
            self.say("<title>start</title>", status=404 if url.path != "/" else 200)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.say(consume(parse_qs(body)))

    def log_message(self, *_):
        return


ThreadingHTTPServer(("127.0.0.1", options["port"]), Service).serve_forever()
