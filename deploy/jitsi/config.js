// For /etc/jitsi/meet/meet.example-config.js: these settings, in what is there already. `sluis doctor client meet` reads the
// outcome and says what is wrong.
var config = {
    hosts: {
        domain: 'meet.example',                    // xmpp_domain in sluis.yaml, VirtualHost in Prosody
        anonymousdomain: 'guest.meet.example',     // guests: without it everybody is asked to log in
        muc: 'conference.meet.example',            // where rooms are: the Component with restrict_room_creation in Prosody
    },

    // "I am the host" and "log in" lead here. {room} and {state} are filled in by Jitsi; of the state only muted
    // microphone and camera, and that the preview was seen, come back. {code_challenge} is for tokenAuthInline.
    tokenAuthUrl: 'https://login.example/jitsi/meet/auth?room={room}&state={state}&code_challenge={code_challenge}',

    // Logging out in the meeting logs out of the gateway too.
    tokenLogoutUrl: 'https://login.example/jitsi/meet/logout',

    // A new Jitsi can log in from a window of its own, and get a fresh token during a call without leaving it. For this put
    // sluis.html at /usr/share/jitsi-meet/static/sluis.html.
    // tokenAuthInline: true,

    disableThirdPartyRequests: true,   // no gravatar: names and pictures of people stay here
};
