#!/usr/bin/env python3
"""The demo's meeting: in the place of Jitsi, one page for every room, which says what Jitsi would have received.

serve.py PORT AUTH: on loopback; AUTH is where the gateway logs people in for a room (tokenAuthUrl). Says ready once it answers.
What comes behind '#' in the address never reaches this program: browsers keep it for the page.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

port, auth = int(sys.argv[1]), sys.argv[2]
page = (Path(__file__).parent / "meeting.html").read_text(encoding="utf-8").replace('"AUTH"', json.dumps(auth)).encode()


class Meeting(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        """A room's name is nobody's business."""


server = ThreadingHTTPServer(("127.0.0.1", port), Meeting)
print("ready", flush=True)
server.serve_forever()
