#!/usr/bin/env python3
"""Second implementation of the identifier (DESIGN section 3), to check tests/vectors/pseudonym.txt.

Uses nothing of the gateway: only Python's own hmac, hashlib and base64. Recomputes every row, prints each
difference and ends with status 1 if there is one.
"""

import base64
import hashlib
import hmac
import pathlib
import struct
import sys

COLUMNS = 14


def length_prefixed(*fields: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(field)) + field for field in fields)


def mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def base32_lower(octets: bytes) -> str:
    return base64.b32encode(octets).decode().rstrip("=").lower()


def outputs(key: bytes, link: bytes, seed: bytes, subject: bytes, sector: bytes) -> list[str]:
    """The columns from `subject` on, in the file's order."""
    return [
        subject.hex(),
        "id:" + base64url(mac(key, length_prefixed(b"sluis/handle/1", subject))),
        mac(key, length_prefixed(b"sluis/lock/1", subject)).hex(),
        "pe:" + base64url(mac(link, b"sluis/person/1")),
        mac(link, b"sluis/person-lock/1").hex(),
        base32_lower(mac(seed, length_prefixed(b"sluis/pairwise/1", sector))),
    ]


def room_id(seed: bytes, deployment: bytes, tenant: bytes, room: bytes) -> str:
    return base32_lower(mac(seed, length_prefixed(b"sluis/room/1", deployment, tenant, room)))


def check_row(columns: list[str]) -> list[str]:
    """Texts that say what differs; none if the row is right."""
    if len(columns) != COLUMNS:
        return [f"{len(columns)} columns instead of {COLUMNS}"]
    label = columns[1]
    if label not in ("sub/1", "mail/1"):
        return ["an unknown label"]
    key, link, seed = (bytes.fromhex(column) for column in columns[2:5])
    first, second, sector = (bytes.fromhex(column) for column in columns[5:8])
    subject = length_prefixed(label.encode(), first, second)
    expected = outputs(key, link, seed, subject, sector)
    names = ["subject", "id name", "id lock", "pe name", "pe lock", "sub"]
    return [
        f"{name} is {found}, should be {right}"
        for name, found, right in zip(names, columns[8:], expected)
        if found != right
    ]


def check_room(columns: list[str]) -> list[str]:
    if len(columns) != 6:
        return [f"{len(columns)} columns instead of 6"]
    seed, deployment, tenant, room = (bytes.fromhex(column) for column in columns[1:5])
    expected = room_id(seed, deployment, tenant, room)
    return [] if columns[5] == expected else [f"room id is {columns[5]}, should be {expected}"]


def main() -> int:
    default = pathlib.Path(__file__).with_name("pseudonym.txt")
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    rows = 0
    faults = 0
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        rows += 1
        try:
            found = {"person": check_row, "room": check_room}[columns[0]](columns)
        except (KeyError, ValueError) as fault:
            found = [f"cannot be read ({fault})"]
        for text in found:
            print(f"{path.name}:{number}: {text}")
        faults += len(found)
    if rows < 20:
        print(f"{path.name}: only {rows} rows")
        faults += 1
    print(f"{rows} rows, {faults} differences")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
