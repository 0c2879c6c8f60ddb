"""Who may use whom (DESIGN: the house). One table for the two checks: includes.py and links.py."""

# A room may use what its patterns name: a whole room ("crypto/*") or single files ("identity/people").
ROOMS = {
    "fault": [],
    "crypto": [],
    "store": ["crypto/*"],
    "http": ["crypto/*"],
    "web": ["http/*", "crypto/*"],
    "saml": ["crypto/*"],
    "identity": ["crypto/*", "store/store"],
    "flow": ["identity/audience", "identity/pseudonym", "identity/person", "identity/people", "store/store",
             "http/cookie", "http/message", "http/client_network", "crypto/*"],
    "upstream": ["identity/evidence", "identity/email_address", "identity/domain_name", "flow/requirements",
                 "flow/way_out", "http/*", "web/*", "saml/*", "crypto/*", "store/store"],
    "downstream": ["identity/audience", "identity/pseudonym", "identity/person", "identity/people",
                   "identity/room", "identity/room_name", "identity/visible_text",
                   "flow/login_request", "flow/grant", "flow/requirements", "flow/way_out", "flow/page_mark",
                   "http/*", "web/*", "saml/*", "crypto/*", "store/store"],
    "portal": ["identity/audience", "identity/pseudonym", "identity/person", "identity/people",
               "identity/room", "identity/typed_line",
               "flow/login_request", "flow/grant", "flow/requirements", "flow/session", "flow/flow_cookie",
               "flow/way_out", "flow/page_mark", "http/*", "web/*", "crypto/*",
               "store/store", "downstream/front", "downstream/friendly_name"],
    "operate": ["crypto/*", "store/*", "identity/*", "http/*"],
    # The line and the routes see interfaces; the rest of the entrance builds everything and may see it.
    "line": ["upstream/connector", "downstream/front", "portal/login_page", "web/*", "flow/*", "identity/*", "http/*",
             "crypto/*", "store/store"],
    "entrance": ["*/*"],
}
LINE = {"login", "login_pages", "logout", "leaving", "ways_in", "routes"}

# Third-party headers stay in the .cpp files of the rooms that own them.
OWNERS = {
    "boost/beast": {"http"},
    "hiredis": {"store"},
    "cjose": {"crypto"},
    "p11-kit/": {"crypto"},
    "curl/": {"upstream"},
    "yaml-cpp": {"entrance"},
    "kainjow": {"web"},
    "idn2": {"identity"},
    "unicase": {"identity"},
    "unictype": {"identity"},
    "uninorm": {"identity"},
    "unistr": {"identity"},
    "libxml/": {"saml"},
    "xmlsec/": {"saml"},
    "zlib.h": {"saml", "operate"},
    "qrencode.h": {"portal"},
    "openssl/": {"crypto", "http", "store", "saml"},
    "CLI/": {"entrance"},
    "spdlog/": {"operate", "entrance"},
    "oauth2/": set(),  # AGPL: tests/resource_server alone (docs/decisions/0005-liboauth2-in-tests-only.md)
}
IN_HEADERS = {"boost/asio/awaitable.hpp", "boost/asio/io_context.hpp", "boost/asio/any_io_executor.hpp"}


def room_of(path):
    """("crypto", "seal") for crypto/seal.cpp; ("line", "login") for gateway/login.h."""
    parts = path.split("/")
    stem = parts[-1].rsplit(".", 1)[0]
    if parts[0] == "gateway":
        parts = parts[1:]
        if len(parts) == 1:
            return ("line" if stem in LINE else "entrance"), stem
    return parts[0], stem


def may_use(room, other_room, other_stem):
    if other_room in (room, "fault"):
        return True
    if room == "entrance":
        return True
    for pattern in ROOMS[room]:
        allowed_room, allowed_stem = pattern.split("/")
        if allowed_room == other_room and allowed_stem in ("*", other_stem):
            return True
    return False
