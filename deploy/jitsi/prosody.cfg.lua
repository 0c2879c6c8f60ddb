-- For /etc/prosody/conf.avail/meet.example.cfg.lua: what makes Prosody believe Sluis, and nobody else.
-- "Creating needs a login, joining does not" takes this file, jicofo.conf and config.js together.
-- Replace meet.example (this host), login.example (Sluis) and meet (id of the client in sluis.yaml).

-- Without a token people come in as well: they are guests. Who may open a room is jicofo's to say; without
-- jicofo.conf beside this file anybody could.
VirtualHost "meet.example"
    authentication = "token"
    allow_empty_token = true

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
        "bosh";
        "websocket";
        "smacks";            -- a call survives a short loss of the network
        "conference_duration";
        "muc_lobby_rooms";
    }
    -- "presence_identity" is left out with intent: it sends all of context.user to everybody in the room. What Sluis puts
    -- there may be seen by strangers, and what a later plug-in adds may not.

    main_muc = "conference.meet.example"
    lobby_muc = "lobby.meet.example"

-- Guests: nobody asks them anything, and nobody but them is here. config.js names it (hosts.anonymousdomain).
VirtualHost "guest.meet.example"
    authentication = "anonymous"
    c2s_require_encryption = false   -- browsers come by websocket, over the TLS of nginx

Component "conference.meet.example" "muc"
    -- jicofo makes rooms, after it has looked at the token. Nobody else can.
    restrict_room_creation = true
    storage = "memory"
    muc_room_locking = false
    muc_room_default_public_jids = false
    modules_enabled = {
        "token_verification";   -- the token of who comes in is for this room
        "token_affiliation";    -- affiliation of the token: owner or member; guests have none
        "muc_meeting_id";
    }
    admins = { "focus@auth.meet.example" }

Component "lobby.meet.example" "muc"
    restrict_room_creation = true
    storage = "memory"
    muc_room_locking = false
