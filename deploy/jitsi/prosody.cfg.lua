-- For /etc/prosody/conf.avail/meet.example.cfg.lua: what makes Prosody believe Sluis, and nobody else.
-- "Creating needs a login, joining does not" takes this file, jicofo.conf and config.js together.
-- Replace meet.example (this host), login.example (Sluis) and meet (id of the client in sluis.yaml).

-- Browsers come by websocket or BOSH through nginx, which ends their TLS; Prosody itself sees plain HTTP from this machine.
-- Without these two it takes that for insecure and lets nobody log in, on either host. Port 5222 stays as strict as it was.
-- They stand before the first VirtualHost: they hold for the whole server.
consider_websocket_secure = true
consider_bosh_secure = true

-- Whoever has a token. jicofo looks at no token: it believes everybody on this host, and lets them open rooms. So nobody
-- may be here without one; guests have the other host.
VirtualHost "meet.example"
    authentication = "token"
    allow_empty_token = false

    -- app_id of the client. Who signs and whom it is for: one text each, and no '*'.
    app_id = "sluis"
    asap_accepted_issuers = { "sluis" }
    asap_accepted_audiences = { "sluis" }

    -- Sluis signs with RSA and nothing else. There is no shared secret (app_secret) that could leak.
    signature_algorithm = "RS256"

    -- Where its public keys are. The set is fetched again every six hours, and Sluis shows a new key longer than that
    -- before it uses it. An older Jitsi that does not know cache_keys_url takes asap_key_server; never both.
    cache_keys_url = "https://login.example/jitsi/meet/jwks.json"
    -- asap_key_server = "https://login.example/jitsi/meet/keys"

    -- Each token is for one room of this domain (`room` and `sub`); so it is checked.
    asap_require_room_claim = true
    enable_domain_verification = true

    modules_enabled = {
        "bosh";                 -- the way in where websockets are blocked; guests come in by this address too
        "websocket";            -- the way in of every browser else
        "smacks";               -- a call survives a short loss of the network
        "conference_duration";  -- the clock in the meeting; says when it began and of nobody who is in it
        "muc_lobby_rooms";      -- a host may keep people at the door
    }
    -- "presence_identity" is left out with intent: it sends all of context.user to everybody in the room. What Sluis puts
    -- there may be seen by strangers, and what a later plug-in adds may not.

    -- conference_duration and muc_lobby_rooms ask here which components they are for, and are off without an answer.
    main_muc = "conference.meet.example"
    lobby_muc = "lobby.meet.example"

-- Guests: nobody asks them anything, and nobody but them is here. config.js names it (hosts.anonymousdomain).
VirtualHost "guest.meet.example"
    authentication = "anonymous"

Component "conference.meet.example" "muc"
    -- jicofo makes rooms, after it has looked at who asks. Nobody else can.
    restrict_room_creation = true
    admins = { "focus@auth.meet.example" }   -- this is jicofo

    -- Guests have no token and join what is open. They cannot open anything: the two lines above, and jicofo.conf.
    token_verification_allowlist = { "guest.meet.example" }

    storage = "memory"                       -- what a room was is gone with it: nothing of a meeting comes onto a disk
    muc_room_locking = false                 -- else a new room is shut until who made it has filled in a form
    modules_enabled = {
        "token_verification";   -- the token of who comes in is for this room
        "token_affiliation";    -- affiliation of the token: owner or member; guests have none
        "muc_meeting_id";       -- who is there before jicofo waits for it; the number that it gives a meeting is random
    }

-- Where people wait whom a host has to let in (muc_lobby_rooms, lobby_muc). That module makes its rooms, and nobody else:
Component "lobby.meet.example" "muc"
    restrict_room_creation = true
    storage = "memory"                       -- who waited is as little written down as who was in
    muc_room_locking = false                 -- as above
