#!/usr/bin/python3
"""A mail server that keeps nothing: what happens to it comes out on standard output, one JSON object a line.

The first line is {"port": n}. Then, for each mail: {"from": …, "to": […], "data": …, "user": …, "ehlo": …,
"connection": n}, where connections are numbered from 1. It ends when its standard input does.
"""

import argparse
import asyncio
import itertools
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def say(**fields):
    print(json.dumps(fields), flush=True)


class Postman:
    """Takes every mail but one to `nobody@…` (550), and none to `nothing@…` after its data (554)."""

    def __init__(self, mails_per_connection, says_quit):
        self.mails_per_connection = mails_per_connection
        self.says_quit = says_quit

    async def handle_QUIT(self, server, session, envelope):
        if self.says_quit:
            say(quit=True)
        return "221 Bye"

    async def handle_MAIL(self, server, session, envelope, address, options):
        server.mails += 1
        if server.mails > self.mails_per_connection > 0:
            return "421 4.7.0 enough for one connection"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("nothing@"):
            return "554 5.7.1 not wanted"
        say(
            **{"from": envelope.mail_from},
            to=envelope.rcpt_tos,
            data=envelope.content.decode("ascii"),
            user=session.auth_data.login.decode() if session.auth_data else "",
            ehlo=session.host_name,
            connection=server.number,
        )
        return "250 OK"


def authenticator(user, password):
    def check(server, session, envelope, mechanism, given):
        is_right = given.login == user.encode() and given.password == password.encode()
        return AuthResult(success=is_right, handled=False, auth_data=given if is_right else None)

    return check


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", choices=["implicit", "starttls", "none"], required=True)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--login", help="user:password, demanded when given")
    parser.add_argument("--mails-per-connection", type=int, default=0, help="then 421")
    parser.add_argument("--say-quit", action="store_true", help='{"quit": true} for each QUIT')
    parser.add_argument("--tls-1-2", action="store_true", help="speak nothing newer")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)

    context = None
    if arguments.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if arguments.tls_1_2:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(arguments.certificate, arguments.key)
    options = {}
    if arguments.tls == "starttls":
        options.update(tls_context=context, require_starttls=True)
    if arguments.login:
        user, password = arguments.login.split(":")
        options.update(authenticator=authenticator(user, password), auth_required=True)
        options.update(auth_require_tls=arguments.tls == "starttls")

    numbers = itertools.count(1)
    postman = Postman(arguments.mails_per_connection, arguments.say_quit)

    def session():
        protocol = SMTP(postman, hostname="mail.example", **options)
        protocol.number = next(numbers)
        protocol.mails = 0
        return protocol

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        session,
        "127.0.0.1",
        arguments.port,
        ssl=context if arguments.tls == "implicit" else None,
    )
    say(port=server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
